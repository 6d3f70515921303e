//! The one way in for every gateway and for the handset: read the request, do what it says, answer in the gateway's
//! own form. The answer goes back only after the commit.

use std::time::Duration;

use crate::gateway::{Account, Acknowledgement, GatewayEvent, Kind, RawRequest, RawResponse, UssdTurn};
use crate::service::context::Context;
use crate::service::dial_session::{Screen, dial_session, end_session, sorry};
use crate::service::opt_out::opt_out;
use crate::service::receive_message::receive_message;
use crate::service::receive_receipt::receive_receipt;
use crate::store::StoreError;

/// How long a USSD turn may take inside: far within the ten seconds that gateways wait.
const TURN_DEADLINE: Duration = Duration::from_secs(4);
/// How long any other request may take before the gateway is asked to come again.
const DEADLINE: Duration = Duration::from_secs(5);

/// Deals with a request of a gateway whose token was right.
pub async fn accept_request(context: &Context, account: &Account, kind: Kind, request: &RawRequest) -> RawResponse {
    let acknowledgement = match account.gateway().parse(kind, request) {
        Ok(event) => deal_with(context, account, event).await,
        Err(error) => {
            context.metrics().webhook_refused("malformed");
            Acknowledgement::Malformed(error)
        }
    };
    account.gateway().acknowledge(kind, &acknowledgement)
}

async fn deal_with(context: &Context, account: &Account, event: GatewayEvent) -> Acknowledgement {
    let done = match event {
        GatewayEvent::Ussd(turn) => return turn_in_time(context, turn).await,
        GatewayEvent::Ignored(reason) => {
            context.metrics().mo_ignored(account.name(), reason);
            return Acknowledgement::Accepted;
        }
        GatewayEvent::Sms(message) => in_time(async { receive_message(context, message).await.map(|_| ()) }).await,
        GatewayEvent::Receipt(receipt) => in_time(receive_receipt(context, receipt)).await,
        GatewayEvent::UssdEnd(end) => in_time(end_session(context, end)).await,
        GatewayEvent::OptOut(number) => in_time(opt_out(context, account.name(), number)).await,
    };
    match done {
        Ok(()) => Acknowledgement::Accepted,
        Err(error) => {
            tracing::error!(gateway.name = %account.name(), "A request could not be kept, the gateway is asked to repeat it: {error}");
            context.metrics().webhook_refused("busy");
            Acknowledgement::Busy
        }
    }
}

async fn turn_in_time(context: &Context, turn: UssdTurn) -> Acknowledgement {
    let stopwatch = context.stopwatch();
    let screen = match tokio::time::timeout(TURN_DEADLINE, dial_session(context, turn)).await {
        Ok(Ok(screen)) => screen,
        Ok(Err(error)) => {
            tracing::error!("A USSD turn could not be kept; the person was told the help line: {error}");
            sorry(&context.content())
        }
        Err(_) => {
            context.metrics().ussd_deadline_missed();
            tracing::error!("A USSD turn took too long; the person was told the help line");
            sorry(&context.content())
        }
    };
    context.metrics().ussd_turn_answered(stopwatch.elapsed());
    let Screen { text, ends } = screen;
    if ends { Acknowledgement::End(text) } else { Acknowledgement::Continue(text) }
}

async fn in_time(work: impl Future<Output = Result<(), StoreError>>) -> Result<(), StoreError> {
    tokio::time::timeout(DEADLINE, work).await.unwrap_or(Err(StoreError::Busy))
}
