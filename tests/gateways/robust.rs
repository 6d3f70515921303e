//! Whatever bytes come, a gateway reads them or says why not; it never falls over.

use fitila::gateway::{Answer, Kind, RawRequest, Registry, SendError, WireError};
use proptest::prelude::*;

use crate::{account, outbound};

const NAMES: &str = "(id|from|to|text|date|status|phoneNumber|networkCode|failureReason|sessionId|session|serviceCode)";

/// Bytes without sense, and fields of the right names with odd values.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let field = format!("{NAMES}=([ -~]{{0,20}}|(%[0-9a-fA-F]{{2}}){{0,9}}|%2B234[0-9]{{10}})");
    let form = proptest::collection::vec(proptest::string::string_regex(&field).unwrap(), 0..8);
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..300), form.prop_map(|fields| fields.join("&").into_bytes()),]
}

/// Bytes without sense, and JSON that is nearly right.
fn answers() -> impl Strategy<Value = Vec<u8>> {
    let value = "(101|-1|1e300|\"\"|\"None\"|null|\\[\\]|\\{\\}|\"\\+2348031234567\"|\"Success\")";
    let key = "(statusCode|number|status|messageId|cost|Message)";
    let entry = format!("\\{{\"{key}\":{value},\"{key}\":{value},\"{key}\":{value}\\}}");
    let json = format!("\\{{\"SMSMessageData\":\\{{\"Message\":{value},\"Recipients\":(\\[{entry}\\]|{value})\\}}\\}}");
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        proptest::string::string_regex(&json).unwrap().prop_map(String::into_bytes),
    ]
}

proptest! {
    #[test]
    fn any_request_is_read_or_refused_by_name(body in bodies(), content_type in "(application/x-www-form-urlencoded|[a-z/]{0,9})") {
        for provider in Registry::providers() {
            let registry = account::standard(provider);
            for (kind, _) in Kind::ALL {
                let request = RawRequest { content_type: content_type.clone(), query: String::new(), body: body.clone() };
                if let Err(error) = registry.accounts()[0].gateway().parse(kind, &request) {
                    prop_assert!(!error.field.is_empty() && !error.mend.is_empty());
                }
            }
        }
    }

    #[test]
    fn any_answer_gives_one_outcome_for_each_person(status in 100u16..=600, body in answers(), people in 0usize..4) {
        let numbers = ["+2348031234567", "+2348051234567", "+2340000000001"];
        let to: Vec<String> = numbers.iter().take(people).map(|number| (*number).to_owned()).collect();
        let submission = outbound::submission(&to, "Hello");
        let answer = Answer { status, retry_after: None, body };
        for provider in Registry::providers() {
            let registry = account::standard(provider);
            let gateway = registry.accounts()[0].gateway();
            for answer in [Ok(&answer), Err(WireError::NoAnswer), Err(WireError::NotSent)] {
                let outcomes = gateway.decode(&submission, answer);
                prop_assert_eq!(outcomes.len(), to.len());
                for outcome in outcomes {
                    prop_assert!(is_reason_fit_to_keep(&outcome), "{:?}", outcome);
                }
            }
        }
    }
}

/// Short, printable, and without a number in it.
fn is_reason_fit_to_keep(outcome: &fitila::gateway::Outcome) -> bool {
    use fitila::gateway::Outcome::Failed;
    match outcome {
        Failed(
            SendError::NotTaken { reason }
            | SendError::InDoubt { reason }
            | SendError::AccountRefused { reason }
            | SendError::Refused { reason },
        ) => {
            let has_number = reason.as_bytes().windows(7).any(|run| run.iter().all(u8::is_ascii_digit));
            reason.len() <= 64 && reason.bytes().all(|b| (b' '..=b'~').contains(&b)) && !has_number
        }
        _ => true,
    }
}
