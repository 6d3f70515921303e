//! What a person may ask of us by law, done by staff: a copy of all that is held of her, and her erasure.

use std::io::{BufRead, IsTerminal};

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::cli::{AsArgs, Json};
use crate::app::exit::{Ended, Failure, complain, say, say_json};
use crate::app::people::{Shown, number_of, print_person, shown};
use crate::app::staff::who_may;
use crate::domain::campaign::Reach;
use crate::domain::care::{Actor, Author, StaffRoles};
use crate::domain::consent::AdultAgreement;
use crate::service::{Context, Erasure, Export, Rest, Spoken, erase_person, export_person};
use crate::store::case_entries::Entry;
use crate::store::enrolments::Place;
use crate::store::erasures::Gone;
use crate::store::exports::Exchanged;
use crate::store::interests::Asked;

#[derive(Serialize)]
struct Copy {
    number: String,
    #[serde(flatten)]
    record: Shown,
    paused_until: Option<String>,
    account: Option<String>,
    number_works: bool,
    topics_left: String,
    adult_agreed: bool,
    conversation: Value,
    dialogue_times: Vec<(String, String)>,
    series: Vec<Value>,
    talks_with_staff: Vec<Value>,
    words_left_out: bool,
    trainings: Vec<Value>,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    at: String,
    from: &'static str,
    text: Option<String>,
    state: Option<&'static str>,
    campaign: Option<String>,
}

/// Who does what a person asks for by law.
async fn who_serves(context: &Context, who: &AsArgs) -> Result<Actor, Failure> {
    who_may(context, who, StaffRoles::may_serve_requests, "an admin, a manager or the safeguarding lead").await
}

/// Prints all that is held of a number.
pub async fn export(context: &Context, number: &str, who: &AsArgs, json: Json) -> Ended {
    let number = number_of(number)?;
    let by = who_serves(context, who).await?;
    let Some(export) = export_person(context, by, number).await.map_err(Failure::wrong)? else {
        say("Nothing is held of this number.");
        return Err(Failure::Found);
    };
    let copy = copy(&number.expose(), &export);
    if json.json {
        say_json(&copy);
    } else {
        print(&copy, &context.rules().zone);
    }
    Ok(())
}

fn copy(number: &str, export: &Export) -> Copy {
    let times = export.dialogues.iter().map(|one| (one.opened_at.to_string(), one.updated_at.to_string()));
    Copy {
        number: number.to_owned(),
        record: shown(&export.record),
        paused_until: export.record.held.candidate.paused_until.map(|at| at.to_string()),
        account: export.record.held.account.as_ref().map(ToString::to_string),
        number_works: export.record.held.candidate.reach != Reach::NotWorking,
        topics_left: export.profile.subscription.left.to_words(),
        adult_agreed: export.profile.adult_agreement == AdultAgreement::Recorded,
        conversation: json!(export.profile.talk),
        dialogue_times: times.collect(),
        series: export.series.iter().map(place).collect(),
        talks_with_staff: export.case_words.iter().map(talk).collect(),
        words_left_out: export.words == Spoken::LeftOut,
        trainings: export.trainings.iter().map(asked).collect(),
        messages: export.messages.iter().map(message).collect(),
    }
}

fn talk(entry: &Entry) -> Value {
    let from = if entry.author == Author::Person { "you" } else { "programme" };
    json!({ "at": entry.at.to_string(), "from": from, "text": entry.body.as_ref().map(|body| body.expose().to_owned()) })
}

fn place((series, place): &Place) -> Value {
    json!({
        "series": series.as_str(),
        "state": place.state.as_str(),
        "texts_had": place.next_step,
        "next_day": place.day.to_string(),
        "last_at": place.last_at.map(|at| at.to_string()),
        "resting_until": place.resting_until.map(|at| at.to_string()),
    })
}

fn asked(asked: &Asked) -> Value {
    json!({
        "code": asked.code.as_str(),
        "title": asked.title,
        "state": asked.interest.as_str(),
        "at": asked.at.to_string(),
    })
}

