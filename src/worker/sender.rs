//! Sends what is due, one loop per account: it claims as much as the rate, the free connections and the account's
//! health allow, makes the calls side by side, and learns from what comes back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};

use crate::domain::ids::AccountName;
use crate::domain::message::Urgency;
use crate::gateway::Outcome;
use crate::service::{Allowance, Call, Context, Line, Room, claim, learn, settle, submit};
use crate::worker::run::Stop;

/// Calls open at once to one gateway.
const CONNECTIONS: usize = 8;
/// Of these, so many are closed to bulk, so that a call for help finds one free.
const KEPT_FOR_ANSWERS: usize = 2;
/// What other processes queued is seen within this.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long open calls are waited for when the program stops; what is open then is in doubt.
const LAST_CALLS: Duration = Duration::from_secs(8);
/// After a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// The shortest rest while the rate is used up.
const SHORTEST_REST: Duration = Duration::from_millis(5);

type Made = (Arc<Call>, Vec<Outcome>);

/// How to wait.
enum Rest {
    /// For this long, or until something is queued.
    Hearing(Duration),
    /// For this long: nothing more may leave before, so news changes nothing.
    Deaf(Duration),
}

/// Sends for one account until told to stop.
pub async fn sender(context: Context, account: AccountName, mut stop: Stop) {
    let Some(known) = context.registry().account(&account) else { return };
    let per_call = known.gateway().capabilities().recipients_per_call;
    let mut desk = Desk {
        line: Line::new(known.per_second()),
        open: JoinSet::new(),
        calls: HashMap::new(),
        per_call,
        context,
        account,
    };
    while !stop.is_given() {
        let rest = match desk.claim_and_call().await {
            Ok(rest) => rest,
            Err(error) => {
                tracing::error!(gateway.name = %desk.account, "Messages could not be taken from the outbox; tried again in two seconds: {error}");
                Rest::Deaf(AFTER_FAILURE)
            }
        };
        desk.wait(rest, &mut stop).await;
    }
    desk.finish().await;
}

struct Desk {
    context: Context,
    account: AccountName,
    line: Line,
    open: JoinSet<Made>,
    calls: HashMap<Id, Arc<Call>>,
    per_call: usize,
}

impl Desk {
    /// Takes what may leave now and makes the calls; says what there is to wait for.
    async fn claim_and_call(&mut self) -> Result<Rest, crate::store::StoreError> {
        loop {
            let now = self.context.clock().now();
            let free = CONNECTIONS.saturating_sub(self.open.len());
            if free == 0 {
                return Ok(Rest::Deaf(LOOK_EVERY));
            }
            let free_bulk = free.saturating_sub(KEPT_FOR_ANSWERS);
            let room = match self.line.allowance(now, free, Urgency::Reply) {
                Allowance::Probe if self.open.is_empty() => Room { safety: 1, answers: 1, bulk: 1 },
                Allowance::SafetyProbe if self.open.is_empty() => Room { safety: 1, answers: 0, bulk: 0 },
                Allowance::Probe | Allowance::SafetyProbe => Room { safety: 0, answers: 0, bulk: 0 },
                Allowance::Up(answers) => Room { safety: answers, answers, bulk: self.bulk_room(now, free_bulk) },
            };
            if room.safety == 0 && room.bulk == 0 {
                return Ok(Rest::Deaf(self.line.wait(now, Urgency::Reply).clamp(SHORTEST_REST, LOOK_EVERY)));
            }
            let calls = claim(&self.context, &self.account, room).await?;
            if calls.is_empty() {
                return Ok(Rest::Hearing(LOOK_EVERY));
            }
            for call in calls {
                self.begin(call);
            }
        }
    }

    fn bulk_room(&mut self, now: jiff::Timestamp, free: usize) -> usize {
        if free == 0 {
            return 0;
        }
        match self.line.allowance(now, self.per_call, Urgency::Broadcast) {
            Allowance::Up(bulk) => bulk,
            Allowance::Probe | Allowance::SafetyProbe => 0,
        }
    }

    fn begin(&mut self, call: Call) {
        self.line.take(self.context.clock().now(), call.messages(), call.urgency);
        let (context, call) = (self.context.clone(), Arc::new(call));
        let kept = Arc::clone(&call);
        let task = self.open.spawn(async move {
            let outcomes = submit(&context, &call).await;
            if let Err(error) = settle(&context, &call, &outcomes).await {
                // The lease runs out and the messages become in doubt: what cannot be recorded is not sent again.
                tracing::error!(gateway.name = %call.account, "The outcome of {} messages could not be recorded: {error}", call.messages());
            }
            (call, outcomes)
        });
        self.calls.insert(task.id(), kept);
    }

    /// Waits for an answer of the gateway, for something to send, or for the rest to end.
    async fn wait(&mut self, rest: Rest, stop: &mut Stop) {
        let (rest, hears) = match rest {
            Rest::Hearing(rest) => (rest, true),
            Rest::Deaf(rest) => (rest, false),
        };
        let context = self.context.clone();
        let account = self.account.clone();
        tokio::select! {
            Some(made) = self.open.join_next_with_id() => self.made(made),
            () = context.queued(&account), if hears => {}
            () = tokio::time::sleep(rest) => {}
            () = stop.given() => {}
        }
        while let Some(made) = self.open.try_join_next_with_id() {
            self.made(made);
        }
    }

    fn made(&mut self, made: Result<(Id, Made), JoinError>) {
        match made {
            Ok((task, (call, outcomes))) => {
                self.calls.remove(&task);
                learn(&self.context, &mut self.line, &call, &outcomes);
            }
            // The call broke off with a panic: its messages become in doubt when their lease is over.
            Err(error) => {
                self.calls.remove(&error.id());
            }
        }
    }

    /// Waits for the open calls; those that are still open then are in doubt, and that is written down.
    async fn finish(&mut self) {
        let last = async {
            while let Some(made) = self.open.join_next_with_id().await {
                self.calls.remove(&made.map_or_else(|error| error.id(), |(task, _)| task));
            }
        };
        if tokio::time::timeout(LAST_CALLS, last).await.is_ok() {
            return;
        }
        self.open.abort_all();
        for call in self.calls.values() {
            if let Err(error) = settle(&self.context, call, &[]).await {
                tracing::error!(gateway.name = %call.account, "Calls that were cut off could not be written down: {error}");
            }
        }
    }
}
