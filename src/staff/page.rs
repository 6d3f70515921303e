//! The handset's page: what a scene looks like to a person.

use std::sync::LazyLock;
use std::time::Duration;

use handlebars::{Handlebars, RenderError};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::config::Programme;
use crate::domain::address::Locale;
use crate::domain::campaign::Naira;
use crate::domain::ussd::SCREEN_LIMIT;
use crate::service::Rules;
use crate::service::handset::{Bubble, CALL_LIMIT, TryWord};
use crate::staff::assets;
use crate::staff::scene::{Scene, Turn};
use crate::staff::stand::{Problem, Stand, label};

/// Practice numbers that are offered; the others are reached by the address.
const OFFERED: std::ops::RangeInclusive<u8> = 1..=12;
/// The keys with the letters that a phone has on them.
const KEYS: [(&str, &str); 12] = [
    ("1", ""),
    ("2", "ABC"),
    ("3", "DEF"),
    ("4", "GHI"),
    ("5", "JKL"),
    ("6", "MNO"),
    ("7", "PQRS"),
    ("8", "TUV"),
    ("9", "WXYZ"),
    ("*", ""),
    ("0", ""),
    ("#", ""),
];
const NAME: &str = "handset";

static PAGES: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut pages = Handlebars::new();
    pages.set_strict_mode(true);
    #[expect(clippy::expect_used, reason = "the page is compiled in and a test renders it")]
    pages.register_template_string(NAME, include_str!("pages/handset.hbs")).expect("the page of the handset parses");
    pages
});

/// What a page is made of besides the scene.
pub struct Around<'a> {
    /// Who speaks.
    pub programme: &'a Programme,
    /// Settings.
    pub rules: &'a Rules,
    /// Words to try.
    pub words: &'a [TryWord],
    /// The text that was typed and not sent.
    pub typed: &'a str,
    /// What must be mended.
    pub problems: &'a [Problem],
}

#[derive(Serialize)]
struct Page<'a> {
    programme: &'a str,
    short_code: &'a str,
    ussd_code: &'a str,
    here: String,
    problems: Vec<Wrong<'a>>,
    numbers: Vec<Choice>,
    label: String,
    mark: String,
    thread: Vec<Words<'a>>,
    state: Vec<Hidden>,
    call_state: Vec<Hidden>,
    words: &'a str,
    words_error: Option<&'a str>,
    chips: Vec<Chip<'a>>,
    screen: Option<&'a str>,
    screen_lang: Option<&'a str>,
    over: Option<&'static str>,
    open: bool,
    line: &'a str,
    line_label: &'static str,
    line_mode: &'static str,
    line_error: Option<&'a str>,
    keys: Vec<Key>,
    clock: String,
    facts: Vec<Fact>,
    zone: String,
    version: &'static str,
    assets: &'static assets::Links,
}

#[derive(Serialize)]
struct Wrong<'a> {
    field: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Choice {
    value: u8,
    label: String,
    chosen: bool,
}

#[derive(Serialize)]
struct Hidden {
    name: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Words<'a> {
    side: &'static str,
    who: &'static str,
    text: &'a str,
    lang: Option<&'a str>,
    note: String,
    at: String,
    time: String,
}

#[derive(Serialize)]
struct Chip<'a> {
    word: &'a str,
    lang: Option<&'a str>,
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct Key {
    key: &'static str,
    letters: &'static str,
}

#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

/// Draws the page.
pub fn draw(scene: &Scene, stand: &Stand, around: &Around<'_>) -> Result<String, RenderError> {
    let Around { programme, rules, words, typed, problems } = *around;
    let wrong = |field| problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str());
    let open = scene.is_open();
    let idle_line = if open { "" } else { programme.ussd_code.as_str() };
    let call_state = if open { stand.fields() } else { stand.idle().fields() };
    let page = Page {
        programme: &programme.name,
        short_code: programme.short_code.as_str(),
        ussd_code: programme.ussd_code.as_str(),
        here: stand.link(),
        problems: problems.iter().map(|problem| Wrong { field: problem.field, text: &problem.text }).collect(),
        numbers: choices(stand.index),
        label: stand.label(),
        mark: scene.mark(),
        thread: scene.thread.iter().map(|bubble| said(bubble, &rules.zone)).collect(),
        state: hidden(stand.fields()),
        call_state: hidden(call_state),
        words: typed,
        words_error: wrong("words"),
        chips: words.iter().map(chip).collect(),
        screen: scene.screen(),
        screen_lang: match &scene.turn {
            Turn::Shown(shown) => Some(shown.locale.as_str()),
            Turn::Idle | Turn::TimedOut => None,
        },
        over: match &scene.turn {
            Turn::TimedOut => Some("The call ended after 180 seconds, as on a real phone. Dial again."),
            Turn::Shown(shown) if shown.screen.ends => Some("The call has ended."),
            Turn::Shown(_) | Turn::Idle => None,
        },
        open,
        line: stand.line.as_deref().unwrap_or(idle_line),
        line_label: if open { "Answer" } else { "Number" },
        line_mode: if open { "text" } else { "tel" },
        line_error: wrong("line"),
        keys: KEYS.iter().map(|(key, letters)| Key { key, letters }).collect(),
        clock: clock(scene.now, &rules.zone),
        facts: facts(scene, stand, rules),
        zone: zone_name(&rules.zone),
        version: env!("CARGO_PKG_VERSION"),
        assets: assets::links(),
    };
    PAGES.render(NAME, &page)
}