fn message(exchanged: &Exchanged) -> Message {
    let sent = exchanged.sent.as_ref();
    Message {
        at: exchanged.at.to_string(),
        from: if sent.is_some() { "programme" } else { "you" },
        text: exchanged.text.as_ref().map(|text| text.expose().to_owned()),
        state: sent.map(|sent| sent.state.as_str()),
        campaign: sent.and_then(|sent| sent.campaign.as_ref()).map(|(id, name)| format!("{id}: {name}")),
    }
}

fn print(copy: &Copy, zone: &TimeZone) {
    say(&format!(
        "All that is held of {}. Times end with Z: they are of Greenwich; the programme is in {}.",
        copy.number,
        zone.iana_name().unwrap_or("a zone of its own")
    ));
    say("");
    print_person(&copy.record);
    if let Some(until) = &copy.paused_until {
        say(&format!("Nothing is sent first before {until}"));
    }
    say(&format!(
        "Wrote through: {}    The number works: {}",
        copy.account.as_deref().unwrap_or("-"),
        if copy.number_works { "as far as is known" } else { "the network says no" }
    ));
    let adult = if copy.adult_agreed { "is recorded" } else { "is not recorded" };
    say(&format!("Topics left by her: {}    An adult's agreement {adult}", or_none(&copy.topics_left)));
    say(&format!("Remembered of the conversation: {}", copy.conversation));
    for (opened, last) in &copy.dialogue_times {
        say(&format!("A dialogue from {opened} to {last}"));
    }
    for place in &copy.series {
        say(&format!("A place in a series: {place}"));
    }
    for words in &copy.talks_with_staff {
        say(&format!("Said in a conversation with staff: {words}"));
    }
    for asked in &copy.trainings {
        say(&format!("A place in a training that she asked for: {asked}"));
    }
    say("");
    if copy.words_left_out {
        say(
            "Without the words, and without what was said with staff: the safeguarding lead prints them, with --as EMAIL.",
        );
    }
    say("Messages:");
    for message in &copy.messages {
        let campaign = message.campaign.as_deref().map(|campaign| format!(", campaign {campaign}")).unwrap_or_default();
        let state = message.state.map(|state| format!(" ({}{campaign})", state.replace('_', " "))).unwrap_or_default();
        let unsaid = if copy.words_left_out { "[left out]" } else { "[the words are not kept]" };
        let words = message.text.as_deref().unwrap_or(unsaid);
        say(&format!("{}  from {}{state}: {words}", message.at, message.from));
    }
}

fn or_none(words: &str) -> &str {
    if words.is_empty() { "-" } else { words }
}

/// Whether staff are asked before anything goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// They said so on the command line.
    Given,
    /// They are asked.
    Asked,
}

/// Erases a person and says in a line what went.
pub async fn erase(context: &Context, number: &str, who: &AsArgs, confirmation: Confirmation) -> Ended {
    let (number, actor) = (number_of(number)?, who_serves(context, who).await?);
    if confirmation == Confirmation::Asked && !is_confirmed()? {
        say("Nothing was erased.");
        return Err(Failure::Found);
    }
    match erase_person(context, actor, number).await.map_err(Failure::wrong)? {
        Erasure::Unknown => say("Nothing is held of this number, so nothing was erased; an import may still add it."),
        Erasure::Before => say("This person was erased before; only the mark that nobody may sign her up is held."),
        Erasure::Done(gone, rest) => say(&done(gone, rest)),
    }
    Ok(())
}

fn done(gone: Gone, rest: Rest) -> String {
    let rest = match rest {
        Rest::Nothing => "Nothing of it is left on the disk.",
        Rest::Number => "The number itself goes once a message that is on its way is out, while fitila serve runs.",
        Rest::Disk => "What was overwritten leaves the disk in the coming night, while fitila serve runs.",
    };
    format!(
        "Erased: the words of {} texts from her and {} to her, {} dialogues, {} agreements, her settings and her number. {rest}",
        gone.texts_from, gone.texts_to, gone.dialogues, gone.agreements
    )
}

fn is_confirmed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::wrong("--yes: there is no terminal to ask at; add --yes if you are sure"));
    }
    complain("this erases all that is held of this number, for good. Type yes to go on:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|_| Failure::wrong("--yes: nothing could be read"))?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}
