//! What stands on a page: texts by subject with what they cost, screens, keywords. No layout.

use sha2::{Digest, Sha256};

use crate::content::catalogue::with_longest;
use crate::content::fault::Fault;
use crate::content::languages::Languages;
use crate::content::material::{self, Material};
use crate::content::page::screens::{self, Screen};
use crate::content::placeholders;
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::content::render::Renderer;
use crate::content::review::ReviewLine;
use crate::content::rulebook::{self, Content};
use crate::content::texts::{IndexRow, TextRow, Use};
use crate::domain::address::Locale;
use crate::domain::care::Duty;
use crate::domain::catalogue::{Class, Review, keys};
use crate::domain::conversation::Discretion;
use crate::domain::ids::ContentKey;
use crate::domain::text::{Encoding, SplitUnit, segment, segment_count};

/// Subjects in the order in which people meet them, with their titles.
const SUBJECTS: [(&str, &str); 12] = [
    ("core", "Joining, leaving, settings and errors"),
    ("check", "The job-offer questions"),
    ("tricks", "The tricks of traffickers"),
    ("skills", "Life skills, the weekly series for girls"),
    ("family", "The weekly series for families"),
    ("training", "Job training and the check word"),
    ("rights", "Rights and the law"),
    ("community", "For the community"),
    ("crisis", "Answers to a call for help"),
    ("report", "Reporting a worry"),
    ("recovery", "Coming home, counselling and health"),
    ("privacy", "Quiet texts, hours and erasing"),
];

/// Everything in one language.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) programme: String,
    pub(super) locale: Locale,
    pub(super) language: String,
    /// Of all its words: another one after any change.
    pub(super) version: String,
    pub(super) subjects: Vec<(String, Vec<Shown>)>,
    pub(super) screens: Vec<Screen>,
    pub(super) words: Vec<Word>,
}

/// One text.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) key: String,
    pub(super) class: &'static str,
    pub(super) ways: String,
    pub(super) version: String,
    pub(super) review: &'static str,
    pub(super) said: Vec<Said>,
}

/// One form of a text.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) how: String,
    /// As it goes out; what each message fills stands in square brackets.
    pub(super) words: String,
    pub(super) english: Option<String>,
    pub(super) cost: String,
}

/// One keyword.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) key: String,
    pub(super) main: String,
    pub(super) others: Vec<String>,
}

/// Gathers the page of a language.
pub(super) fn page(input: &ProgrammeTexts, locale: Locale) -> Result<Page, Vec<Fault>> {
    let (material, faults) = material::gather(input);
    if !faults.is_empty() {
        return Err(faults);
    }
    let content = rulebook::assemble(input, &material, Duty::Staffed)?;
    let unstaffed = rulebook::assemble(input, &material, Duty::Unstaffed)?;
    let languages = Languages::new(input, &material.words);
    let language = languages.numbered().find(|(_, own, _)| *own == locale).map(|(_, _, name)| name.to_owned());
    let teller =
        Teller { renderer: Renderer::new(input, &material.facts), material: &material, content: &content, languages };
    Ok(Page {
        programme: input.name.clone(),
        locale,
        language: language.unwrap_or_else(|| locale.to_string()),
        version: version(&material, locale),
        subjects: subjects(&teller, locale),
        screens: screens::all(&material, &content, &unstaffed, locale),
        words: words(&material, locale),
    })
}

/// What a text is told with.
struct Teller<'a> {
    material: &'a Material,
    renderer: Renderer,
    content: &'a Content,
    languages: Languages,
}

fn subjects(teller: &Teller, locale: Locale) -> Vec<(String, Vec<Shown>)> {
    let index = &teller.material.index;
    let mut names: Vec<&str> = SUBJECTS.iter().map(|(name, _)| *name).collect();
    let mut own: Vec<&str> = index.values().map(|placed| placed.row.subject.as_str()).collect();
    own.sort_unstable();
    own.dedup();
    own.retain(|name| !names.contains(name));
    names.extend(own);
    let title = |name: &str| SUBJECTS.iter().find(|(own, _)| *own == name).map_or(name, |(_, title)| title).to_owned();
    let texts = |name: &str| {
        let rows = index.iter().filter(|(_, placed)| placed.row.subject == name);
        rows.filter_map(|(key, placed)| shown(teller, locale, key, &placed.row)).collect::<Vec<_>>()
    };
    let all = names.into_iter().map(|name| (title(name), texts(name)));
    all.filter(|(_, texts)| !texts.is_empty()).collect()
}

fn shown(teller: &Teller, locale: Locale, key: &str, row: &IndexRow) -> Option<Shown> {
    let own = &teller.material.text(locale, key)?.row;
    let english = teller.material.texts.iter().find(|(other, _)| other.as_str() == "en" && **other != locale);
    let english = english.and_then(|(_, texts)| texts.get(key)).map(|placed| &placed.row);
    let version = own.version();
    let review = match ReviewLine::parse(&own.review).of(&version) {
        Review::Reviewed => "a reviewer has approved it",
        Review::Draft => "a draft that nobody has signed off",
        Review::Unreviewed => "no native speaker has read this",
    };
    Some(Shown {
        key: key.to_owned(),
        class: class(row.class),
        ways: ways(row),
        version,
        review,
        said: said(teller, locale, key, row, own, english),
    })
}

