//! The handset's requests: forms like those of the region's gateways, from practice numbers only.

use crate::domain::address::Msisdn;
use crate::domain::ids::AccountName;
use crate::domain::message::{Body, DedupeKey, MobileOriginated};
use crate::gateway::contract::{GatewayEvent, Kind, UssdTurn};
use crate::gateway::error::ParseError;
use crate::gateway::form::Fields;
use crate::gateway::wire::RawRequest;

/// Turns a webhook request into an event: `id, from, to, text` for a text, `session, from, text` for a turn.
pub fn parse(account: &AccountName, kind: Kind, request: &RawRequest) -> Result<GatewayEvent, ParseError> {
    let fields = Fields::of(request)?;
    let id = match kind {
        Kind::Sms => fields.id("id")?,
        Kind::Ussd => fields.id("session")?,
        Kind::Receipt | Kind::UssdEnd | Kind::OptOut => {
            return Err(ParseError { field: "kind", mend: "the simulator calls sms and ussd only" });
        }
    };
    let text = Body::new(fields.required("text")?);
    // The plus that a script forgot to escape is a space here, and only digits count.
    let Ok(from) = Msisdn::parse_practice(fields.required("from")?) else {
        return Ok(GatewayEvent::Ignored("not from a practice number"));
    };
    let (account, id) = (account.clone(), id.to_owned());
    Ok(if kind == Kind::Sms {
        let dedupe = DedupeKey::External(id);
        GatewayEvent::Sms(MobileOriginated { account, dedupe, from, text, sent_at: None, network: None })
    } else {
        GatewayEvent::Ussd(UssdTurn { account, session: id, from, network: None, text })
    })
}
