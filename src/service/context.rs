//! What every verb of the service is given.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use arc_swap::ArcSwap;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::content::Content;
use crate::domain::campaign::Naira;
use crate::domain::care::{Duty, OfficeHours, Pace, Post, ReadWhere, Roster};
use crate::domain::ids::AccountName;
use crate::domain::schedule::QuietHours;
use crate::gateway::{Account, Executor, Registry};
use crate::mail::Mailer;
use crate::service::clock::{Clock, Stopwatch};
use crate::service::random::Random;
use crate::store::Store;
use crate::telemetry::Metrics;

/// The settings that verbs read.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The programme's time zone.
    pub zone: TimeZone,
    /// When nothing is sent first.
    pub quiet: QuietHours,
    /// How long a campaign's message may wait.
    pub expires_after: SignedDuration,
    /// What a billed part costs.
    pub price: Naira,
    /// The account that sends to people who never wrote.
    pub sending: AccountName,
    /// When those on duty can be reached.
    pub office: OfficeHours,
    /// After how long somebody who called for help is told that nobody has come yet.
    pub wait_after: SignedDuration,
    /// How soon the next of the staff are called.
    pub pace: Pace,
    /// Where staff may read what a person wrote.
    pub read_where: ReadWhere,
}

/// The texts of the programme, both ways.
#[derive(Debug)]
pub struct Contents {
    /// While somebody is there to answer.
    pub staffed: Arc<Content>,
    /// While nobody is.
    pub unstaffed: Arc<Content>,
}

/// Store, gateways, texts, clock and chance: cheap to clone.
#[derive(Clone)]
pub struct Context {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    registry: Registry,
    executor: Executor,
    contents: ArcSwap<Contents>,
    mailer: Option<Mailer>,
    roster: ArcSwap<Roster>,
    rules: Rules,
    clock: Clock,
    random: Random,
    metrics: Metrics,
    queued: HashMap<AccountName, Notify>,
    alerts: Notify,
    mails: Notify,
    stopping: AtomicBool,
    /// The latest moment at which alerts were looked at, in milliseconds.
    looked_at: AtomicI64,
}

/// What a context is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The gateway accounts.
    pub registry: Registry,
    /// The client that calls them.
    pub executor: Executor,
    /// The texts, for when somebody is there to answer and for when nobody is.
    pub contents: Contents,
    /// The way to the mail server, if the programme has one.
    pub mailer: Option<Mailer>,
    /// Settings.
    pub rules: Rules,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub random: Random,
    /// Counters.
    pub metrics: Metrics,
}

impl Context {
    /// Puts a context together.
    pub fn new(parts: Parts) -> Self {
        let Parts { store, registry, executor, mailer, contents, rules, clock, random, metrics } = parts;
        let contents = ArcSwap::from_pointee(contents);
        let queued = registry.accounts().iter().map(|account| (account.name().clone(), Notify::new())).collect();
        let inner = Inner {
            store,
            registry,
            executor,
            contents,
            mailer,
            roster: ArcSwap::from_pointee(Roster::empty()),
            rules,
            clock,
            random,
            metrics,
            queued,
            alerts: Notify::new(),
            mails: Notify::new(),
            stopping: AtomicBool::new(false),
            looked_at: AtomicI64::new(i64::MAX),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The gateway accounts.
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// The client that calls gateways.
    pub fn executor(&self) -> &Executor {
        &self.inner.executor
    }

    /// The way to the mail server, if the programme has one.
    pub fn mailer(&self) -> Option<&Mailer> {
        self.inner.mailer.as_ref()
    }

    /// Whether staff are told by e-mail too.
    pub fn post(&self) -> Post {
        if self.inner.mailer.is_some() { Post::Works } else { Post::Missing }
    }

    /// The texts as they are now.
    pub fn content(&self) -> Arc<Content> {
        let contents = self.inner.contents.load();
        Arc::clone(match self.duty() {
            Duty::Staffed => &contents.staffed,
            Duty::Unstaffed => &contents.unstaffed,
        })
    }

    /// The staff, as the last look at the database found them; at first nobody.
    pub fn roster(&self) -> Arc<Roster> {
        self.inner.roster.load_full()
    }

    /// Whether somebody is there to answer now.
    pub fn duty(&self) -> Duty {
        self.inner.roster.load().duty(self.clock().now(), &self.rules().zone)
    }

    pub(super) fn set_roster(&self, roster: Roster) {
        self.inner.roster.store(Arc::new(roster));
    }

    /// Settings.
    pub fn rules(&self) -> &Rules {
        &self.inner.rules
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Chance.
    pub fn random(&self) -> &Random {
        &self.inner.random
    }

    /// Counters.
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Starts a measurement of how long something takes.
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch::start()
    }

    /// Notes that the program is stopping: from now on it is not ready.
    pub fn begin_stop(&self) {
        self.inner.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the program is stopping.
    pub fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::Relaxed)
    }

    /// Tells the sender of an account that something was queued for it.
    pub fn wake_sender(&self, account: &AccountName) {
        if let Some(queued) = self.inner.queued.get(account) {
            queued.notify_one();
        }
    }

    /// Tells all senders to look.
    pub fn wake_senders(&self) {
        self.inner.queued.values().for_each(Notify::notify_one);
    }

    /// Waits until this process queues something for an account.
    pub async fn queued(&self, account: &AccountName) {
        match self.inner.queued.get(account) {
            Some(queued) => queued.notified().await,
            None => std::future::pending().await,
        }
    }

    /// Whether the clock was set back by more than a minute since this was last asked. The first time it may have been: true.
    pub fn was_set_back(&self, now: Timestamp) -> bool {
        const MINUTE: i64 = 60_000;
        let before = self.inner.looked_at.swap(now.as_millisecond(), Ordering::Relaxed);
        before.saturating_sub(now.as_millisecond()) > MINUTE
    }

    /// Tells the ladder that an alert was raised. Call it after the commit.
    pub fn wake_alerts(&self) {
        self.inner.alerts.notify_one();
    }

    /// Waits until this process raises an alert.
    pub async fn alert_raised(&self) {
        self.inner.alerts.notified().await;
    }

    /// Tells the postman that an e-mail waits.
    pub fn wake_mail(&self) {
        self.inner.mails.notify_one();
    }

    /// Waits until this process has an e-mail to send.
    pub async fn mail_waits(&self) {
        self.inner.mails.notified().await;
    }

    /// The account that sends first to a person: the one she wrote through, unless it only reaches practice numbers.
    pub fn account_for(&self, last: Option<&AccountName>) -> AccountName {
        let usable = |account: &&Account| !account.gateway().capabilities().practice_only;
        let last = last.and_then(|name| self.registry().account(name)).filter(usable);
        last.map_or_else(|| self.rules().sending.clone(), |account| account.name().clone())
    }
}
