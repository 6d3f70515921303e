//! Numbers, codes and names come from the facts and the programme's settings only; and a fact that nobody has looked
//! at again keeps its texts from new campaigns, until somebody has.

use std::collections::BTreeSet;

use fitila::content::{About, Channel, Content, NotForCampaigns, ProgrammeTexts, build, check};
use fitila::domain::care::Duty;
use fitila::domain::catalogue::Text;
use fitila::domain::ids::ContentKey;
use fitila::domain::ussd::Screens;
use jiff::civil::{Date, date};

use crate::{LANGUAGES, folder, locale, samples, shipped, today};

/// All words of a content that are the same for everybody: texts and screens.
fn all_words(content: &Content) -> Vec<String> {
    let mut words = Vec::new();
    for (key, entry) in content.rulebook.catalogue.entries() {
        for (channel, variants) in [(Channel::Sms, &entry.sms), (Channel::Ussd, &entry.ussd)] {
            for (language, variant) in variants {
                if matches!(variant.text, Text::Fixed(_)) {
                    words.push(content.compose(key, *language, channel, &[]).unwrap().text);
                }
            }
        }
    }
    for node in content.rulebook.menu.nodes() {
        if let Screens::Pages(pages) = &node.screens {
            words.extend(pages.values().flatten().map(ToString::to_string));
        }
    }
    words
}

const OWN_LINES: &str = r#"
[placeholders]
hotline = "ours"
hotline_intl = "ours-abroad"

[[line]]
id = "ours"
name = "Office"
number = "0700111"
source = []
review_by = "2028-01-01"
verified = true

[[line]]
id = "ours-abroad"
name = "Office, from abroad"
number = "+2347000111"
source = []
review_by = "2028-01-01"
verified = true
"#;

#[test]
fn every_name_and_number_comes_from_the_settings_or_the_facts() {
    let before = all_words(&shipped());
    let holding = |all: &[String], what: &str| all.iter().filter(|words| words.contains(what)).count();
    for (value, least) in [("WOCON", 40), ("32627", 4), ("*347*627#", 20), ("627", 100), ("+2347030000203", 4)] {
        assert!(holding(&before, value) > least, "{value}: {}", holding(&before, value));
    }
    let mut own = OWN_LINES.to_owned();
    for line in ["naptip-627", "naptip-phone", "emergency-112", "lagos-dsva", "nhrc-6472", "nhrc-phone"] {
        own += &format!("[[line]]\nid = \"{line}\"\nremoved = true\n");
    }
    let (_folder, input) = folder(&[("facts.toml", &own)]);
    let own = ProgrammeTexts { name: "Imole".into(), ussd_code: "*1*2#".into(), short_code: "4040".into(), ..input };
    let after = all_words(&build(&own, Duty::Unstaffed).unwrap());
    assert_eq!(before.len(), after.len());
    for value in ["WOCON", "32627", "*347", "627", "234703", "112", "08000333333", "6472"] {
        assert_eq!(
            holding(&after, value),
            0,
            "{value} stands in a text: {:?}",
            after.iter().find(|w| w.contains(value))
        );
    }
    for value in ["Imole", "4040", "*1*2#", "0700111", "+2347000111"] {
        assert!(holding(&after, value) > 4, "{value}");
    }
}

#[test]
fn texts_name_only_what_settings_facts_and_rules_fill() {
    let fixed = ["programme", "ussd_code", "short_code", "hotline", "hotline_intl"].map(str::to_owned);
    let known: BTreeSet<String> = samples().into_keys().chain(fixed).collect();
    let mut named = BTreeSet::new();
    for code in LANGUAGES {
        for file in std::fs::read_dir(format!("message-templates/{code}")).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let names = text.split("{{").skip(1).map(|rest| rest.split_once("}}").unwrap().0.trim().to_owned());
            named.extend(names);
        }
    }
    assert_eq!(named, known, "one that no text names is of no use");
}

fn law(folder_files: &[(&str, &str)], day: Date) -> Result<(), NotForCampaigns> {
    let (_folder, input) = folder(folder_files);
    build(&input, Duty::Unstaffed).unwrap().looked_at(&ContentKey::known("law_trafficking"), day)
}

const F05: &str = "[[fact]]\nid = \"F05\"\ntext = \"Trafficking Act\"\nsource = [\"lawnigeria.com\"]\n";

#[test]
fn a_fact_past_its_day_keeps_its_texts_from_new_campaigns_until_somebody_looked() {
    let (last, after) = (date(2027, 5, 24), date(2027, 5, 25));
    assert_eq!(law(&[], last), Ok(()));
    let locked = law(&[], after).unwrap_err().to_string();
    assert!(locked.contains("fact F05") && locked.contains("2027-05-24") && locked.contains("facts.toml"), "{locked}");
    // To have looked at the fact is enough: the texts that state it need not be touched.
    let looked = format!("{F05}review_by = \"2028-05-24\"\n");
    assert_eq!(law(&[("facts.toml", &looked)], after), Ok(()));
    let sooner = format!("{F05}review_by = \"2027-01-01\"\n");
    assert!(law(&[("facts.toml", &sooner)], today()).is_err());
    // An answer still goes out with it.
    let (_folder, input) = folder(&[("facts.toml", &sooner)]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let key = ContentKey::known("law_trafficking");
    assert!(content.compose(&key, locale("ha"), Channel::Sms, &[]).is_some());
    let found = check(&input, Duty::Unstaffed, today());
    let told: Vec<_> = found.iter().filter(|finding| finding.about == About::PastReview).collect();
    assert_eq!((told.len(), told[0].key.as_str()), (1, "F05"), "{told:?}");
    assert!(told[0].message.contains("no new campaign may use the 2 texts that state it"), "{}", told[0].message);
}

#[test]
fn a_text_without_facts_may_have_a_day_of_its_own() {
    let row = "trick_hotel = { subject = \"tricks\", class = \"open\", consent = \"safety\", channels = [\"campaign\", \
               \"sms-reply\"], ussd = true, placeholders = [], review_by = \"2027-01-01\" }\n";
    let (_folder, input) = folder(&[("index.toml", row)]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let key = ContentKey::known("trick_hotel");
    let locked = content.looked_at(&key, today()).unwrap_err().to_string();
    assert!(locked.contains("\"trick_hotel\" was to be looked at again by 2027-01-01"), "{locked}");
    assert!(locked.contains("index.toml"), "{locked}");
    assert_eq!(content.looked_at(&key, date(2027, 1, 1)), Ok(()));
}
