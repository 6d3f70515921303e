//! What Africa's Talking calls us with: forms, unsigned, retried each minute for twelve hours until exactly 200.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::domain::address::Network;
use crate::domain::ids::AccountName;
use crate::domain::message::{Body, DedupeKey, MobileOriginated};
use crate::gateway::africastalking::status;
use crate::gateway::contract::{GatewayEvent, Kind, Receipt, UssdEnd, UssdTurn};
use crate::gateway::error::ParseError;
use crate::gateway::form::Fields;
use crate::gateway::wire::RawRequest;
use crate::gateway::word;

/// Operators' names, short codes and numbers that exist nowhere; a refusal would be retried for hours.
const NOBODY: GatewayEvent = GatewayEvent::Ignored("not from a subscriber's number");

/// Turns a webhook request into an event.
pub fn parse(account: &AccountName, kind: Kind, request: &RawRequest) -> Result<GatewayEvent, ParseError> {
    let fields = Fields::of(request)?;
    match kind {
        Kind::Sms => sms(account, &fields),
        Kind::Ussd => ussd(account, &fields),
        Kind::Receipt => receipt(account, &fields),
        Kind::UssdEnd => ussd_end(account, &fields),
        Kind::OptOut => Ok(fields.number("phoneNumber")?.map_or(NOBODY, GatewayEvent::OptOut)),
    }
}

fn sms(account: &AccountName, fields: &Fields) -> Result<GatewayEvent, ParseError> {
    let id = fields.id("id")?;
    let text = fields.required("text")?;
    let Some(from) = fields.number("from")? else {
        return Ok(NOBODY);
    };
    Ok(GatewayEvent::Sms(MobileOriginated {
        account: account.clone(),
        dedupe: DedupeKey::External(id.to_owned()),
        from,
        text: Body::new(text),
        sent_at: fields.optional("date").and_then(time),
        network: network(fields),
    }))
}

/// The provider has no id for a turn: the core compares `text`, which holds all that was typed so far.
fn ussd(account: &AccountName, fields: &Fields) -> Result<GatewayEvent, ParseError> {
    let session = fields.id("sessionId")?;
    let text = fields.required("text")?;
    let Some(from) = fields.number("phoneNumber")? else {
        return Ok(NOBODY);
    };
    Ok(GatewayEvent::Ussd(UssdTurn {
        account: account.clone(),
        session: session.to_owned(),
        from,
        network: network(fields),
        text: Body::new(text),
    }))
}

/// The number is a courtesy here: the id alone says which message is meant.
fn receipt(account: &AccountName, fields: &Fields) -> Result<GatewayEvent, ParseError> {
    let id = fields.id("id")?;
    let status = fields.required("status")?;
    let reason = fields.optional("failureReason");
    Ok(GatewayEvent::Receipt(Receipt {
        account: account.clone(),
        external_id: id.to_owned(),
        number: fields.number("phoneNumber").ok().flatten(),
        evidence: status::evidence(status),
        status: word::cut(status),
        reason: reason.map(word::cut),
        opted_out: reason.is_some_and(status::is_opt_out),
    }))
}

/// It also repeats what the person typed and saw, which nobody needs twice and which is not read.
fn ussd_end(account: &AccountName, fields: &Fields) -> Result<GatewayEvent, ParseError> {
    let session = fields.id("sessionId")?;
    let Some(from) = fields.number("phoneNumber")? else {
        return Ok(NOBODY);
    };
    Ok(GatewayEvent::UssdEnd(UssdEnd { account: account.clone(), session: session.to_owned(), from }))
}

fn network(fields: &Fields) -> Option<Network> {
    fields.optional("networkCode").map(status::network)
}

/// `2017-05-03T06:04:45Z`, with or without milliseconds, and `2017-05-03 06:04:45`, which is UTC too.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let bare = || Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse().ok().or_else(bare)
}
