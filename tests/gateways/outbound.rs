//! What we call gateways with, byte by byte, and what each of their answers means for each person.

use std::collections::BTreeMap;
use std::time::Duration;

use fitila::domain::address::Msisdn;
use fitila::domain::ids::TerminatedId;
use fitila::domain::message::Body;
use fitila::gateway::{Answer, Dispatch, Outcome, Recipient, SendError, Submission, WireError};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{account, fixture};

/// One submission with the answers that it may get, or settings that cannot work.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    options: Map<String, Value>,
    /// What is said of the settings at start.
    error: Option<String>,
    #[serde(default)]
    to: Vec<String>,
    #[serde(default)]
    text: String,
    /// The call; without it the outcomes are known at once.
    request: Option<Call>,
    outcomes: Option<Vec<String>>,
    #[serde(default)]
    answers: Vec<Given>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Call {
    url: String,
    headers: BTreeMap<String, String>,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// HTTP status, or `not sent` or `no answer`.
    status: Value,
    retry_after: Option<u64>,
    /// JSON, or a text that is sent as it stands.
    #[serde(default)]
    body: Value,
    outcomes: Vec<String>,
}

#[test]
fn every_submission_makes_its_call_and_every_answer_its_outcomes() {
    for file in fixture::files::<Case>("outbound") {
        for case in &file.cases {
            run(file.provider, case, &format!("{}/outbound/{}.json: {}", file.provider, file.stem, case.name));
        }
    }
}

fn run(provider: &str, case: &Case, place: &str) {
    let registry = match account::registry(provider, &case.options) {
        Ok(registry) => registry,
        Err(error) => return assert_eq!(Some(error.to_string()), case.error, "{place}"),
    };
    assert_eq!(case.error, None, "{place}: these settings were taken");
    let gateway = registry.accounts()[0].gateway();
    let submission = submission(&case.to, &case.text);
    match gateway.encode(&submission) {
        Dispatch::Call(request) => {
            let headers = request.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let call = Call { url: request.url, headers, body: String::from_utf8(request.body).unwrap() };
            assert_eq!(Some(call), case.request, "{place}");
        }
        Dispatch::Done(outcomes) => assert_eq!(Some(shown(&outcomes)), case.outcomes, "{place}"),
    }
    for given in &case.answers {
        let answer = answer(given);
        let outcomes = gateway.decode(&submission, answer.as_ref().map_err(|error| *error));
        assert_eq!(shown(&outcomes), given.outcomes, "{place}, answer {}: {}", given.status, given.body);
    }
}

pub fn submission(to: &[String], text: &str) -> Submission {
    let number = |text: &String| Msisdn::parse(text).or_else(|_| Msisdn::parse_practice(text)).unwrap();
    let recipients = to.iter().map(|text| Recipient { message: TerminatedId(uuid::Uuid::nil()), number: number(text) });
    Submission { recipients: recipients.collect(), text: Body::new(text), at: jiff::Timestamp::UNIX_EPOCH }
}

fn answer(given: &Given) -> Result<Answer, WireError> {
    let status = match &given.status {
        Value::String(word) if word == "not sent" => return Err(WireError::NotSent),
        Value::String(word) if word == "no answer" => return Err(WireError::NoAnswer),
        status => status.as_u64().unwrap(),
    };
    let body = match &given.body {
        Value::Null => Vec::new(),
        Value::String(text) => text.clone().into_bytes(),
        json => json.to_string().into_bytes(),
    };
    Ok(Answer { status: status.try_into().unwrap(), retry_after: given.retry_after.map(Duration::from_secs), body })
}

/// Outcomes as the fixtures write them: the class, then what it carries.
fn shown(outcomes: &[Outcome]) -> Vec<String> {
    let one = |outcome: &Outcome| match outcome {
        Outcome::Accepted { external_id: Some(id) } => format!("accepted {id}"),
        Outcome::Accepted { external_id: None } => "accepted".to_owned(),
        Outcome::Delivered => "delivered".to_owned(),
        Outcome::Failed(error) => match error {
            SendError::Throttled { retry_after: Some(after) } => format!("throttled: {after:?}"),
            SendError::NotTaken { reason }
            | SendError::InDoubt { reason }
            | SendError::AccountRefused { reason }
            | SendError::Refused { reason } => format!("{}: {reason}", error.class()),
            _ => error.class().to_owned(),
        },
    };
    outcomes.iter().map(one).collect()
}
