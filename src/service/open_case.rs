//! Somebody turns to a person of the programme: her case is found or opened, her words go into it, and an alert calls
//! somebody to it. All of it is in the write that takes her message.

use jiff::SignedDuration;

use crate::domain::care::{
    Author, Call, CaseKind, CaseState, Cause, Chosen, Duty, Into, Label, Said, WINDOW, Wants, Words,
};
use crate::domain::ids::{AlertId, CaseId};
use crate::domain::message::Body;
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
    let heard = Heard { window_until: window(scene, call), wait: wait(scene, call, &case) };
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
    let found = cases::last_of(tx, scene.subscriber, family(CaseKind::Help))?;
    let held = found.filter(|case| case.state == CaseState::Assigned && case.window_until.is_some());
    let Some(case) = held else { return Ok(()) };
    let heard = Heard { window_until: Some(scene.now + WINDOW), wait: Wait::Lapses };
    cases::hear(tx, &case, scene.account, heard, scene.now)?;
    let entry = Entry {
        id: scene.random.id(scene.now),
        author: Author::Person,
        staff: None,
        what: Said::Event,
        body: Some(Body::new(Chosen::Keyword.as_str().to_owned())),
        at: scene.now,
    };
    case_entries::enter(tx, case.id, &entry)?;
    match alerts::last_taken(tx, case.id)? {
        Some(alert) => tell_holder(tx, scene.context, &case, alert, scene.now),
        None => Ok(()),
    }
}

/// The case that a call goes to, which is opened for it where there is none.
fn case_for(tx: &mut Tx<'_>, scene: &Scene<'_>, call: &Call) -> Result<Option<Case>, StoreError> {
    let found = cases::last_of(tx, scene.subscriber, family(call.kind))?;
    let hers = found.filter(|case| match (call.into, case.state) {
        (Into::New, CaseState::Closed) => false,
        (Into::New, _) => scene.now.duration_since(case.last_in_at) < REPORT_GOES_ON,
        (_, CaseState::Closed) => case.state.reopens(case.closed_at, scene.now),
        _ => true,
    });
    match (hers, call.into) {
        (Some(case), _) => Ok(Some(case)),
        (None, Into::HersOnly) => Ok(None),
        (None, Into::New | Into::Hers) => new_case(tx, scene, call.kind).map(Some),
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

fn new_case(tx: &mut Tx<'_>, scene: &Scene<'_>, kind: CaseKind) -> Result<Case, StoreError> {
    let case = Case {
        id: CaseId(scene.random.id(scene.now)),
        label: free_label(tx, scene)?,
        kind,
        state: CaseState::Open,
        subscriber: Some(scene.subscriber),
        account: Some(scene.account.clone()),
        locale: scene.locale,
        assigned_to: None,
        opened_at: scene.now,
        last_in_at: scene.now,
        last_out_at: None,
        window_until: None,
        closed_at: None,
        outcome: None,
    };
    cases::open(tx, &case, scene.now)?;
    Ok(case)
}

fn free_label(tx: &mut Tx<'_>, scene: &Scene<'_>) -> Result<Label, StoreError> {
    loop {
        let label = Label::drawn(scene.random.fence().unsigned_abs());
        if !cases::is_taken(tx, &label)? {
            return Ok(label);
        }
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
