//! Every screen of the tree, in every language, with and without somebody on duty.

use std::collections::{BTreeSet, HashSet};

use fitila::content::{Channel, Content, Level, ProgrammeTexts, build, check};
use fitila::domain::address::Locale;
use fitila::domain::care::Duty;
use fitila::domain::catalogue::keys;
use fitila::domain::consent::AgeBand;
use fitila::domain::schedule::Window;
use fitila::domain::text::septet_count;
use fitila::domain::ussd::{NodeKind, OnChoose, OnEnter, SCREEN_LIMIT, Screens, septets_on_air};

use crate::{LANGUAGES, locale, page, programme, sample_values, shipped, today};

/// Every whole screen of the tree, with its node; open ones filled with each sample.
fn screens(content: &Content) -> Vec<(String, Locale, String)> {
    let mut all = Vec::new();
    for node in content.rulebook.menu.nodes() {
        let mut add = |locale: Locale, screen: &str| all.push((node.key.clone(), locale, screen.to_owned()));
        match &node.screens {
            Screens::Pages(pages) => {
                pages.iter().for_each(|(locale, pages)| pages.iter().for_each(|page| add(*locale, page)));
            }
            Screens::OneOf(texts) => {
                texts.values().flatten().for_each(|(locale, screen)| add(*locale, screen));
            }
            Screens::Open { keys, navigation } => {
                for (key, values) in keys.iter().flat_map(|key| sample_values().into_iter().map(move |v| (key, v))) {
                    for (locale, line) in navigation {
                        let composed = content.compose(key, *locale, Channel::Ussd, &values).unwrap();
                        add(*locale, &format!("{}\n{line}", composed.text));
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_screen_fits_with_what_gateways_put_before_it() {
    for duty in [Duty::Unstaffed, Duty::Staffed] {
        let content = build(&programme(), duty).unwrap();
        let screens = screens(&content);
        assert!(screens.len() > 500, "{} screens", screens.len());
        for (node, locale, screen) in screens {
            let septets = septets_on_air(&screen).unwrap_or_else(|| panic!("{node} in {locale}: {screen}"));
            assert!(septets <= SCREEN_LIMIT, "{node} in {locale} takes {septets}:\n{screen}");
            assert!(septet_count(&format!("CON {screen}")).unwrap() <= 160);
            assert!(!screen.contains("{{") && !screen.trim().is_empty(), "{node} in {locale}: {screen}");
        }
        for node in content.rulebook.menu.nodes() {
            let locales: HashSet<Locale> = match &node.screens {
                Screens::Pages(pages) => pages.keys().copied().collect(),
                Screens::OneOf(texts) => texts.values().next().unwrap().keys().copied().collect(),
                Screens::Open { navigation, .. } => navigation.keys().copied().collect(),
            };
            assert_eq!(locales.len(), LANGUAGES.len(), "{}", node.key);
        }
    }
}

#[test]
fn screens_are_laid_out_as_people_see_them() {
    let content = shipped();
    for (node, code, expected) in [
        ("lang", "en", "Language\n1 English\n2 Hausa\n3 Yoruba\n4 Igbo\n5 Pidgin"),
        (
            "root",
            "en",
            "WOCON\n1 Check a job offer\n2 Get help now\n3 Know the tricks\n4 Life skills\n5 Job training\n\
             6 Rights and law\n7 My alerts\n0 End",
        ),
        (
            "root_quiet",
            "yo",
            "E yan\n1 Ibeere lori ise\n2 Ba enikan soro\n3 O dara lati mo\n4 Ogbon\n5 Kilaasi\n6 Ka si i\n7 Eto\n0 Pari",
        ),
        ("check.q4", "en", "4/6 Must you swear an oath or go to a shrine?\n1 Yes\n2 No\n0 Back 00 Home"),
        ("training.verify", "ha", "Rubuta kalmar gwaji da ke sakon\n0 Baya 00 Farko"),
        (
            "me.leave",
            "en",
            "You will get no more messages from us. Text START to come back. HELP still works any time.",
        ),
        (
            "help.numbers",
            "en",
            "NAPTIP: 627\nNAPTIP, from abroad: +2347030000203\nEmergency: 112\nLagos DSVA: 08000333333\n\
             Human Rights: 6472\nHuman Rights: 08006472428\n0 Back 00 Home",
        ),
    ] {
        assert_eq!(page(&content, node, code), expected, "{node} in {code}");
    }
}

#[test]
fn with_nobody_on_duty_no_screen_promises_an_answer() {
    let unstaffed = shipped();
    let staffed = build(&programme(), Duty::Staffed).unwrap();
    let names = |content: &Content| content.rulebook.menu.nodes().map(|node| node.key.clone()).collect::<BTreeSet<_>>();
    let gone: Vec<String> = names(&staffed).difference(&names(&unstaffed)).cloned().collect();
    assert_eq!(gone, ["help.now.call", "help.now.write", "help.worried.done", "help.worried.kind"]);
    let written = std::fs::read_to_string("config/menu.toml").unwrap().matches("[[node]]").count();
    assert_eq!(names(&staffed).len(), written);
    let node = unstaffed.rulebook.menu.node("help.now");
    assert_eq!((node.kind, node.options.len()), (NodeKind::Text, 0));
    assert!(page(&unstaffed, "help.now", "en").starts_with("You are not alone. No worker is here to write now."));
    assert!(page(&staffed, "help.now", "en").contains("\n1 Write to me\n2 Call me\n"));
    let said = |content: &Content| content.compose(&keys::CRISIS_HELP, locale("en"), Channel::Sms, &[]).unwrap().text;
    assert!(said(&unstaffed).contains("No worker is here") && said(&staffed).contains("a worker will write to you"));
}

#[test]
fn the_tree_sets_off_what_its_file_says() {
    let content = shipped();
    let menu = &content.rulebook.menu;
    for (node, on_enter) in [
        ("me.joined", Some(OnEnter::JoinTips)),
        ("training.joined", Some(OnEnter::JoinTraining)),
        ("me.leave", Some(OnEnter::Stop)),
        ("training.leave", Some(OnEnter::StopTraining)),
        ("me.quiet.on", Some(OnEnter::QuietOn)),
        ("me.quiet.off", Some(OnEnter::QuietOff)),
        ("me.hours.set", Some(OnEnter::SetHours)),
        ("lang.pcm", Some(OnEnter::SetLanguage(locale("pcm")))),
        ("me.erase.done", Some(OnEnter::Erase)),
        ("check", Some(OnEnter::AskCheck)),
        ("check.q1", None),
        ("check.result", Some(OnEnter::CheckResult)),
        ("training.verify.result", Some(OnEnter::Verify)),
    ] {
        assert_eq!(menu.node(node).on_enter, on_enter, "{node}");
    }
    let noted = |node: &str| menu.node(node).options.iter().map(|option| option.on_choose.clone()).collect::<Vec<_>>();
    assert_eq!(noted("check.q3"), [Some(OnChoose::Answer(true)), Some(OnChoose::Answer(false))]);
    let hours = |text: &str| Some(OnChoose::Hours(Some(Window::parse(text).unwrap())));
    let all = [hours("08:00-12:00"), hours("12:00-16:00"), hours("16:00-19:00"), Some(OnChoose::Hours(None))];
    assert_eq!(noted("me.hours"), all);
    let bands = [AgeBand::Under13, AgeBand::From13To17, AgeBand::Adult].map(|band| Some(OnChoose::Age(band)));
    let bands: Vec<_> = bands.into_iter().chain([Some(OnChoose::Guardian)]).collect();
    assert_eq!(noted("training.join"), bands);
    let resumes: Vec<&str> = menu.nodes().filter(|node| node.resumes).map(|node| node.key.as_str()).collect();
    assert!(!resumes.iter().any(|key| key.starts_with("help") || key.starts_with("home") || key.starts_with("check")));
    assert!(matches!(&menu.node("check.result").screens, Screens::OneOf(texts) if texts.len() == 3));
    assert!(matches!(&menu.node("me.hours.set").screens, Screens::Open { keys, .. } if *keys == [keys::HOURS_SET]));
}

#[test]
fn people_are_offered_the_programmes_languages_in_its_order() {
    let input = ProgrammeTexts { locales: ["yo", "en"].map(locale).to_vec(), ..programme() };
    let content = build(&input, Duty::Unstaffed).unwrap();
    assert_eq!(page(&content, "lang", "en"), "Language\n1 Yoruba\n2 English");
    let options = &content.rulebook.menu.node("me.language").options;
    assert_eq!(options.iter().map(|option| option.to.as_str()).collect::<Vec<_>>(), ["lang.yo", "lang.en"]);
    let asked = content.compose(&keys::LANGUAGE_PROMPT, locale("en"), Channel::Sms, &[]).unwrap();
    assert_eq!(asked.text, "Language? Reply:\n1 Yoruba\n2 English");
    assert!(content.rulebook.menu.nodes().all(|node| node.key != "lang.ig"));
    let errors = check(&input, Duty::Unstaffed, today()).into_iter().filter(|finding| finding.level == Level::Error);
    assert_eq!(errors.collect::<Vec<_>>(), []);
}
