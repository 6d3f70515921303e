//! The verbs about trainings, in words and as JSON.

use serde_json::{Value, json};

use crate::app::campaigns::accepting;
use crate::app::cases::why;
use crate::app::cli::{AudienceArgs, Json, NewTraining, NumbersArgs, TrainingVerb};
use crate::app::exit::{Ended, Failure, complain, say, say_json};
use crate::app::times::audience;
use crate::domain::address::{Email, Locale, Msisdn};
use crate::domain::consent::Role;
use crate::domain::training::{Cost, Course, Moment, Training};
use crate::service::{
    CallList, Context, ListedTraining, PostedTraining, TrainingError, call_back, close_training, is_heard_in_time,
    list_trainings, post_training, show_training,
};

/// Does what is asked about trainings.
pub async fn training(context: &Context, verb: TrainingVerb) -> Ended {
    match verb {
        TrainingVerb::Add(new) => add(context, *new).await,
        TrainingVerb::List(json) => list(context, json).await,
        TrainingVerb::Show { code, json } => {
            let posted = show_training(context, &code).await.map_err(failed)?;
            if json.json {
                say_json(&shown(context, &posted));
            } else {
                print(context, &posted);
            }
            Ok(())
        }
        TrainingVerb::Interests { code, numbers, json } => interests(context, &code, &numbers, json).await,
        TrainingVerb::Close { code, who, json } => {
            let by = who.actor.as_deref().map(email).transpose()?;
            let withdrawn = close_training(context, &code, by).await.map_err(failed)?;
            if json.json {
                say_json(&json!({ "code": code, "state": "closed", "withdrawn": withdrawn }));
            } else {
                say(&format!("Training {code} is closed; {withdrawn} messages had not left and will not."));
            }
            Ok(())
        }
    }
}

fn failed(error: TrainingError) -> Failure {
    Failure::wrong(error)
}

fn email(text: &str) -> Result<Email, Failure> {
    Email::parse(text).map_err(|error| Failure::wrong(format!("--as: {error}")))
}

fn moment(flag: &str, text: &str) -> Result<Moment, Failure> {
    Moment::parse(text).map_err(|error| Failure::wrong(format!("{flag}: {error}")))
}

async fn add(context: &Context, new: NewTraining) -> Ended {
    let content = context.content();
    let posted_by = email(&new.posted_by)?;
    let role = new.role.as_deref().map(|word| {
        Role::parse(&word.to_lowercase()).ok_or_else(|| Failure::wrong("--for: write girl, parent or community"))
    });
    let flags = AudienceArgs {
        language: new.language,
        area: new.area,
        role: None,
        topic: None,
        network: None,
        joined_since: None,
        group: None,
    };
    let mut audience = audience(&flags, &content.rulebook)?;
    audience.role = role.transpose()?;
    let course = Course {
        title: new.title,
        place: new.place,
        issuer: new.issuer,
        audience,
        starts: moment("--starts", &new.starts)?,
        closes: moment("--closes", &new.closes)?,
        cost: Cost::of(new.cost),
        seats: new.seats,
        checked: new.checked,
        acceptance: None,
        created_by: posted_by.clone(),
    };
    let accepting = accepting(&new.accept_unreviewed, Some(&posted_by), &content.rulebook.locales)?;
    let is_heard = is_heard_in_time(context, &course);
    let code = post_training(context, course, accepting).await.map_err(failed)?;
    if !is_heard {
        complain(&format!(
            "nobody will be told of {code}: it closes before the quiet hours end. People hear of it only when they ask; to \
             have them told, close it and post it anew with a later --closes"
        ));
    }
    if new.json.json {
        say_json(&json!({ "code": code.as_str(), "state": "open" }));
    } else {
        say(code.as_str());
    }
    Ok(())
}

async fn list(context: &Context, json: Json) -> Ended {
    let (all, wrong) = list_trainings(context).await.map_err(Failure::wrong)?;
    if json.json {
        let all: Vec<Value> = all.iter().map(|one| as_json(context, &one.training, one.asked)).collect();
        say_json(&json!({ "trainings": all, "wrong_codes_today": wrong }));
        return Ok(());
    }
    if all.is_empty() {
        say("No trainings. Post only what someone here has visited or phoned: fitila training add --help");
    }
    for ListedTraining { training, asked } in &all {
        let (course, standing) = (&training.course, training.standing(context.clock().now()));
        say(&format!(
            "{}  {:<6}  {}, {}, {}; {asked} asked for a place",
            training.code,
            standing.as_str(),
            course.title,
            course.place,
            course.starts.spoken()
        ));
    }
    say(&format!("Wrong codes today: {wrong}"));
    Ok(())
}