fn said(
    teller: &Teller,
    locale: Locale,
    key: &str,
    row: &IndexRow,
    own: &TextRow,
    english: Option<&TextRow>,
) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let fields: Vec<_> = own.templates().collect();
    for (field, channel, template) in &fields {
        // The same words by both ways are shown once.
        let twin = if *field == "ussd" { "sms" } else { "sms_unstaffed" };
        let has = |name: &str| fields.iter().any(|(other, _, words)| *other == name && words == template);
        if *channel == Channel::Ussd && has(twin) {
            continue;
        }
        let on_screen = *channel == Channel::Sms && has(if *field == "sms" { "ussd" } else { "ussd_unstaffed" });
        let way = match (channel, on_screen) {
            (Channel::Sms, true) => "by SMS and on a screen",
            (Channel::Sms, false) => "by SMS",
            (Channel::Ussd, _) => "on a screen",
        };
        let how = if field.ends_with("unstaffed") { format!("{way}, while nobody is on duty") } else { way.to_owned() };
        let other = english.and_then(|row| row.templates().find(|(other, ..)| other == field));
        let other = other.and_then(|(_, _, template)| teller.filled(key, *channel, template));
        let mut cost = teller.cost(key, *channel, template);
        if *field == "sms" && row.is_for_campaigns() {
            let whole = teller.content.campaign_text(&ContentKey::named(key), locale, Discretion::Full);
            let count = whole.ok().map(|whole| segment(&whole.text, SplitUnit::CodePoint).units());
            cost += &count.map(|units| format!("; {units} with the line that ends it")).unwrap_or_default();
        }
        let words = teller.filled(key, *channel, template).unwrap_or_else(|| (*template).to_owned());
        all.push(Said { how, words, english: other, cost });
    }
    if let Some(marked) = &own.sms_marked {
        let words = teller.filled(key, Channel::Sms, marked).unwrap_or_else(|| marked.clone());
        let cost = teller.cost(key, Channel::Sms, marked);
        all.insert(all.len().min(1), Said { how: "with its marks".to_owned(), words, english: None, cost });
    }
    all
}

impl Teller<'_> {
    fn template(&self, key: &str, written: &str) -> String {
        let lists = key == keys::LANGUAGE_PROMPT.as_str();
        if lists { self.languages.listed_in(written) } else { written.to_owned() }
    }

    /// As it goes out, with what each message fills in square brackets.
    fn filled(&self, key: &str, channel: Channel, written: &str) -> Option<String> {
        let template = self.template(key, written);
        let names = placeholders::names(&template).ok()?;
        let values: Vec<(&str, String)> =
            names.into_iter().filter_map(|name| Some((name, format!("[{}]", self.material.longest(name)?)))).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.renderer.once(channel, &template, &values).ok()
    }

    fn cost(&self, key: &str, channel: Channel, written: &str) -> String {
        let template = self.template(key, written);
        let Ok(filled) = with_longest(self.material, &self.renderer, channel, &template) else { return String::new() };
        let measured = segment(&filled, SplitUnit::CodePoint);
        let unit = if measured.encoding() == Encoding::Gsm7 { "septets" } else { "units" };
        match (channel, segment_count(&filled)) {
            (Channel::Ussd, _) => format!("{} septets", measured.units()),
            (Channel::Sms, 1) => format!("{} {unit}, 1 part", measured.units()),
            (Channel::Sms, parts) => format!("{} {unit}, {parts} parts", measured.units()),
        }
    }
}

fn words(material: &Material, locale: Locale) -> Vec<Word> {
    let rows = material.words.keywords.iter().map(|placed| &placed.row);
    let word = rows.filter_map(|row| {
        let spelled = row.words.get(&locale)?;
        let shown = spelled.display.clone().unwrap_or_else(|| spelled.main.to_uppercase());
        let marked = spelled.marked.iter().cloned();
        let others = marked.chain(spelled.synonyms.iter().chain(&spelled.misspellings).cloned()).collect();
        Some(Word { key: row.key.clone(), main: shown, others })
    });
    word.collect()
}

fn version(material: &Material, locale: Locale) -> String {
    let mut digest = Sha256::new();
    for (key, placed) in material.texts.get(&locale).into_iter().flatten() {
        digest.update(key);
        for (field, _, template) in placed.row.templates() {
            digest.update(field);
            digest.update(template);
        }
        digest.update(placed.row.sms_marked.as_deref().unwrap_or_default());
    }
    for (node, placed) in material.labels.get(&locale).into_iter().flat_map(|labels| &labels.nodes) {
        digest.update(node);
        digest.update(&placed.row.title);
        placed.row.labels.iter().for_each(|label| digest.update(label));
    }
    data_encoding::HEXLOWER.encode(&digest.finalize()[..6])
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Open => "open",
        Class::Discreet => "discreet",
        Class::Sensitive => "sensitive",
        Class::Crisis => "crisis",
    }
}

fn ways(row: &IndexRow) -> String {
    let way = |way: &Use| match way {
        Use::Campaign => "campaign",
        Use::Series => "series",
        Use::SmsReply => "SMS reply",
        Use::Ussd => "screen",
        Use::Staff => "staff",
    };
    let mut all: Vec<&str> = row.channels.iter().map(way).collect();
    if row.ussd && !all.contains(&"screen") {
        all.push("screen");
    }
    if all.is_empty() { "part of other texts".to_owned() } else { all.join(", ") }
}
