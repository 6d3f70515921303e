//! A copy of all that is held of one person, as she may ask for by law: her record, its proofs, and her messages.

use std::sync::Arc;

use crate::domain::address::Msisdn;
use crate::domain::care::{Act, Actor, Deed, StaffRole, Subject};
use crate::domain::conversation::{Profile, Talk};
use crate::service::audit::note;
use crate::service::context::Context;
use crate::service::show_person::{Record, record};
use crate::store::case_entries::Entry;
use crate::store::enrolments::Place;
use crate::store::exports::{Dialled, Exchanged};
use crate::store::interests::Asked;
use crate::store::{Lane, StoreError, Tx, enrolments, exports, interests, staff, subscribers};

/// All that is held of a person.
#[derive(Debug, Clone)]
pub struct Export {
    /// Her record and her agreements.
    pub record: Record,
    /// What the rules know of her, with what is remembered of the conversation.
    pub profile: Profile,
    /// Dialogues that are still remembered.
    pub dialogues: Vec<Dialled>,
    /// Her places in series.
    pub series: Vec<Place>,
    /// What was said to and by her in conversations with staff, for the safeguarding lead.
    pub case_words: Vec<Entry>,
    /// Whether her words and ours are among it.
    pub words: Spoken,
    /// Places in trainings that she asked for, the first first.
    pub trainings: Vec<Asked>,
    /// Messages from and to her, oldest first.
    pub messages: Vec<Exchanged>,
}

/// Whether words are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoken {
    /// To the safeguarding lead they are.
    Given,
    /// To anybody else they are not, whether there are any or not.
    LeftOut,
}

/// Everything that is held of a number, as it is at one moment; `None` where nothing is. It is handed out only once the
/// audit says so. Words are handed to the safeguarding lead only: else whoever may print a record could try the numbers of a
/// village, and find who reported a neighbour.
pub async fn export_person(context: &Context, actor: Actor, number: Msisdn) -> Result<Option<Export>, StoreError> {
    let content = context.content();
    let (default, areas) = (content.rulebook.default_locale(), Arc::clone(&content.rulebook.areas));
    let by = actor.clone();
    let export = context
        .store()
        .read(move |tx| {
            let Some(record) = record(tx, &number, default, &areas)? else { return Ok(None) };
            let profile = subscribers::find(tx, &number)?.map(|known| known.profile).unwrap_or_default();
            let messages = exports::messages(tx, record.held.id)?;
            let dialogues = exports::dialogues(tx, record.held.id)?;
            let series = enrolments::of(tx, record.held.id)?;
            let words = if leads(tx, &by)? { Spoken::Given } else { Spoken::LeftOut };
            let case_words = exports::case_words(tx, record.held.id)?;
            let trainings = interests::asked_by(tx, record.held.id)?;
            let whole = Export { record, profile, dialogues, series, case_words, words, trainings, messages };
            Ok(Some(if words == Spoken::Given { whole } else { whole.without_words() }))
        })
        .await?;
    if let Some(export) = &export {
        let subject = Subject::Person(export.record.held.id);
        let (inside, deed) = (context.clone(), Deed { actor, act: Act::PersonExported, subject, detail: None });
        context.store().write_again(Lane::Urgent, move |tx| note(tx, &inside, &deed)).await?;
    }
    Ok(export)
}

impl Export {
    fn without_words(mut self) -> Self {
        self.case_words.clear();
        // What the conversation remembers tells what she asked for, and when she reported.
        self.profile.talk = Talk::default();
        self.messages.iter_mut().for_each(|message| message.text = None);
        self
    }
}

fn leads(tx: &mut Tx<'_>, actor: &Actor) -> Result<bool, StoreError> {
    let Actor::Named(email) = actor else { return Ok(false) };
    let account = staff::find_by_email(tx, email)?.filter(|account| account.active);
    Ok(account.is_some_and(|account| account.member.roles.contains(StaffRole::Lead)))
}
