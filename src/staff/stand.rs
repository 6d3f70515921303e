//! Where a handset stands: its number, its call and what is on its line. The page carries it from form to form, so the
//! server keeps nothing. Whatever a browser sends here is read without complaint but for the number.

use serde::Deserialize;

use crate::domain::address::Msisdn;
use crate::service::handset::Call;
use crate::web::paths;

/// The number that a newcomer is given.
const FIRST_NUMBER: u8 = 1;
/// The last practice number.
const LAST_NUMBER: u8 = 99;
/// Letters of the line, at most: a screen of a call takes no longer answer.
pub const LINE_LIMIT: usize = 160;
/// Letters of all that was typed in a call, at most. The service ends a call long before.
const KEYS_LIMIT: usize = 2000;

/// What forms and links send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    n: Option<String>,
    call: Option<String>,
    keys: Option<String>,
    line: Option<String>,
    ms: Option<String>,
    /// The text to be sent.
    pub words: String,
    /// The key that was pressed.
    pub key: Option<String>,
}

/// Something that a person must mend, at a field of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field.
    pub field: &'static str,
    /// What is wrong, then what to do.
    pub text: String,
}

impl Problem {
    /// A problem of a field.
    pub fn new(field: &'static str, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }
}

/// Where a handset stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Which practice number, 0 to 99.
    pub index: u8,
    /// The call that is shown.
    pub call: Option<Call>,
    /// All that was typed in it.
    pub keys: String,
    /// What stands on the line; `None` where nobody touched it.
    pub line: Option<String>,
    /// How long the last answer took, in milliseconds.
    pub took: Option<u32>,
}

impl Stand {
    /// Reads what a page sent; a number that there is not gives the first one and a problem.
    pub fn read(fields: &Fields) -> (Self, Option<Problem>) {
        let index = match fields.n.as_deref() {
            None => Some(FIRST_NUMBER),
            Some(text) => text.trim().parse().ok().filter(|index| *index <= LAST_NUMBER),
        };
        let call = fields.call.as_deref().and_then(Call::parse);
        let keys = fields.keys.clone().filter(|keys| call.is_some() && keys.len() <= KEYS_LIMIT).unwrap_or_default();
        let line = fields.line.as_deref().map(|line| line.trim().to_owned());
        let took = fields.ms.as_deref().and_then(|ms| ms.parse().ok());
        let problem = index.is_none().then(|| Problem::new("n", "Choose a practice number, 0 to 99."));
        (Self { index: index.unwrap_or(FIRST_NUMBER), call, keys, line, took }, problem)
    }

    /// The practice number itself.
    pub fn number(&self) -> Msisdn {
        Msisdn::practice(self.index)
    }

    /// As a person reads it.
    pub fn label(&self) -> String {
        label(self.index)
    }

    /// The same handset after an answer was typed in its call.
    pub fn after(&self, answer: &str) -> Self {
        let keys = if self.keys.is_empty() { answer.to_owned() } else { format!("{}*{answer}", self.keys) };
        Self { keys, line: None, ..self.clone() }
    }

    /// The same handset with no call.
    pub fn idle(&self) -> Self {
        Self { index: self.index, call: None, keys: String::new(), line: None, took: None }
    }

    /// What forms must send back to come here again.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("n", self.index.to_string())];
        if let Some(call) = self.call {
            fields.extend([("call", call.to_string()), ("keys", self.keys.clone())]);
        }
        fields
    }

    /// The page that shows this.
    pub fn link(&self) -> String {
        let mut fields = self.fields();
        fields.extend(self.line.clone().map(|line| ("line", line)));
        fields.extend(self.took.map(|took| ("ms", took.to_string())));
        format!("{}?{}", paths::HANDSET, serde_html_form::to_string(fields).unwrap_or_default())
    }
}

/// A practice number as a person reads it: its last four digits.
pub fn label(index: u8) -> String {
    format!("{index:04}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (Stand, Option<Problem>) {
        Stand::read(&serde_html_form::from_str(query).unwrap())
    }

    #[test]
    fn a_link_leads_back_to_where_it_was_made() {
        for query in
            ["", "n=7", "n=7&line=*347%23&ms=12", "n=0&call=0193f0a0-1111-7222-8333-444455556666&keys=1*00&line="]
        {
            let (stand, problem) = read(query);
            assert_eq!(problem, None, "query: {query:?}");
            let link = stand.link();
            assert_eq!(read(link.split_once('?').unwrap().1).0, stand, "link: {link}");
        }
    }

    #[test]
    fn what_is_no_practice_number_gives_the_first_one_and_says_so() {
        for query in ["n=100", "n=-1", "n=%2B2348031234567", "n="] {
            let (stand, problem) = read(query);
            assert_eq!((stand.index, problem.map(|problem| problem.field)), (1, Some("n")), "query: {query:?}");
        }
    }

    #[test]
    fn keys_without_a_call_are_dropped() {
        assert_eq!(read("keys=1*2&call=nonsense").0, read("").0);
    }

    #[test]
    fn answers_are_joined_as_gateways_join_them() {
        let (stand, _) = read("call=0193f0a0-1111-7222-8333-444455556666");
        assert_eq!(stand.after("1").after("00").keys, "1*00");
    }
}
