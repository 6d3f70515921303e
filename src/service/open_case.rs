//! Somebody turns to a person of the programme: her case is found or opened, her words go into it, and an alert calls
//! somebody to it. All of it is in the write that takes her message.

use jiff::SignedDuration;

use crate::domain::care::{Author, Call, CaseKind, CaseState, Cause, Chosen, Duty, Into, Said, WINDOW, Wants, Words};
use crate::domain::ids::AlertId;
use crate::domain::message::Body;
use crate::service::new_case::{Opening, new_case};
use crate::service::scene::Scene;
use crate::service::tell_holder::tell_holder;
use crate::store::alerts::Raised;
use crate::store::case_entries::{self, Entry};
use crate::store::cases::{self, Case, Heard, Wait};
use crate::store::{StoreError, Tx, alerts};

/// A report goes on in the same case for this long; later it is another one.
const REPORT_GOES_ON: SignedDuration = SignedDuration::from_mins(10);

/// Takes a call; says whether it reached a case.
pub(super) fn open_case(tx: &mut Tx<'_>, scene: &Scene<'_>, call: &Call) -> Result<bool, StoreError> {
    let Some(case) = case_for(tx, scene, call)? else { return Ok(false) };
    let heard = Heard { window_until: window(scene, call), wait: wait(scene, call, &case), locale: Some(scene.locale) };
    cases::hear(tx, &case, scene.account, heard, scene.now)?;
    if let Some(body) = words(scene, call) {
        let entry = Entry {
            id: scene.random.id(scene.now),
            author: Author::Person,
            staff: None,
            what: if call.words == Words::Message { Said::Text } else { Said::Event },
            body: Some(body),
            at: scene.now,
        };
        case_entries::enter(tx, case.id, &entry)?;
    }
    // That she wants to be left alone is no reason to call somebody.
    if call.wants != Wants::Quiet {
        let id = AlertId(scene.random.id(scene.now));
        if let Raised::Joined(alert) = alerts::raise(tx, id, case.id, Cause::of(call.kind), scene.now)? {
            tell_holder(tx, scene.context, &case, alert, scene.now)?;
        }
    }
    Ok(true)
}

/// She wrote something that is no call: in a case that somebody answers, she can be answered again, and that somebody is
/// told. Not where she said that it is no good time. Her words are not in it: they were for the service.
pub(super) fn is_there(tx: &mut Tx<'_>, scene: &Scene<'_>) -> Result<(), StoreError> {
    let found = cases::hold_last_of(tx, scene.subscriber, family(CaseKind::Help))?;
    let held = found.filter(|case| case.state == CaseState::Assigned && case.window_until.is_some());
    let Some(case) = held else { return Ok(()) };
    let heard = Heard { window_until: Some(scene.now + WINDOW), wait: Wait::Lapses, locale: Some(scene.locale) };
    cases::hear(tx, &case, scene.account, heard, scene.now)?;
    note_choice(tx, scene, &case, Chosen::Keyword)?;
    match alerts::last_taken(tx, case.id)? {
        Some(alert) => tell_holder(tx, scene.context, &case, alert, scene.now),
        None => Ok(()),
    }
}

/// She sent STOP: nobody writes to her any more until she writes again. Perhaps somebody has come for the phone, so who
/// answers her is told.
pub(super) fn stopped(tx: &mut Tx<'_>, scene: &Scene<'_>) -> Result<(), StoreError> {
    let found = cases::hold_last_of(tx, scene.subscriber, family(CaseKind::Help))?;
    let Some(case) = found.filter(|case| case.state != CaseState::Closed) else { return Ok(()) };
    // It ends at this moment: any later word of hers opens it again.
    let heard = Heard { window_until: Some(scene.now), wait: Wait::Never, locale: None };
    cases::hear(tx, &case, scene.account, heard, scene.now)?;
    note_choice(tx, scene, &case, Chosen::Stop)?;
    match alerts::last_taken(tx, case.id)? {
        Some(alert) => tell_holder(tx, scene.context, &case, alert, scene.now),
        None => Ok(()),
    }
}

/// Writes into a case what she did, where her words say nothing more.
fn note_choice(tx: &mut Tx<'_>, scene: &Scene<'_>, case: &Case, chosen: Chosen) -> Result<(), StoreError> {
    let entry = Entry {
        id: scene.random.id(scene.now),
        author: Author::Person,
        staff: None,
        what: Said::Event,
        body: Some(Body::new(chosen.as_str().to_owned())),
        at: scene.now,
    };
    case_entries::enter(tx, case.id, &entry)
}

/// The case that a call goes to, which is opened for it where there is none.
fn case_for(tx: &mut Tx<'_>, scene: &Scene<'_>, call: &Call) -> Result<Option<Case>, StoreError> {
    let found = cases::hold_last_of(tx, scene.subscriber, family(call.kind))?;
    let hers = found.filter(|case| match (call.into, case.state) {
        (Into::New, CaseState::Closed) => false,
        (Into::New, _) => scene.now.duration_since(case.last_in_at) < REPORT_GOES_ON,
        (_, CaseState::Closed) => case.state.reopens(case.closed_at, scene.now),
        _ => true,
    });
    match (hers, call.into) {
        (Some(case), _) => Ok(Some(case)),
        (None, Into::HersOnly) => Ok(None),
        (None, Into::New | Into::Hers) => {
            let opening = Opening {
                kind: call.kind,
                subscriber: scene.subscriber,
                account: Some(scene.account.clone()),
                locale: scene.locale,
            };
            new_case(tx, scene.random, opening, scene.now).map(Some)
        }
    }
}

/// Kinds that share a case: whoever called for help and then wants to talk is one conversation.
fn family(kind: CaseKind) -> &'static [CaseKind] {
    match kind {
        CaseKind::Help | CaseKind::Talk => &[CaseKind::Help, CaseKind::Talk],
        CaseKind::Silent => &[CaseKind::Silent],
        CaseKind::Report => &[CaseKind::Report],
    }
}

/// Until when she may be answered.
fn window(scene: &Scene<'_>, call: &Call) -> Option<jiff::Timestamp> {
    (call.wants != Wants::Quiet).then(|| scene.now + WINDOW)
}

/// By text an answer was promised at once; by menu only when she asked for one. Nothing is promised while nobody is there.
fn wait(scene: &Scene<'_>, call: &Call, case: &Case) -> Wait {
    // She writes on in a talk that staff have just closed, and it was she who was promised an answer.
    let goes_on = case.state == CaseState::Closed && scene.now.duration_since(case.last_in_at) < WINDOW;
    let promised = scene.message.is_some() || call.wants == Wants::Writing;
    match (call.kind, call.wants) {
        (_, Wants::Quiet) => Wait::Never,
        // Perhaps somebody else holds the phone by now: nothing new is promised.
        (_, Wants::Unsaid) if call.into == Into::HersOnly && !goes_on => Wait::Lapses,
        (CaseKind::Help | CaseKind::Talk, Wants::Unsaid | Wants::Writing)
            if promised && scene.content.rulebook.duty == Duty::Staffed =>
        {
            Wait::From(scene.now + scene.rules.wait_after)
        }
        _ => Wait::AsItIs,
    }
}

fn words(scene: &Scene<'_>, call: &Call) -> Option<Body> {
    match call.words {
        Words::Message => scene.text.cloned(),
        Words::Chosen(chosen) => Some(Body::new(chosen.as_str().to_owned())),
    }
}
