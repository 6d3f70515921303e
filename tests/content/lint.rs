//! The rules C01 to C18: what each is for, word for word, and two hundred planted defects that show how well they hold.

use std::collections::BTreeMap;

use fitila::content::{About, Channel, Content, Finding, Judged, Level, Purpose, Rule, build, check, lint_text};
use fitila::domain::care::Duty;
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::ContentKey;
use jiff::civil::date;

use crate::{folder, locale, programme, shipped, today};

/// What is said of a text with this key: as an answer, or sent first.
fn said(content: &Content, code: &str, key: &str, how: &str, text: &str) -> Vec<Finding> {
    let key = ContentKey::named(key);
    let (channel, purpose) = match how {
        "answer" => (Channel::Sms, Purpose::Answer),
        "first" => (Channel::Sms, Purpose::SentFirst),
        "screen" => (Channel::Ussd, Purpose::Answer),
        other => panic!("no way of judging is named {other}"),
    };
    lint_text(content, &Judged { key: &key, locale: locale(code), channel, purpose, text })
}

/// What the check says when texts are laid over the shipped ones: language, key, words.
fn laid_over(texts: &[[&str; 3]]) -> Vec<Finding> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for [code, key, text] in texts {
        let text = text.replace('"', "\\\"");
        let file = files.entry(format!("{code}/x.toml")).or_default();
        // Parts of other texts begin with a space.
        let space = if *key == "broadcast_footer" { " " } else { "" };
        *file += &format!("[{key}]\nsms = \"{space}{text}\"\nussd = \"{text}\"\n");
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_folder, input) = folder(&files);
    let keys: Vec<&str> = texts.iter().map(|[_, key, _]| *key).collect();
    check(&input, Duty::Unstaffed, today()).into_iter().filter(|found| keys.contains(&found.key.as_str())).collect()
}

fn has(found: &[Finding], rule: &str) -> bool {
    found.iter().any(|finding| finding.rule.map(Rule::as_str) == Some(rule))
}

