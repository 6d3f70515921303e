//! The JSON that answers a send, read with patience: types vary, recipients come in any order or not at all.

use serde_json::Value;

use crate::domain::address::Msisdn;
use crate::gateway::word;

/// What an answer says.
pub struct Reply {
    /// One word where the whole call was refused, else a sentence on cost.
    pub message: String,
    /// What it says of each recipient.
    pub entries: Vec<Entry>,
}

/// What it says of one recipient.
pub struct Entry {
    number: String,
    /// The provider's code, where there is one.
    pub code: Option<i64>,
    /// The provider's word.
    pub status: String,
    /// The id under which receipts come.
    pub message_id: Option<String>,
}

impl Reply {
    /// Reads an answer's body; `None` where it is not the documented shape, such as an error page.
    pub fn read(body: &[u8]) -> Option<Self> {
        let json: Value = serde_json::from_slice(body).ok()?;
        let data = json.get("SMSMessageData")?.as_object()?;
        let entries = match data.get("Recipients") {
            None | Some(Value::Null) => Vec::new(),
            Some(list) => list.as_array()?.iter().map(Entry::read).collect(),
        };
        Some(Self { message: text(data.get("Message")), entries })
    }

    /// Takes out what the answer says of a number.
    pub fn claim(&mut self, number: &Msisdn) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.is_of(number))?;
        Some(self.entries.remove(at))
    }

    /// Whether the sentence claims that somebody was sent to: "Sent to 1/1 …", as against "Sent to 0/1 …".
    pub fn claims_sent(&self) -> bool {
        let sent = self.message.trim().strip_prefix("Sent to ");
        sent.is_some_and(|rest| !rest.starts_with("0/"))
    }
}

impl Entry {
    fn read(value: &Value) -> Self {
        let code = value.get("statusCode");
        let id = text(value.get("messageId"));
        Self {
            number: text(value.get("number")),
            code: code.and_then(Value::as_i64).or_else(|| text(code).trim().parse().ok()),
            status: text(value.get("status")),
            // A refused recipient has the text "None" for an id.
            message_id: Some(id).filter(|id| word::is_id(id) && !id.eq_ignore_ascii_case("none")),
        }
    }

    /// By digits first: a number that we hold stays ours though the numbering plan no longer knows it.
    fn is_of(&self, number: &Msisdn) -> bool {
        let digits = self.number.trim().trim_start_matches('+');
        Msisdn::from_digits(digits).as_ref() == Some(number) || Msisdn::parse(&self.number).as_ref() == Ok(number)
    }
}

/// A text, or a number as text; empty for anything else.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
