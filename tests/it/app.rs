//! The service as it runs: real HTTP, real database, real workers, a clock that the story moves, and a fake gateway.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use fitila::app::{Openness, assemble, configure};
use fitila::config::Settings;
use fitila::content::Channel;
use fitila::domain::address::{Email, Locale, Msisdn};
use fitila::domain::campaign::Audience;
use fitila::domain::care::Label;
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::{CampaignId, ContentKey};
use fitila::service::{
    Accepting, Clock, Context, Mode, PlanRequest, Progress, Record, Report, Watched, advance_campaigns, advance_series,
    announce_trainings, claim_mail, escalate_alerts, import_people, plan_campaign, send_mail, show_campaign,
    show_person, take_over, tend_cases, tidy,
};
use fitila::worker::{Stop, sender};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::database::{Database, Kind};
use crate::fake::{API_KEY, Fake};

/// The secret part of the webhook's path.
pub const TOKEN: &str = "0123456789abcdefghijklmn";
/// Tuesday, ten in the morning in Lagos.
pub const MORNING: &str = "2026-12-01T09:00:00Z";
/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct TestApp {
    pub fake: Fake,
    pub clock: Clock,
    pub database: Database,
    running: Mutex<Option<Running>>,
    client: reqwest::Client,
    ids: AtomicU64,
    leaves_work: AtomicBool,
    pub settings: Vec<(String, String)>,
}

struct Running {
    context: Context,
    base: String,
    server: ServerHandle,
    stopper: watch::Sender<bool>,
    workers: JoinSet<()>,
}

/// An answer over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub media_type: String,
    pub body: String,
}

/// A screen of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    pub text: String,
    pub goes_on: bool,
}

impl TestApp {
    #[expect(clippy::disallowed_methods, reason = "the callers of the program need a client of their own")]
    pub async fn start(kind: Kind, overrides: &[(&str, &str)]) -> Self {
        let (database, fake) = (Database::make(kind), Fake::start());
        let clock = Clock::standing_at(MORNING.parse().unwrap());
        let settings = variables(&database, &fake, overrides);
        let running = Running::start(&settings, &clock).await;
        Self {
            fake,
            clock,
            database,
            running: Mutex::new(Some(running)),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            ids: AtomicU64::new(1),
            leaves_work: AtomicBool::new(false),
            settings,
        }
    }

    /// Ends the service and starts it again over the same database.
    pub async fn restart(&self) {
        self.stop().await;
        let running = Running::start(&self.settings, &self.clock).await;
        *self.running.lock().unwrap() = Some(running);
    }

    /// Ends the service and lets go of the database.
    pub async fn stop(&self) {
        let Some(mut running) = self.running.lock().unwrap().take() else { return };
        running.context.begin_stop();
        let _ = running.stopper.send(true);
        running.server.stop(true).await;
        while running.workers.join_next().await.is_some() {}
    }

    /// Ends the story: no work that is due may be left, unless it said so.
    pub async fn finish(self) {
        if !self.leaves_work.load(Ordering::Relaxed) {
            let left = self.due();
            assert_eq!(left, 0, "the story leaves {left} messages that are due: {:?}", self.ledger());
        }
        self.stop().await;
    }

    /// The story ends with messages that wait for good reason.
    pub fn leaves_work(&self) {
        self.leaves_work.store(true, Ordering::Relaxed);
    }

    pub fn context(&self) -> Context {
        self.running.lock().unwrap().as_ref().expect("it runs").context.clone()
    }

    // --- Over HTTP ---

    pub fn base(&self) -> String {
        self.running.lock().unwrap().as_ref().expect("it runs").base.clone()
    }

    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    pub async fn get(&self, path: &str) -> Answer {
        read(self.client.get(format!("{}{path}", self.base())).send().await.unwrap()).await
    }

    /// Posts any bytes; an empty media type sends none.
    pub async fn post_bytes(&self, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let mut request = self.client.post(format!("{}{path}", self.base())).body(body);
        if !media_type.is_empty() {
            request = request.header("content-type", media_type);
        }
        read(request.send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).unwrap();
        self.post_bytes(path, "application/x-www-form-urlencoded", body).await
    }

    /// A webhook of the account at the fake.
    pub async fn webhook(&self, kind: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(&format!("/gateways/at/{TOKEN}/{kind}"), fields).await
    }