fn choices(chosen: u8) -> Vec<Choice> {
    let mut indices: Vec<u8> = OFFERED.collect();
    if !OFFERED.contains(&chosen) {
        indices.push(chosen);
    }
    indices.into_iter().map(|value| Choice { value, label: label(value), chosen: value == chosen }).collect()
}

fn hidden(fields: Vec<(&'static str, String)>) -> Vec<Hidden> {
    fields.into_iter().map(|(name, value)| Hidden { name, value }).collect()
}

fn said<'a>(bubble: &'a Bubble, zone: &TimeZone) -> Words<'a> {
    Words {
        side: if bubble.from_me { "mine" } else { "theirs" },
        who: if bubble.from_me { "You" } else { "Fitila" },
        text: bubble.text.as_ref().map_or("This text is not kept.", |text| text.expose()),
        lang: bubble.text.as_ref().and(bubble.locale.as_ref()).map(Locale::as_str),
        note: if bubble.from_me { String::new() } else { length(bubble) },
        at: bubble.at.to_string(),
        time: clock(bubble.at, zone),
    }
}

fn chip(word: &TryWord) -> Chip<'_> {
    let lang = word.locale.as_ref().map(Locale::as_str);
    Chip { word: &word.word, lang, language: lang.map(language_name) }
}

fn facts(scene: &Scene, stand: &Stand, rules: &Rules) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut tell = |name, value: String| facts.push(Fact { name, value });
    if let Turn::Shown(shown) = &scene.turn {
        let letters =
            shown.letters.map_or("letters that USSD cannot carry".to_owned(), |n| format!("{n} of {SCREEN_LIMIT}"));
        tell("Letters on the screen", letters);
        tell("Keys so far", if stand.keys.is_empty() { "none".to_owned() } else { stand.keys.clone() });
    }
    if scene.is_open() {
        tell("Time left", format!("{} of {} seconds", scene.left.as_secs(), CALL_LIMIT.as_secs()));
    }
    if scene.thread.last().is_some_and(|last| last.from_me) {
        tell("Answer to your text", "none yet. A text sent again and again gets none".to_owned());
    }
    if let Some(answer) = scene.thread.iter().rev().find(|bubble| !bubble.from_me && bubble.text.is_some()) {
        tell("Last text from Fitila", length(answer));
        let price = rules.price.times(answer.segments as u64);
        if price > Naira::ZERO {
            tell("On a real network", format!("about {}", naira(price)));
        }
    }
    if let Some(took) = stand.took {
        tell("Answered in", seconds(Duration::from_millis(u64::from(took))));
    }
    if !facts.is_empty() {
        facts.push(Fact { name: "Language of this number", value: language_name(scene.locale.as_str()).to_owned() });
    }
    facts
}

fn length(bubble: &Bubble) -> String {
    let pages = if bubble.segments == 1 { "page" } else { "pages" };
    format!("{} SMS {pages}, {} letters", bubble.segments, bubble.letters)
}

fn naira(amount: Naira) -> String {
    match (amount.kobo() / 100, amount.kobo() % 100) {
        (naira, 0) => format!("{naira} naira"),
        (naira, kobo) => format!("{naira}.{kobo:02} naira"),
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.3} seconds", took.as_secs_f64())
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%-I:%M%P").to_string()
}

