//! Whether a training may be posted: when it is, what staff wrote of it, and what the texts about it come to.

use jiff::Timestamp;

use crate::content::{Channel, Content, Judged, Level, Purpose, lint_text};
use crate::domain::address::{Email, Locale, Msisdn};
use crate::domain::care::{Act, Actor, Deed, Subject};
use crate::domain::catalogue::keys;
use crate::domain::conversation::Discretion;
use crate::domain::ids::ContentKey;
use crate::domain::schedule::{Leave, may_leave};
use crate::domain::text::septet_count;
use crate::domain::training::{Code, Course};
use crate::domain::ussd::{SCREEN_LIMIT, septets_on_air};
use crate::service::announce::alert_key;
use crate::service::context::Context;
use crate::service::plan_campaign::CampaignError;
use crate::store::{StoreError, Tx, staff};

/// Places of one course, at most: more is a slip of the pen.
pub(super) const MOST_SEATS: u32 = 10_000;

/// Why a training cannot be posted or changed.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// Something staff wrote cannot be sent to people.
    #[error("--{flag}: \"{written}\" {why}")]
    Words {
        /// The flag.
        flag: &'static str,
        /// What was written.
        written: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// The texts that name it do not fit.
    #[error("--title, --place: {key} in {locale} does not fit {what} with them: shorten one of the two")]
    TooLong {
        /// Which text.
        key: ContentKey,
        /// In which language.
        locale: Locale,
        /// One SMS, or one screen.
        what: &'static str,
    },
    /// A text about it breaks a rule.
    #[error("--title, --place: the {locale} text of {key} {why}: write them in other words")]
    AgainstRules {
        /// Which text.
        key: ContentKey,
        /// In which language.
        locale: Locale,
        /// What is wrong.
        why: String,
    },
    /// It starts or closes in the past, or closes after it starts.
    #[error("{0}")]
    Time(&'static str),
    /// More places than any course has.
    #[error("--seats: write how many places there are, 1 to {MOST_SEATS}, or leave it out where nobody counts them")]
    Seats,
    /// People would get words that no native speaker reviewed, and nobody puts a name to them.
    #[error(transparent)]
    Unreviewed(Box<CampaignError>),
    /// Somebody who does not work here.
    #[error("--as: nobody who works here has the address {0}; see: fitila staff list")]
    Stranger(Email),
    /// One of the staff whose role it is not.
    #[error("--as: {0} may not post or close a training: that takes the role writer, manager, lead or admin")]
    MayNotPost(Email),
    /// One of the staff who calls nobody.
    #[error("--as: {0} may not see numbers: that takes the role lead, manager or case-worker")]
    MayNotCall(Email),
    /// No such code.
    #[error("there is no training {0}; see: fitila training list")]
    Unknown(String),
    /// It is over.
    #[error("training {0} is closed already")]
    Over(Code),
    /// The system gives no random numbers, without which a code can be guessed.
    #[error("the system gave no random numbers for a code; try again")]
    NoChance,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who posts or closes a training: one of the staff whose role it is. Where nobody is written down yet, anybody's word
/// counts.
pub(super) fn poster(tx: &mut Tx<'_>, email: &Email) -> Result<Result<Actor, TrainingError>, StoreError> {
    if staff::all(tx)?.is_empty() {
        return Ok(Ok(Actor::Named(email.clone())));
    }
    let found = staff::find_by_email(tx, email)?.filter(|account| account.active);
    Ok(match found {
        None => Err(TrainingError::Stranger(email.clone())),
        Some(account) if !account.member.roles.may_post() => Err(TrainingError::MayNotPost(email.clone())),
        Some(_) => Ok(Actor::Named(email.clone())),
    })
}

/// What the audit keeps of it.
pub(super) fn deed(actor: Actor, act: Act, code: &Code, course: &Course) -> Deed {
    let Course { title, place, issuer, starts, closes, .. } = course;
    let detail = format!("{title}, {place}, given by {issuer}, starts {starts}, closes {closes}");
    Deed { actor, act, subject: subject(code), detail: Some(detail) }
}

/// How the audit names it.
pub(super) fn subject(code: &Code) -> Subject {
    Subject::Other(format!("training {code}"))
}

/// That it is still to come.
pub(super) fn within_time(context: &Context, course: &Course, now: Timestamp) -> Result<(), TrainingError> {
    let zone = &context.rules().zone;
    if course.starts.begins(zone) <= now {
        return Err(TrainingError::Time(
            "--starts: it has begun by then: write a day or an hour that is still to come",
        ));
    }
    if course.closes.ends(zone) <= now {
        return Err(TrainingError::Time(
            "--closes: it is past: write the last day on which a girl may ask for a place",
        ));
    }
    if course.closes.day() > course.starts.day() {
        return Err(TrainingError::Time(
            "--closes: it is after the start: nobody asks for a place in a course that runs",
        ));
    }
    Ok(())
}

/// Whether anybody can be told of a course before it closes: nothing leaves in quiet hours.
pub fn is_heard_in_time(context: &Context, course: &Course) -> bool {
    let (now, rules) = (context.clock().now(), context.rules());
    match may_leave(now, &rules.zone, rules.quiet.window(), None) {
        Leave::Now => true,
        Leave::At(opens) => opens < course.closes_at(&rules.zone),
        Leave::Never => false,
    }
}

/// What staff wrote, judged alone: no number, no link, no promise, nothing that asks for money.
pub(super) fn within_words(content: &Content, course: &Course) -> Result<(), TrainingError> {
    let written = [("title", &course.title), ("place", &course.place), ("issuer", &course.issuer)];
    for (flag, written) in written {
        let wrong = |why: String| Err(TrainingError::Words { flag, written: written.clone(), why });
        if written.trim().is_empty() || written.trim() != written {
            return wrong("is empty or begins or ends with a space: write it out".to_owned());
        }
        if septet_count(written).is_none() || written.chars().any(char::is_control) {
            return wrong("has letters that cost two or three SMS: write it in plain letters".to_owned());
        }
        if written.contains(['{', '}']) {
            return wrong("has braces, which stand for what is filled in: leave them out".to_owned());
        }
        for locale in &content.rulebook.locales {
            let key = &keys::TRAINING_ITEM;
            let (channel, purpose) = (Channel::Sms, Purpose::Answer);
            let judged = Judged { key, locale: *locale, channel, purpose, text: written };
            let errors = lint_text(content, &judged);
            if let Some(finding) = errors.into_iter().find(|finding| finding.level == Level::Error) {
                let why = finding.message.strip_prefix("text ").unwrap_or(&finding.message);
                return wrong(format!("cannot stand in a text: it {why}"));
            }
        }
    }
    if course.checked.split_whitespace().count() < 3 {
        let why = "does not say enough: write who of you visited or phoned, and when".to_owned();
        return Err(TrainingError::Words { flag: "checked", written: course.checked.clone(), why });
    }
    if Msisdn::stands_in(&course.checked) {
        let why = "holds a phone number: leave it out, it is kept for long".to_owned();
        return Err(TrainingError::Words { flag: "checked", written: "(not repeated)".to_owned(), why });
    }
    Ok(())
}

/// All texts that name it: one SMS, one screen, in every language, and no rule broken by the whole.
pub(super) fn within_size(content: &Content, course: &Course) -> Result<(), TrainingError> {
    let values = course.values(&Code::stored(&content.rulebook.example_code));
    for locale in &content.rulebook.locales {
        let alert = alert_key(course);
        let Some(text) = content.alert_text(&alert, &values, *locale, Discretion::Full) else { continue };
        if text.segments > 1 {
            return Err(TrainingError::TooLong { key: alert, locale: *locale, what: "one SMS" });
        }
        if let Some((_, why)) = content.objection(&alert, text.locale, &text.text) {
            return Err(TrainingError::AgainstRules { key: alert, locale: *locale, why });
        }
        for key in [
            keys::TRAINING_ITEM,
            keys::TRAINING_ITEM_FEE,
            keys::VERIFY_OK,
            keys::VERIFY_OK_FEE,
            keys::VERIFY_FULL,
            keys::TRAINING_ITEM_FULL,
            keys::APPLY_DONE,
            keys::APPLY_AGAIN,
        ] {
            let sms = content.compose(&key, *locale, Channel::Sms, &values);
            if sms.is_some_and(|sms| sms.segments > 1) {
                return Err(TrainingError::TooLong { key, locale: *locale, what: "one SMS" });
            }
            let node = content.rulebook.menu.nodes().find(|node| node.messages.contains(&key));
            let below = node.and_then(|node| node.navigation(*locale)).map_or(0, |line| line.chars().count() + 1);
            let screen = content.compose(&key, *locale, Channel::Ussd, &values);
            let fits = |text: String| septets_on_air(&text).is_some_and(|septets| septets + below <= SCREEN_LIMIT);
            if screen.is_some_and(|screen| !fits(screen.text)) {
                return Err(TrainingError::TooLong { key, locale: *locale, what: "one screen" });
            }
        }
    }
    Ok(())
}