fn as_json(context: &Context, training: &Training, asked: u64) -> Value {
    let course = &training.course;
    json!({
        "code": training.code.as_str(),
        "state": training.standing(context.clock().now()).as_str(),
        "title": course.title,
        "place": course.place,
        "issuer": course.issuer,
        "starts": course.starts.to_string(),
        "closes": course.closes.to_string(),
        "audience": course.audience,
        "cost_naira": course.cost.naira(),
        "seats": course.seats,
        "checked": course.checked,
        "posted_by": course.created_by,
        "accepted_unreviewed": course.acceptance.as_ref().map(|acceptance| &acceptance.languages),
        "asked": asked,
    })
}

fn shown(context: &Context, posted: &PostedTraining) -> Value {
    let mut value = as_json(context, &posted.training, posted.asked());
    value["checks"] = json!(posted.checks);
    value["told"] = json!(posted.told);
    value
}

fn print(context: &Context, posted: &PostedTraining) {
    let (training, course) = (&posted.training, &posted.training.course);
    let standing = training.standing(context.clock().now());
    say(&format!("Training {}: {}, {}, {}", training.code, course.title, course.place, course.starts.spoken()));
    say(&format!("State: {}; places may be asked for until {}", standing.as_str(), course.until()));
    say(&format!("Given by {}; checked: {}; posted by {}", course.issuer, course.checked, course.created_by));
    say(&format!("For {}", for_whom(context, course)));
    match course.cost {
        Cost::Nothing => say("It costs nothing"),
        Cost::Naira(naira) => say(&format!("It costs {naira} naira; texts only say to ask the office")),
    }
    if let Some(acceptance) = &course.acceptance {
        let languages: Vec<&str> = acceptance.languages.iter().map(Locale::as_str).collect();
        say(&format!("{} answers for unreviewed texts in {}", acceptance.by, languages.join(", ")));
    }
    let seats = course.seats.map(|seats| format!(" of {seats}")).unwrap_or_default();
    say(&format!("{:>8}{seats} asked for a place", posted.asked()));
    say(&format!("{:>8}  tested its code", posted.checks));
    for (state, count) in &posted.told {
        say(&format!("{count:>8}  messages {}", state.replace('_', " ")));
    }
}

/// Who is told of it, in words.
fn for_whom(context: &Context, course: &Course) -> String {
    let audience = &course.audience;
    let role = audience.role.map_or("everybody", Role::as_str);
    let content = context.content();
    let area = audience.area.as_ref().map(|area| content.rulebook.areas.name(area).to_owned());
    let languages: Vec<&str> = audience.languages.iter().map(Locale::as_str).collect();
    let languages = if languages.is_empty() { "any language".to_owned() } else { languages.join(", ") };
    format!("{role}; area: {}; language: {languages}", area.as_deref().unwrap_or("anywhere"))
}

async fn interests(context: &Context, code: &str, numbers: &NumbersArgs, json: Json) -> Ended {
    let (list, written): (_, fn(&Msisdn) -> String) = match (numbers.numbers, &numbers.actor, &numbers.reason) {
        (true, Some(by), Some(reason)) => {
            (call_back(context, code, &email(by)?, &why(reason)?).await.map_err(failed)?, Msisdn::expose)
        }
        _ => {
            let posted = show_training(context, code).await.map_err(failed)?;
            (CallList { code: posted.training.code, applicants: posted.applicants }, Msisdn::masked)
        }
    };
    let number = |number: &Option<Msisdn>| number.as_ref().map_or_else(|| "erased".to_owned(), written);
    if json.json {
        let rows = list.applicants.iter().map(|one| {
            json!({
                "number": number(&one.number),
                "language": one.language,
                "quiet": one.quiet,
                "state": one.interest.as_str(),
                "at": one.at.to_string(),
            })
        });
        say_json(&rows.collect::<Vec<Value>>());
        return Ok(());
    }
    if list.applicants.is_empty() {
        say(&format!("Nobody has asked for a place in {} yet.", list.code));
    }
    for one in &list.applicants {
        let at = context.rules().zone.to_datetime(one.at);
        let language = one.language.map_or_else(|| "-".to_owned(), |locale| locale.to_string());
        let quiet = if one.quiet { "  quiet: others may hear the phone" } else { "" };
        say(&format!(
            "{}  {:<3}  {:<7}  {}{quiet}",
            number(&one.number),
            language,
            one.interest.as_str(),
            at.strftime("%Y-%m-%d %H:%M")
        ));
    }
    Ok(())
}