/// "Lagos" of "Africa/Lagos".
fn zone_name(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// The English name of a language that is shipped; of another, its code.
fn language_name(code: &str) -> &str {
    match code {
        "en" => "English",
        "ha" => "Hausa",
        "yo" => "Yoruba",
        "ig" => "Igbo",
        "pcm" => "Pidgin",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::domain::care::Pace;
    use crate::domain::ids::AccountName;
    use crate::domain::message::Body;
    use crate::domain::schedule::QuietHours;
    use crate::service::Screen;
    use crate::service::handset::Shown;
    use crate::staff::stand::Fields;
    use jiff::SignedDuration;

    const CALL: &str = "n=3&call=0193f0a0-1111-7222-8333-444455556666&keys=1*2&ms=4";

    fn scene(turn: Turn) -> Scene {
        let bubble = |from_me, text: &str| Bubble {
            from_me,
            text: Some(Body::new(text)),
            locale: Some(Locale::parse("yo").unwrap()),
            segments: 1,
            letters: 4,
            at: Timestamp::UNIX_EPOCH,
        };
        let thread = vec![bubble(true, "<b>HELP</b>"), bubble(false, "Ẹ kú")];
        let (locale, left) = (Locale::parse("yo").unwrap(), SignedDuration::from_secs(170));
        Scene { thread, turn, locale, now: Timestamp::UNIX_EPOCH, left }
    }

    fn drawn(turn: Turn, query: &str, problems: &[Problem]) -> String {
        let settings = Settings::load(None, std::iter::empty()).unwrap();
        let rules = Rules {
            zone: settings.programme.time_zone.clone(),
            quiet: QuietHours::parse("none").unwrap(),
            expires_after: SignedDuration::from_hours(24),
            price: Naira::from_kobo(562),
            sending: AccountName::new("demo"),
            office: settings.care.office_hours.clone(),
            wait_after: settings.care.wait_after,
            pace: Pace { next_after: settings.care.next_after, everybody_after: settings.care.everybody_after },
            read_where: settings.care.read_where,
        };
        let fields: Fields = serde_html_form::from_str(query).unwrap();
        let words = [TryWord { word: "TAIMAKO".into(), locale: Some(Locale::parse("ha").unwrap()) }];
        let around = Around { programme: &settings.programme, rules: &rules, words: &words, typed: "x\"y", problems };
        draw(&scene(turn), &Stand::read(&fields).0, &around).unwrap()
    }

    fn shown(ends: bool) -> Turn {
        let screen = Screen { text: "WOCON\n1 Yes & no".into(), ends };
        Turn::Shown(Shown { screen, locale: Locale::parse("en").unwrap(), letters: Some(16) })
    }

    #[test]
    fn what_people_typed_is_never_markup() {
        let page = drawn(Turn::Idle, "", &[]);
        assert!(page.contains("&lt;b&gt;HELP&lt;/b&gt;") && !page.contains("<b>HELP"), "{page}");
        assert!(page.contains("value=\"x&quot;y\""), "{page}");
    }

    #[test]
    fn an_open_call_is_carried_on_and_an_ended_one_is_not() {
        let carried = "name=\"keys\" value=\"1*2\"";
        let (open, over) = (drawn(shown(false), CALL, &[]), drawn(shown(true), CALL, &[]));
        assert_eq!((open.matches(carried).count(), over.matches(carried).count()), (3, 2));
        assert!(open.contains("1 Yes &amp; no") && open.contains("16 of 156") && open.contains("170 of 180 seconds"));
        assert!(over.contains("The call has ended.") && over.contains("formaction=\"/handset/dial\""));
        assert!(drawn(Turn::TimedOut, CALL, &[]).contains("The call ended after 180 seconds"));
    }

    #[test]
    fn a_problem_stands_in_the_title_in_the_summary_and_at_its_field() {
        let page = drawn(Turn::Idle, "", &[Problem::new("words", "Enter a text.")]);
        assert!(page.contains("<title>Error: Handset, Fitila</title>") && page.contains("href=\"#words\""));
        assert_eq!(page.matches("Enter a text.").count(), 2);
        assert!(!drawn(Turn::Idle, "", &[]).contains("Error:"));
    }

    #[test]
    fn foreign_words_say_their_language_and_prices_their_kobo() {
        let page = drawn(Turn::Idle, "n=1", &[]);
        assert!(page.contains("lang=\"yo\"") && page.contains("lang=\"ha\""), "{page}");
        assert!(page.contains("about 5.62 naira") && page.contains("1 SMS page, 4 letters"));
    }
}
