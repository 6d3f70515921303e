//! Form-encoded bodies, as most gateways of the region speak them: read by name, written from pairs.

use crate::domain::address::Msisdn;
use crate::gateway::error::ParseError;
use crate::gateway::wire::RawRequest;
use crate::gateway::word;

/// The media type of a form.
pub const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a request. Unknown ones are kept unread; of a repeated one the first counts.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads the body. Bytes that are no UTF-8 become replacement characters: whoever wrote them must be answered.
    pub fn of(request: &RawRequest) -> Result<Self, ParseError> {
        // None given is not another one: the fields themselves tell whether this is a form.
        if !request.content_type.is_empty() && !request.content_type.eq_ignore_ascii_case(MEDIA_TYPE) {
            return Err(ParseError { field: "content-type", mend: "send application/x-www-form-urlencoded" });
        }
        let fields = serde_html_form::from_bytes(&request.body);
        fields.map(Self).map_err(|_| ParseError { field: "body", mend: "send name=value pairs joined by &" })
    }

    /// A field that may be missing; an empty one says as little.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.first(name).filter(|value| !value.is_empty())
    }

    /// A field that must be there, though it may be empty.
    pub fn required(&self, name: &'static str) -> Result<&str, ParseError> {
        self.first(name).ok_or(ParseError { field: name, mend: "send this field" })
    }

    /// An id that the gateway made.
    pub fn id(&self, name: &'static str) -> Result<&str, ParseError> {
        let value = self.required(name)?;
        let mend = "send 1 to 255 printable ASCII characters without spaces";
        if word::is_id(value) { Ok(value) } else { Err(ParseError { field: name, mend }) }
    }

    /// A field that must be there and should hold a number; `None` for a name, a short code or nonsense.
    pub fn number(&self, name: &'static str) -> Result<Option<Msisdn>, ParseError> {
        Ok(Msisdn::parse(&with_plus(self.required(name)?)).ok())
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// A `+` that the sender forgot to escape arrives as a space.
fn with_plus(value: &str) -> String {
    value.strip_prefix(' ').map_or_else(|| value.to_owned(), |rest| format!("+{rest}"))
}

/// Encodes pairs as a form.
pub fn encode(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push(b'&');
        }
        escape(name, &mut body);
        body.push(b'=');
        escape(value, &mut body);
    }
    body
}

/// Letters, digits and `*-._` stand as they are, a space is `+`: the rule of the URL standard.
fn escape(text: &str, body: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => body.push(byte),
            b' ' => body.push(b'+'),
            _ => body.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(body: &[u8]) -> Fields {
        Fields::of(&RawRequest { content_type: MEDIA_TYPE.into(), query: String::new(), body: body.to_vec() }).unwrap()
    }

    #[test]
    fn the_first_of_a_repeated_field_counts() {
        let form = fields(b"text=&text=second&&=&odd&text=third&%=%zz");
        assert_eq!(form.required("text"), Ok(""));
        assert_eq!(form.optional("text"), None);
        assert_eq!(form.required("odd"), Ok(""));
        assert_eq!(form.required("id"), Err(ParseError { field: "id", mend: "send this field" }));
    }

    #[test]
    fn an_unescaped_plus_is_still_a_number() {
        let form = fields(b"a=+2348031234567&b=%2B2348031234567&c=+254791541111&d=MTN");
        let number = |name| form.number(name).unwrap().map(|number| number.expose());
        assert_eq!(number("a").as_deref(), Some("+2348031234567"));
        assert_eq!(number("b"), number("a"));
        assert_eq!(number("c").as_deref(), Some("+254791541111"));
        assert_eq!(number("d"), None);
    }

    #[test]
    fn another_media_type_is_refused_by_name() {
        let request = |content_type: &str| RawRequest { content_type: content_type.into(), ..RawRequest::default() };
        assert_eq!(Fields::of(&request("application/json")).err().map(|error| error.field), Some("content-type"));
        assert!(Fields::of(&request("")).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(name in "[a-z]{1,8}", value in any::<String>()) {
            let form = fields(&encode(&[(name.as_str(), value.as_str())]));
            prop_assert_eq!(form.first(&name), Some(value.as_str()));
        }

        #[test]
        fn any_bytes_make_fields(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            fields(&body);
        }
    }
}
