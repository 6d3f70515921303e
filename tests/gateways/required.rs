//! The cases that every gateway must have. One that reaches practice numbers only makes no calls and gets no
//! receipts, so it needs none of theirs.

use std::collections::BTreeSet;

use fitila::gateway::Registry;

use crate::{account, fixture, inbound};

const INBOUND: [&str; 10] = [
    "mo-plain",
    "mo-non-gsm",
    "mo-repeated",
    "mo-bad-token",
    "mo-malformed",
    "ussd-first-dial",
    "ussd-continue",
    "ussd-end",
    "ussd-time-out",
    "ussd-repeated-turn",
];
const OUTBOUND: [&str; 4] = ["mt-plain", "mt-unicode", "mt-three-segments", "wrong-settings"];
const CALLS: [&str; 5] = ["mt-throttled", "mt-server-error", "mt-timeout", "mt-refused", "mt-opted-out"];
/// What receipts must prove at least once, an unknown status included.
const EVIDENCE: [&str; 4] = ["\"Accepted\"", "\"Delivered\"", "\"Undeliverable\"", "null"];

#[test]
fn no_gateway_lacks_a_required_case() {
    for provider in Registry::providers() {
        let practice_only = account::standard(provider).accounts()[0].gateway().capabilities().practice_only;
        let calls = if practice_only { &[][..] } else { &CALLS[..] };
        for (kind, required) in [("inbound", &INBOUND[..]), ("outbound", &OUTBOUND[..]), ("outbound", calls)] {
            let present = fixture::stems(provider, kind);
            let missing: Vec<_> = required.iter().filter(|stem| !present.iter().any(|have| have == *stem)).collect();
            assert!(missing.is_empty(), "{provider}/{kind} lacks {missing:?}");
        }
        if !practice_only {
            let missing = &required_evidence() - &evidence(provider);
            assert!(missing.is_empty(), "{provider}/receipt proves nothing of {missing:?}");
        }
    }
}

fn required_evidence() -> BTreeSet<String> {
    EVIDENCE.iter().map(|word| (*word).to_owned()).collect()
}

fn evidence(provider: &str) -> BTreeSet<String> {
    let files = fixture::files::<inbound::Case>("receipt").into_iter().filter(|file| file.provider == provider);
    let cases = files.flat_map(|file| file.cases);
    cases.filter_map(|case| Some(case.event.get("receipt")?.get("evidence")?.to_string())).collect()
}
