//! What gateways call us with: each request makes exactly this event, and is answered with exactly these bytes.

use fitila::gateway::{Acknowledgement, Gateway, GatewayEvent, Kind, RawRequest};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{account, fixture};

/// One request, or one wrong path.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default = "form")]
    content_type: String,
    #[serde(default)]
    body: String,
    /// Other deliveries that must make the same event.
    #[serde(default)]
    again: Vec<String>,
    #[serde(default)]
    pub event: Value,
    #[serde(default)]
    answers: Vec<Answer>,
    /// A path that must lead nowhere: account and token.
    path: Option<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    to: Value,
    status: u16,
    body: String,
}

fn form() -> String {
    "application/x-www-form-urlencoded".to_owned()
}

#[test]
fn every_request_makes_its_event_and_gets_its_answer() {
    for folder in ["inbound", "receipt"] {
        for file in fixture::files::<Case>(folder) {
            let registry = account::standard(file.provider);
            let gateway = registry.find(account::NAME, account::TOKEN).unwrap().gateway();
            for case in &file.cases {
                let place = format!("{}/{folder}/{}.json: {}", file.provider, file.stem, case.name);
                if let Some((account, token)) = &case.path {
                    assert!(registry.find(account, token).is_none(), "{place}");
                } else {
                    run(gateway, case, &place);
                }
            }
        }
    }
}

fn run(gateway: &dyn Gateway, case: &Case, place: &str) {
    let kind = Kind::parse(&case.kind).unwrap_or_else(|| panic!("{place}: no such kind"));
    for body in std::iter::once(&case.body).chain(&case.again) {
        let request = RawRequest {
            content_type: case.content_type.clone(),
            query: String::new(),
            body: body.clone().into_bytes(),
        };
        let parsed = gateway.parse(kind, &request);
        let shown = parsed.as_ref().map_or_else(|error| json!({"error": error.to_string()}), shown);
        assert_eq!(shown, case.event, "{place}");
        if let Err(error) = parsed {
            let answer = gateway.acknowledge(kind, &Acknowledgement::Malformed(error));
            assert_eq!((answer.status, answer.body.lines().count()), (400, 1), "{place}");
        }
    }
    for expected in &case.answers {
        let answer = gateway.acknowledge(kind, &acknowledgement(&expected.to));
        assert_eq!((answer.status, answer.body.as_str()), (expected.status, expected.body.as_str()), "{place}");
        assert_eq!(answer.content_type, "text/plain; charset=utf-8", "{place}");
    }
}

fn acknowledgement(value: &Value) -> Acknowledgement {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    match value.as_str() {
        Some("accepted") => Acknowledgement::Accepted,
        Some("busy") => Acknowledgement::Busy,
        _ => match (text("continue"), text("end")) {
            (Some(screen), _) => Acknowledgement::Continue(screen),
            (_, Some(screen)) => Acknowledgement::End(screen),
            _ => panic!("no acknowledgement: {value}"),
        },
    }
}

/// An event as the fixtures write it. The account is the fixture's own and is left out.
fn shown(event: &GatewayEvent) -> Value {
    match event {
        GatewayEvent::Sms(sms) => json!({"sms": {
            "key": format!("{:?}", sms.dedupe), "from": sms.from.expose(), "text": sms.text.expose(),
            "sent_at": sms.sent_at.map(|at| at.to_string()), "network": sms.network.map(|network| network.as_str()),
        }}),
        GatewayEvent::Ussd(turn) => json!({"ussd": {
            "session": turn.session, "from": turn.from.expose(), "text": turn.text.expose(),
            "network": turn.network.map(|network| network.as_str()),
        }}),
        GatewayEvent::Receipt(receipt) => json!({"receipt": {
            "id": receipt.external_id, "number": receipt.number.map(|number| number.expose()),
            "evidence": receipt.evidence.map(|evidence| format!("{evidence:?}")), "status": receipt.status,
            "reason": receipt.reason, "opted_out": receipt.opted_out,
        }}),
        GatewayEvent::UssdEnd(end) => {
            json!({"ussd_end": {"session": end.session, "from": end.from.expose()}})
        }
        GatewayEvent::OptOut(number) => json!({"opt_out": number.expose()}),
        GatewayEvent::Ignored(why) => json!({"ignored": why}),
    }
}