#[test]
fn the_rules_say_what_their_examples_say() {
    let content = shipped();
    let mut wrong = Vec::new();
    for (rule, code, key, how, text, is_bad) in [
        ("C04", "en", "new", "answer", "This job is safe.", true),
        ("C04", "ha", "new", "answer", "Babu hadari a wannan aiki.", true),
        ("C04", "en", "new", "answer", "No warning sign in these answers. That is not proof.", false),
        ("C04", "en", "new", "answer", "Check the employer yourself.", false),
        ("C05", "en", "quiet_tip", "answer", "Your rescue note is ready.", true),
        ("C05", "en", "new", "answer", "You are a victim.", true),
        ("C05", "en", "quiet_tip", "answer", "Your note for this week is ready.", false),
        ("C05", "en", "new", "answer", "You did nothing wrong.", false),
        ("C06", "en", "new", "answer", "Call 08030000000", true),
        ("C06", "en", "new", "answer", "Dial *347#", true),
        ("C06", "en", "new", "answer", "Call {{hotline}}", false),
        ("C06", "en", "new", "answer", "Dial {{ussd_code}}", false),
        ("C08", "en", "new", "answer", "Reply with your name.", true),
        ("C08", "ha", "new", "answer", "Ina kike yanzu?", true),
        ("C08", "en", "new", "answer", "No name needed.", false),
        ("C08", "en", "new", "answer", "Ask for name, address and school", false),
        ("C10", "en", "new", "answer", "DO NOT TRAVEL NOW", true),
        ("C10", "en", "new", "answer", "Beware!!", true),
        ("C10", "en", "new", "answer", "Text CHECK first.", false),
        ("C10", "en", "new", "answer", "Wait.", false),
        ("C11", "en", "new", "answer", "Exploitation is perpetrated by unscrupulous intermediaries.", true),
        (
            "C11",
            "en",
            "new",
            "answer",
            "If you want to go to the city then you must ask the school and your mother and the man who gives you the work first.",
            true,
        ),
        ("C11", "en", "new", "answer", "Real jobs do not hurry you.", false),
        ("C11", "en", "new", "answer", "Ask the school yourself.", false),
        ("C12", "en", "new", "answer", "don’t pay", true),
        ("C12", "en", "new", "answer", "₦50", true),
        ("C12", "en", "new", "answer", "don't pay", false),
        ("C12", "en", "new", "answer", "N50", false),
        ("C13", "en", "new", "answer", "Send N500 to register", true),
        ("C13", "en", "new", "answer", "You win free training!!", true),
        ("C13", "en", "new", "answer", "No fee.", false),
        ("C13", "en", "new", "answer", "We never ask for money.", false),
        ("C14", "en", "new", "answer", "Visit bit.ly/x", true),
        ("C14", "en", "new", "answer", "www.jobs.ng", true),
        ("C14", "en", "new", "answer", "Dial {{ussd_code}}", false),
        ("C14", "en", "new", "answer", "Text TRAINING", false),
        ("C15", "ha", "new", "answer", "rubuta CHECK", true),
        ("C15", "en", "new", "answer", "Text CHEKC", true),
        ("C15", "ha", "new", "answer", "rubuta AIKI", false),
        ("C15", "en", "new", "answer", "Text CHECK", false),
        ("C16", "en", "new", "answer", "Prison is 14 years", true),
        ("C16", "en", "law_trafficking", "answer", "Prison is 2 years or more.", false),
        ("C16", "en", "trick_oath_edo", "answer", "In 2018 the Oba of Benin spoke.", false),
        ("C18", "en", "new", "answer", "Ask Mrs ...", true),
        ("C18", "en", "new", "answer", "the girl from ...", true),
        ("C18", "en", "new", "answer", "Ask a worker", false),
        ("C18", "en", "training_alert", "answer", "{{place}}", false),
        ("C18", "en", "training_alert", "answer", "Soap making at Ikorodu", false),
    ] {
        if has(&said(&content, code, key, how, text), rule) != is_bad {
            wrong.push(format!("{rule} {text}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The level of a rule decides whether a text may be approved.
#[test]
fn what_is_an_error_and_what_a_warning() {
    let content = shipped();
    for (rule, level, code, key, how, text) in [
        ("C04", Level::Error, "en", "new", "answer", "This job is safe."),
        ("C08", Level::Error, "yo", "new", "answer", "Kí ni orúkọ rẹ?"),
        ("C10", Level::Warning, "en", "new", "answer", "Beware!!"),
        ("C11", Level::Warning, "en", "new", "answer", "Exploitation is bad."),
        ("C13", Level::Error, "en", "new", "answer", "Send N500 to register"),
        ("C13", Level::Warning, "en", "new", "answer", "You win a course."),
        ("C15", Level::Error, "ig", "new", "answer", "dee CHECK"),
        ("C16", Level::Warning, "en", "new", "answer", "Prison is 14 years"),
        ("C16", Level::Error, "en", "new", "first", "Prison is 14 years"),
        ("C18", Level::Warning, "en", "new", "answer", "Ask Mrs Bello."),
    ] {
        let found = said(&content, code, key, how, text);
        let of_rule = found.iter().find(|finding| finding.rule.map(Rule::as_str) == Some(rule));
        assert_eq!(of_rule.map(|finding| finding.level), Some(level), "{rule} {text}: {found:#?}");
    }
}

/// The examples that need files, sizes and dates.
#[test]
fn the_rules_about_files_say_what_their_examples_say() {
    let content = shipped();
    let tip = format!("{}.", "a ".repeat(80));
    assert_eq!(tip.len(), 161);
    assert!(has(&said(&content, "en", "skill_04_save", "first", &tip), "C01"), "a tip of 161 septets");
    let screen = format!("{}\n0 Back 00 Home", "a".repeat(150));
    assert!(has(&said(&content, "en", "check_q2", "screen", &screen), "C01"), "a body of 150 septets and navigation");
    let with_footer = |key: &str, code, discretion| {
        let key = ContentKey::named(key);
        content.campaign_text(&key, locale(code), discretion).unwrap().text
    };
    for (key, code, discretion) in [
        ("skill_04_save", "en", Discretion::Full),
        ("family_02_city", "ig", Discretion::Full),
        ("skill_04_save", "yo", Discretion::Quiet),
    ] {
        let text = with_footer(key, code, discretion);
        let errors: Vec<Finding> = said(&content, code, key, "first", &text);
        assert_eq!(errors, Vec::<Finding>::new(), "{key} in {code}: {text}");
    }
    assert!(has(&said(&content, "en", "family_02_city", "first", "Listen without anger."), "C07"), "a bare tip");
    let english = format!("Gee nti.{}", &with_footer("family_04_listen", "en", Discretion::Full)[100..]);
    assert!(has(&said(&content, "ig", "family_04_listen", "first", &english), "C07"), "an English footer");
    assert!(has(&said(&content, "en", "health_info", "first", "Go soon."), "C09"));
    assert!(has(&said(&content, "en", "return_no_shame", "first", "You can come home."), "C09"));
    assert!(!has(&said(&content, "en", "community_no_shame", "first", "Help her."), "C09"));
    assert!(!has(&said(&content, "en", "return_no_shame", "answer", "You can come home."), "C09"));

    let laid = laid_over(&[
        ["ig", "trick_fee", ""],
        ["yo", "quiet_off", "Done. You will get full texts again."],
        ["en", "error", "Call {{hotlin}}"],
        ["yo", "about", "A n ran idile lowo."],
        ["ha", "stop_or_help", "Aiko kalmar TSAYA kawai, ko kira {{hotline}}."],
        ["en", "family_04_listen", "Prison is 14 years"],
    ]);
    let of = |code: &str, key: &str| -> Vec<Finding> {
        let here = |found: &&Finding| found.key == key && found.file.contains(&format!("/{code}/"));
        laid.iter().filter(here).cloned().collect()
    };
    assert!(has(&of("ig", "trick_fee"), "C02"), "trick_fee without ig");
    assert!(has(&of("yo", "quiet_off"), "C02"), "yo equal to en");
    assert!(has(&of("en", "error"), "C03"), "an unknown name");
    assert!(has(&of("yo", "about"), "C03"), "yo lacks a placeholder");
    assert!(!has(&of("ha", "stop_or_help"), "C03"));
    assert!(has(&of("en", "family_04_listen"), "C16"), "a claim without a fact");
    let labels = "[\"skills.community\"]\ntitle = \"Community\"\n\
                  labels = [\"The agent we know\", \"No shame\", \"Hard times\", \"Police\"]\n";
    let (_folder, input) = folder(&[("ha/menu.toml", labels)]);
    assert!(has(&check(&input, Duty::Unstaffed, today()), "C02"), "Hausa labels equal to English");
    let stale = check(&programme(), Duty::Unstaffed, date(2028, 1, 1));
    assert!(
        stale.iter().any(|finding| finding.rule == Some(Rule::C16) && finding.key == "F08"),
        "law_house_help in 2028"
    );
    let unread = check(&programme(), Duty::Unstaffed, today());
    assert!(unread.iter().any(|finding| finding.rule == Some(Rule::C17) && finding.file.ends_with("/ig")));
}

/// Requests for identity are requests, in every language, only where the reader herself is asked.
#[test]
fn who_is_asked_for_what() {
    let content = shipped();
    for (code, text, is_bad) in [
        ("en", "Do not send your name.", false),
        ("en", "You can report without a name.", false),
        ("en", "Do not worry, send your name.", true),
        ("en", "What is your name?", true),
        ("en", "Never send your photo to a stranger.", false),
        ("ha", "Ba a bukatar suna.", false),
        ("ha", "Kada ki aiko suna.", false),
        ("ha", "Ku nemi suna, adireshi da makaranta.", false),
        ("ha", "Turo mana hotonki.", true),
        ("yo", "A ko nilo oruko.", false),
        ("yo", "E ma fi oruko yin ranse.", false),
        ("yo", "E beere oruko, adireesi ati ile iwe.", false),
        ("yo", "Fi orúkọ rẹ ránṣẹ́.", true),
        ("ig", "Aha adighi mkpa.", false),
        ("ig", "Aha gi adighi mkpa.", false),
        ("ig", "Juo aha, adreesi na ulo akwukwo.", false),
        ("ig", "Dee aha gị.", true),
        ("pcm", "No need name.", false),
        ("pcm", "No send your name.", false),
        ("pcm", "Ask for name, address and school.", false),
        ("pcm", "Wetin be your name?", true),
    ] {
        let found = said(&content, code, "new", "answer", text);
        assert_eq!(has(&found, "C08"), is_bad, "{code} {text}: {found:#?}");
    }
}

/// What a worker says in her own words, in whatever language the case is.
#[test]
fn answers_of_workers_ask_how_and_never_who_or_where() {
    let content = shipped();
    let objected = |code: &str, text: &str| {
        content.objections_to_reply(locale(code), text).into_iter().map(|(rule, _)| rule).collect::<Vec<Rule>>()
    };
    for text in [
        "Are you safe now?",
        "are you safe",
        "Is it safe to talk?",
        "Do you feel safe?",
        "Is your sister safe?",
        "Can you talk safely?",
        "You dey safe?",
        "E safe make you talk?",
        "Kina lafiya lau?",
        "Shin kina lafiya lau?",
        "Se o wa ni ailewu?",
        "I no na nchekwa zuru oke?",
        "Can you talk now? I am here. You did no wrong.",
        "Stay where other people are. Write when you can.",
        "We can meet one or two times, at three or four.",
    ] {
        for code in ["en", "ha", "yo", "ig", "pcm"] {
            assert_eq!(objected(code, text), Vec::new(), "{code}: {text}");
        }
    }
    for (rule, text) in [
        (Rule::C04, "You are safe now."),
        (Rule::C04, "you will be safe"),
        (Rule::C04, "You will be safe, ok?"),
        (Rule::C04, "Are you safe now? You are safe with us."),
        (Rule::C04, "Are you there, you are safe?"),
        (Rule::C04, "You are safe?"),
        (Rule::C04, "You go dey safe, ok?"),
        (Rule::C04, "You dey safe."),
        (Rule::C04, "Kina lafiya lau."),
        (Rule::C04, "Enweghi ize ndu"),
        (Rule::C08, "tell me your name"),
        (Rule::C08, "Tell me where you dey"),
        (Rule::C08, "wetin be your name"),
        (Rule::C08, "Which street do you live"),
        (Rule::C08, "Where are u?"),
        (Rule::C08, "Ina kike?"),
        (Rule::C08, "A wane gari kike?"),
        (Rule::C08, "Kini oruko re"),
        (Rule::C08, "Nibo lo ngbe?"),
        (Rule::C08, "Kedu aha gi?"),
        (Rule::C08, "Olee ebe i no?"),
        (Rule::C06, "call nine zero eight, zero three four"),
        (Rule::C06, "Call oh 8 oh three 4 five"),
        (Rule::C06, "Kira sifili takwas sifili uku biyar"),
        (Rule::C06, "Pe odo mejo odo meta marun"),
        (Rule::C06, "Kpoo efu asato efu ato ise"),
    ] {
        for code in ["en", "ha", "yo", "ig", "pcm"] {
            assert!(objected(code, text).contains(&rule), "{code}: {text}: {:?}", objected(code, text));
        }
    }
    for key in ["reply_here", "crisis_ack", "crisis_wait", "crisis_later"] {
        for code in ["en", "ha", "yo", "ig", "pcm"] {
            let key = ContentKey::named(key);
            let text = content.compose(&key, locale(code), Channel::Sms, &[]).unwrap().text;
            let ours: Vec<Rule> =
                objected(code, &text).into_iter().filter(|rule| matches!(rule, Rule::C04 | Rule::C08)).collect();
            assert_eq!(ours, Vec::new(), "{key} in {code}: {text}");
        }
    }
}

#[test]
fn planted_defects_are_caught_and_shipped_texts_are_not() {
    let content = shipped();
    let planted = std::fs::read_to_string("tests/content/defects/planted.txt").unwrap();
    let rows: Vec<&str> = planted.lines().filter(|line| !line.starts_with('#')).collect();
    let mut missed = Vec::new();
    let mut by_rule: BTreeMap<&str, Vec<[&str; 4]>> = BTreeMap::new();
    for row in &rows {
        let [rule, code, key, how, text] = row.splitn(5, '|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("a row has five parts: {row}");
        };
        by_rule.entry(rule).or_default().push([code, key, how, text]);
    }
    for (rule, rows) in &by_rule {
        let (in_files, alone): (Vec<[&str; 4]>, Vec<[&str; 4]>) =
            rows.iter().copied().partition(|[_, _, how, _]| *how == "folder");
        let rows: Vec<[&str; 3]> = in_files.iter().map(|row| [row[0], row[1], row[3]]).collect();
        let found = if rows.is_empty() { Vec::new() } else { laid_over(&rows) };
        for [code, key, text] in rows {
            let of_text = |finding: &&Finding| finding.key == key && finding.file.contains(&format!("/{code}"));
            if !has(&found.iter().filter(of_text).cloned().collect::<Vec<_>>(), rule) {
                missed.push(format!("{rule} {code} {key}: {text}"));
            }
        }
        for [code, key, how, text] in alone {
            if !has(&said(&content, code, key, how, text), rule) {
                missed.push(format!("{rule} {code} {key}: {text}"));
            }
        }
    }
    assert!(rows.len() >= 200 && by_rule.len() >= 17, "{by_rule:?}");
    let caught = rows.len() - missed.len();
    assert!(caught * 100 >= rows.len() * 95, "{caught} of {} caught; missed:\n{}", rows.len(), missed.join("\n"));

    let mut texts = 0;
    let mut alarms = Vec::new();
    for duty in [Duty::Unstaffed, Duty::Staffed] {
        let content = build(&programme(), duty).unwrap();
        texts = content.rulebook.catalogue.entries().map(|(_, entry)| entry.sms.len() + entry.ussd.len()).sum();
        let found = check(&programme(), duty, today());
        alarms.extend(found.into_iter().filter(|finding| finding.about == About::Content));
    }
    assert!(texts > 1_000, "{texts} texts");
    assert!(alarms.iter().all(|finding| finding.level == Level::Warning), "{alarms:#?}");
    assert!(alarms.len() * 100 <= texts * 2, "{} of {texts}: {alarms:#?}", alarms.len());
}