    pub async fn text_with_id(&self, id: &str, number: &str, text: &str) -> Answer {
        let fields = [("id", id), ("from", number), ("to", "32627"), ("text", text), ("date", "2026-12-01T09:00:00Z")];
        self.webhook("sms", &fields).await
    }

    /// A text from a handset; a second passes before it.
    pub async fn text(&self, number: &str, text: &str) {
        self.clock.advance(SignedDuration::from_secs(1));
        let answer = self.text_with_id(&self.fresh("mo"), number, text).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "text: {text}");
    }

    /// A text from a handset, and what comes back to it.
    pub async fn say(&self, number: &str, text: &str) -> Vec<String> {
        let before = self.fake.texts_to(number).len();
        self.text(number, text).await;
        self.drain().await;
        self.fake.texts_to(number).split_off(before)
    }

    pub async fn turn(&self, session: &str, number: &str, text: &str) -> Screen {
        let fields = [
            ("sessionId", session),
            ("phoneNumber", number),
            ("networkCode", "62130"),
            ("serviceCode", "*347*627#"),
            ("text", text),
        ];
        let answer = self.webhook("ussd", &fields).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.media_type.starts_with("text/plain"), "{answer:?}");
        match (answer.body.strip_prefix("CON "), answer.body.strip_prefix("END ")) {
            (Some(text), _) => Screen { text: text.to_owned(), goes_on: true },
            (_, Some(text)) => Screen { text: text.to_owned(), goes_on: false },
            _ => panic!("a screen begins with CON or END: {:?}", answer.body),
        }
    }

    /// Dials and presses keys, long after the last dialogue; the last screen.
    pub async fn dial(&self, number: &str, keys: &str) -> Screen {
        self.clock.advance(SignedDuration::from_mins(11));
        self.redial(number, keys).await
    }

    /// Dials and presses keys, a second after the last dialogue; the last screen.
    pub async fn redial(&self, number: &str, keys: &str) -> Screen {
        self.clock.advance(SignedDuration::from_secs(1));
        let session = self.fresh("ussd");
        let mut screen = self.turn(&session, number, "").await;
        let mut text = String::new();
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            text = if text.is_empty() { key.to_owned() } else { format!("{text}*{key}") };
            screen = self.turn(&session, number, &text).await;
        }
        screen
    }

    pub async fn receipt(&self, id: &str, status: &str, number: &str) -> Answer {
        self.webhook("receipt", &[("id", id), ("status", status), ("phoneNumber", number), ("networkCode", "62130")])
            .await
    }

    /// An id that no other has.
    pub fn fresh(&self, kind: &str) -> String {
        format!("{kind}-{}", self.ids.fetch_add(1, Ordering::Relaxed))
    }

    /// The value of a metric, summed over its labels.
    pub async fn metric(&self, name: &str) -> f64 {
        let page = self.get("/metrics").await;
        assert_eq!(page.status, 200);
        let lines = page
            .body
            .lines()
            .filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with('{')));
        lines.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum()
    }

    // --- Time and work ---

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock and lets the workers see it.
    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
        self.context().wake_senders();
    }

    /// Messages that may be worked on now.
    pub fn due(&self) -> i64 {
        let now = self.now().as_millisecond();
        self.database.number(&format!(
            "SELECT count(*) AS n FROM outbox WHERE state = 'submitting' OR (state = 'queued' AND due_at <= {now})"
        ))
    }

    /// Waits until nothing that is due is left: campaigns are launched and frozen, messages handed over.
    pub async fn drain(&self) {
        self.schedule().await;
        let drained = async {
            // Staff are told of a call in silence once its answer has left.
            while self.due() > 0 {
                while self.due() > 0 {
                    tokio::time::sleep(Duration::from_millis(4)).await;
                }
                self.schedule().await;
            }
        };
        if tokio::time::timeout(PATIENCE, drained).await.is_err() {
            panic!("messages that are due are not sent: {:?}", self.ledger());
        }
        self.schedule().await;
    }

    /// What the scheduler's loop does, without its rests.
    pub async fn schedule(&self) {
        let context = self.context();
        while advance_campaigns(&context).await.unwrap() == Progress::More {}
        while advance_series(&context).await.unwrap() == Progress::More {}
        while escalate_alerts(&context).await.unwrap() == Progress::More {}
        for letter in claim_mail(&context).await.unwrap() {
            send_mail(&context, letter).await.unwrap();
        }
        while announce_trainings(&context).await.unwrap() == Progress::More {}
        tend_cases(&context).await.unwrap();
        context.wake_senders();
    }

    /// What the reaper's loop does, without its rests.
    pub async fn tidy(&self) {
        tidy(&self.context()).await.unwrap();
        self.context().wake_senders();
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, so: impl AsyncFn() -> bool) {
        let seen = async {
            while !so().await {
                tokio::time::sleep(Duration::from_millis(4)).await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, seen).await;
        assert!(in_time.is_ok(), "waited in vain until {what}: {:?}", self.ledger());
    }

    /// Messages by state and reason.
    pub fn ledger(&self) -> Vec<String> {
        self.database.lines(
            "SELECT state || ' ' || count(*) || ' ' || coalesce(reason, '') AS line FROM outbox \
             GROUP BY state, reason ORDER BY 1",
        )
    }

    /// The states of all messages, each once.
    pub fn in_state(&self, state: &str) -> i64 {
        self.database.number(&format!("SELECT count(*) AS n FROM outbox WHERE state = '{state}'"))
    }

    // --- People and campaigns ---

    pub async fn person(&self, number: &str) -> Record {
        self.find_person(number).await.expect("nothing is held of this number")
    }

    pub async fn find_person(&self, number: &str) -> Option<Record> {
        let number = Msisdn::parse(number).or_else(|_| Msisdn::parse_practice(number)).unwrap();
        show_person(&self.context(), number).await.unwrap()
    }

    /// Where a person stands, with topics: `active safety;tips`.
    pub async fn standing(&self, number: &str) -> String {
        let person = self.person(number).await;
        format!("{} {}", person.held.candidate.standing.as_str(), person.held.candidate.topics.to_words())
            .trim_end()
            .to_owned()
    }

    pub async fn import(&self, csv: &str) -> Report {
        import_people(&self.context(), csv.as_bytes(), Mode::Write, |_| ()).await.unwrap()
    }

    /// So many people who agreed to everything, with the numbers 0 to `count`.
    pub async fn enrol(&self, count: usize) -> Vec<String> {
        self.enrol_more(0, count).await
    }

    /// The same, with the numbers from `first` on.
    pub async fn enrol_more(&self, first: usize, count: usize) -> Vec<String> {
        let numbers: Vec<String> = (first..first + count).map(number).collect();
        let rows: String = numbers.iter().map(|number| format!("{number},safety;tips;training,form\n")).collect();
        let report = self.import(&format!("number,topics,consent_how\n{rows}")).await;
        assert_eq!((report.added, report.refused.len()), (count as u64, 0));
        numbers
    }

    /// Plans a campaign for everybody, from now on; somebody answers for every unreviewed language.
    pub async fn plan(&self, message: &str) -> CampaignId {
        self.plan_for(message, Audience::default(), None).await
    }

    pub async fn plan_for(&self, message: &str, audience: Audience, expires: Option<SignedDuration>) -> CampaignId {
        let request = PlanRequest {
            name: None,
            message: ContentKey::named(message),
            audience,
            at: None,
            expires_after: expires,
            created_by: None,
            accepting: Some(accepting(&LANGUAGES)),
        };
        plan_campaign(&self.context(), request).await.unwrap()
    }

    pub async fn watch(&self, campaign: CampaignId) -> Watched {
        show_campaign(&self.context(), campaign).await.unwrap()
    }

    /// The ledger of a campaign as `campaign show --json` gives it; it must add up.
    pub async fn counts(&self, campaign: CampaignId) -> Value {
        let counts = serde_json::to_value(self.watch(campaign).await.counts).unwrap();
        let all = counts.as_object().unwrap();
        let planned = all["planned"].as_u64().unwrap();
        let sum: u64 = all.iter().filter(|(name, _)| *name != "planned").map(|(_, n)| n.as_u64().unwrap()).sum();
        assert_eq!(sum, planned, "the ledger does not add up: {counts}");
        counts
    }

    /// Asserts the counts of a campaign that are not zero.
    pub async fn assert_counts(&self, campaign: CampaignId, expected: &[(&str, u64)]) {
        let counts = self.counts(campaign).await;
        let mut found: Vec<(&str, u64)> = counts
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, count)| (name.as_str(), count.as_u64().unwrap()))
            .filter(|(name, count)| *count > 0 && *name != "planned")
            .collect();
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(found, expected, "{:?}", self.ledger());
    }

    // --- Words ---

    /// A text as it goes out by SMS.
    pub fn words(&self, key: &str, language: &str) -> String {
        self.words_with(key, language, &[])
    }

    pub fn words_with(&self, key: &str, language: &str, values: &[(&'static str, String)]) -> String {
        let content = self.context().content();
        let composed = content.compose(&ContentKey::named(key), locale(language), Channel::Sms, values);
        composed.unwrap_or_else(|| panic!("no text {key} in {language}")).text
    }

    /// What one of the staff is told when she takes a case, and what she can do now.
    pub fn acked(&self, language: &str, label: &Label, then: &str) -> String {
        let values = [("label", label.to_string())];
        ["staff_acked", then].map(|key| self.words_with(key, language, &values)).join(" ")
    }

    /// A text as it stands at the beginning of a screen.
    pub fn screen_words(&self, key: &str, language: &str) -> String {
        let content = self.context().content();
        let composed = content.compose(&ContentKey::named(key), locale(language), Channel::Ussd, &[]);
        composed.unwrap_or_else(|| panic!("no screen text {key} in {language}")).text
    }

    /// What a campaign sends, with its footer.
    pub fn campaign_words(&self, key: &str, language: &str, discretion: Discretion) -> String {
        let content = self.context().content();
        content.campaign_text(&ContentKey::named(key), locale(language), discretion).unwrap().text
    }
}

impl Running {
    async fn start(settings: &[(String, String)], clock: &Clock) -> Self {
        let settings = Settings::load(None, settings.iter().cloned()).unwrap();
        let context = match assemble(&settings, clock.clone()) {
            Ok(assembled) => assembled.context,
            Err(failure) => panic!("the service does not start: {failure:?}"),
        };
        context.store().hold_for_serving().unwrap();
        take_over(&context).await.unwrap();
        let openness = Openness {
            local_pages: settings.http.public_url.is_loopback(),
            metrics_token: settings.http.metrics_token.clone(),
        };
        let data = Data::new(context.clone());
        let server = HttpServer::new(move || {
            App::new().app_data(data.clone()).configure(|service| configure(service, &openness))
        })
        .workers(2)
        .shutdown_timeout(5)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let base = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        let (stopper, stop) = Stop::new();
        let mut workers = JoinSet::new();
        for account in context.registry().accounts() {
            workers.spawn(sender(context.clone(), account.name().clone(), stop.clone()));
        }
        Self { context, base, server: handle, stopper, workers }
    }
}

fn variables(database: &Database, fake: &Fake, overrides: &[(&str, &str)]) -> Vec<(String, String)> {
    let (url, key, fake) = (database.url(), database.key().display().to_string(), fake.url());
    let mut all = vec![
        ("FITILA__DATABASE__URL", url.as_str()),
        ("FITILA__SECRETS__KEY_FILE", &key),
        ("FITILA__SENDING__GATEWAY", "at"),
        ("FITILA__GATEWAYS__AT__PROVIDER", "africastalking"),
        ("FITILA__GATEWAYS__AT__WEBHOOK_TOKEN", TOKEN),
        ("FITILA__GATEWAYS__AT__USERNAME", "wocon"),
        ("FITILA__GATEWAYS__AT__API_KEY", API_KEY),
        ("FITILA__GATEWAYS__AT__SENDER", "32627"),
        ("FITILA__GATEWAYS__AT__BASE_URL", &fake),
        ("FITILA__GATEWAYS__AT__PER_SECOND", "10000"),
        ("FITILA__GATEWAYS__DEMO__PROVIDER", "simulator"),
    ];
    all.retain(|(name, _)| overrides.iter().all(|(other, _)| name != other));
    all.extend(overrides);
    all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn read(response: reqwest::Response) -> Answer {
    let status = response.status().as_u16();
    let media_type = response.headers().get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
    Answer { status, media_type, body: response.text().await.unwrap() }
}

/// The `n`-th number of the stories; MTN, and of nobody.
pub fn number(n: usize) -> String {
    format!("+234803{:07}", 1_000_000 + n)
}

pub fn locale(code: &str) -> Locale {
    Locale::parse(code).unwrap()
}

/// The five languages.
/// Somebody answers for unreviewed words in these languages.
pub fn accepting(codes: &[&str]) -> Accepting {
    let languages = codes.iter().map(|code| locale(code)).collect();
    Accepting { by: Email::parse("amina@example.org").unwrap(), languages }
}

pub const LANGUAGES: [&str; 5] = ["en", "ha", "yo", "ig", "pcm"];
