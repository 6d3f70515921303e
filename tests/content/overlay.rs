//! A programme's own folder over the shipped content.

use fitila::content::{Channel, Content, Level, ProgrammeTexts, build, check};
use fitila::domain::care::Duty;
use fitila::domain::catalogue::{Review, keys};
use fitila::domain::ids::ContentKey;
use fitila::domain::keyword::{Route, route};
use fitila::domain::ussd::OnEnter;

use crate::{folder, locale, page, programme, shipped, today};

#[test]
fn a_folder_replaces_one_text_and_leaves_the_others() {
    let (_folder, input) = folder(&[("en/core.toml", "[welcome]\nsms = \"Hello from {{programme}}.\"\n")]);
    let (own, before) = (build(&input, Duty::Unstaffed).unwrap(), shipped());
    let welcome = ContentKey::known("welcome");
    let said = |content: &Content, key: &ContentKey, code: &str| {
        content.compose(key, locale(code), Channel::Sms, &[]).unwrap().text
    };
    assert_eq!(said(&own, &welcome, "en"), "Hello from WOCON.");
    assert_eq!(said(&own, &welcome, "ha"), said(&before, &welcome, "ha"));
    assert_eq!(said(&own, &keys::STOP_CONFIRM, "en"), said(&before, &keys::STOP_CONFIRM, "en"));
    let variant = |content: &Content| content.rulebook.catalogue.sms(&welcome, locale("en")).unwrap().variant.clone();
    assert_eq!(variant(&own).review, Review::Unreviewed);
    assert_eq!(variant(&before).review, Review::Draft);
    assert_ne!(variant(&own).version, variant(&before).version);
}

#[test]
fn a_folder_adds_a_language_without_code() {
    let (_folder, mut input) = folder(&[
        ("tiv/core.toml", "[language_set]\nsms = \"Tiv yo.\"\nussd = \"Tiv yo.\"\n"),
        (
            "tiv/menu.toml",
            "[nav]\nback_home = \"0 Hide 00 Ya\"\n[root]\ntitle = \"{{programme}}\"\nlabels = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\"]\n",
        ),
        ("keywords.toml", "[language_names]\ntiv = [\"tiv\"]\n"),
    ]);
    input.locales.push(locale("tiv"));
    let content = build(&input, Duty::Unstaffed).unwrap();
    let tiv = locale("tiv");
    assert_eq!(page(&content, "lang", "tiv"), "Language\n1 English\n2 Hausa\n3 Yoruba\n4 Igbo\n5 Pidgin\n6 Tiv");
    assert_eq!(page(&content, "root", "tiv"), "WOCON\n1 a\n2 b\n3 c\n4 d\n5 e\n6 f\n7 g\n0 End");
    assert_eq!(page(&content, "lang.tiv", "tiv"), "Tiv yo.\n0 Hide 00 Ya");
    assert_eq!(content.rulebook.menu.node("lang.tiv").on_enter, Some(OnEnter::SetLanguage(tiv)));
    // What it lacks is said in the programme's own language.
    let spoken = content.rulebook.catalogue.sms(&keys::STOP_CONFIRM, tiv).unwrap();
    assert_eq!(spoken.locale, locale("en"));
    assert_eq!(content.rulebook.keywords.language_named("tiv"), Some(tiv));
}

#[test]
fn a_folder_changes_words_lines_and_nodes() {
    let (_folder, input) = folder(&[
        (
            "keywords.toml",
            "[[keyword]]\nkey = \"office\"\nmatch = \"whole\"\nanswers = [\"about\"]\nen = { main = \"office\" }\n",
        ),
        (
            "facts.toml",
            "[placeholders]\nhotline = \"ours\"\n[[line]]\nid = \"ours\"\nname = \"Office\"\nnumber = \"08012345678\"\nsource = []\nreview_by = \"2028-01-01\"\nverified = true\n",
        ),
        (
            "menu.toml",
            "[[node]]\nkey = \"skills.parents.more\"\nkind = \"menu\"\nparent = \"skills.parents\"\ndepth = 3\noptions = [{ digit = 1, to = \"family.06\" }, { digit = 2, to = \"family.08\" }, { digit = 3, to = \"office\" }]\n[[node]]\nkey = \"office\"\nkind = \"text\"\nparent = \"skills.parents\"\ndepth = 4\nmessages = [\"about\"]\n",
        ),
        (
            "en/menu.toml",
            "[\"skills.parents.more\"]\ntitle = \"Parents\"\nlabels = [\"School\", \"Home\", \"Office\"]\n",
        ),
        ("ha/menu.toml", "[\"skills.parents.more\"]\ntitle = \"Iyaye\"\nlabels = [\"a\", \"b\", \"c\"]\n"),
        ("yo/menu.toml", "[\"skills.parents.more\"]\ntitle = \"Obi\"\nlabels = [\"a\", \"b\", \"c\"]\n"),
        ("ig/menu.toml", "[\"skills.parents.more\"]\ntitle = \"Nne\"\nlabels = [\"a\", \"b\", \"c\"]\n"),
        ("pcm/menu.toml", "[\"skills.parents.more\"]\ntitle = \"Mama\"\nlabels = [\"a\", \"b\", \"c\"]\n"),
    ]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    assert!(matches!(route(&content.rulebook.keywords, "Office", None).route, Route::Keyword { .. }));
    assert!(page(&content, "help.now", "en").contains("08012345678"));
    let numbers = page(&content, "help.numbers", "yo");
    assert!(numbers.contains("1 Eyi to kan\n0 Pada 00 Ibere\n---\n"), "{numbers}");
    assert_eq!(numbers.matches("Office: 08012345678").count(), 1, "{numbers}");
    assert_eq!(page(&content, "skills.parents.more", "en"), "Parents\n1 School\n2 Home\n3 Office\n0 Back 00 Home");
    // The longest number that a programme can have still fits everywhere.
    let errors = check(&input, Duty::Unstaffed, today()).into_iter().filter(|finding| finding.level == Level::Error);
    assert_eq!(errors.collect::<Vec<_>>(), []);
}

#[test]
fn a_language_without_any_text_is_missing_everything_and_still_answers() {
    let input = ProgrammeTexts { locales: ["en", "tiv"].map(locale).to_vec(), ..programme() };
    let content = build(&input, Duty::Unstaffed).unwrap();
    assert!(page(&content, "help.now", "tiv").contains("627"));
    let found = check(&input, Duty::Unstaffed, today());
    let missing = found.iter().filter(|finding| finding.message.contains("no text in tiv")).count();
    assert_eq!(missing, content.rulebook.catalogue.entries().count());
    assert!(found.iter().any(|finding| finding.message.contains("offered as \"TIV\"")));
    // Nobody could stop, call for help or say no in it: that is graver than a missing word of another kind.
    for (key, level) in [("stop", Level::Error), ("help", Level::Error), ("no", Level::Error), ("tips", Level::Warning)]
    {
        let told = found.iter().find(|finding| finding.key == key && finding.message == "has no word in tiv").unwrap();
        assert_eq!(told.level, level, "{key}");
    }
}

#[test]
fn a_keyword_row_says_only_what_is_different() {
    let (_folder, input) = folder(&[(
        "keywords.toml",
        "[[keyword]]\nkey = \"tricks\"\nen = { main = \"traps\" }\n\
         [[keyword]]\nkey = \"family\"\nanswers = [\"family_08_welcome\"]\n\
         [[tip_word]]\nkey = \"rice\"\nyo = \"ofada\"\n",
    )]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let table = &content.rulebook.keywords;
    let is_keyword = |text: &str| matches!(route(table, text, None).route, Route::Keyword { .. });
    assert!(is_keyword("traps") && !is_keyword("signs"), "the words of English were replaced");
    assert!(is_keyword("YAUDARA") && is_keyword("iyaye"), "those of other languages were not");
    let answers = |key: &str| table.keywords().iter().find(|keyword| keyword.key == key).unwrap().answers.clone();
    assert_eq!(answers("tricks").len(), 13);
    assert_eq!(answers("family"), [ContentKey::known("family_08_welcome")]);
    assert_eq!(route(table, "ofada", None).route, Route::TipWord);
    assert_eq!(route(table, "shinkafa", None).route, Route::TipWord);
    assert_ne!(route(table, "iresi", None).route, Route::TipWord);
}

#[test]
fn a_new_text_a_keyword_and_a_screen_for_it() {
    let mut files = vec![
        (
            "index.toml".to_owned(),
            "office_hours = { subject = \"core\", class = \"open\", channels = [\"sms-reply\"], ussd = true, placeholders = [\"programme\"] }\n".to_owned(),
        ),
        (
            "keywords.toml".to_owned(),
            "[[keyword]]\nkey = \"office\"\nmatch = \"whole\"\nanswers = [\"office_hours\", \"about\"]\nen = { main = \"office\" }\nha = { main = \"ofis\" }\n".to_owned(),
        ),
        (
            "menu.toml".to_owned(),
            "[[node]]\nkey = \"me.about\"\nkind = \"text\"\nparent = \"me\"\ndepth = 3\nmessages = [\"office_hours\"]\n".to_owned(),
        ),
    ];
    for code in crate::LANGUAGES {
        let words = format!("{{{{programme}}}} {code}: 9 to 4.");
        let text = format!("[office_hours]\nsms = \"{words}\"\nussd = \"{words}\"\nreview = \"none (draft)\"\n");
        files.push((format!("{code}/own.toml"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_folder, input) = folder(&files);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let key = ContentKey::known("office_hours");
    let said = |code| content.compose(&key, locale(code), Channel::Sms, &[]).unwrap().text;
    assert_eq!((said("en").as_str(), said("ig").as_str()), ("WOCON en: 9 to 4.", "WOCON ig: 9 to 4."));
    assert!(page(&content, "me.about", "pcm").starts_with("WOCON pcm: 9 to 4.\n"));
    let routed = route(&content.rulebook.keywords, "ofis", None).route;
    let Route::Keyword { index, .. } = routed else { panic!("{routed:?}") };
    assert_eq!(content.rulebook.keywords.keyword(index).answers[0], key);
    let errors = check(&input, Duty::Unstaffed, today()).into_iter().filter(|finding| finding.level == Level::Error);
    assert_eq!(errors.collect::<Vec<_>>(), []);
}

#[test]
fn what_a_programme_does_not_want_is_taken_out() {
    let mut files = vec![
        (
            "keywords.toml".to_owned(),
            "[[keyword]]\nkey = \"lawyer\"\nremoved = true\n[[tip_word]]\nkey = \"rice\"\nremoved = true\n".to_owned(),
        ),
        ("facts.toml".to_owned(), "[[line]]\nid = \"lagos-dsva\"\nremoved = true\n".to_owned()),
        (
            "menu.toml".to_owned(),
            "[[node]]\nkey = \"community.police\"\nremoved = true\n\
             [[node]]\nkey = \"skills.community\"\nkind = \"menu\"\nparent = \"skills\"\ndepth = 3\n\
             options = [{ digit = 1, to = \"community.agents\" }, { digit = 2, to = \"community.shame\" }, { digit = 3, to = \"community.poverty\" }]\n".to_owned(),
        ),
    ];
    for code in crate::LANGUAGES {
        let title = if code == "en" { "All" } else { "Duka" };
        let labels = format!("[\"skills.community\"]\ntitle = \"{title}\"\nlabels = [\"a\", \"b\", \"c\"]\n");
        files.push((format!("{code}/menu.toml"), labels));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_folder, input) = folder(&files);
    let content = build(&input, Duty::Unstaffed).unwrap();
    assert_eq!(route(&content.rulebook.keywords, "lawyer", None).route, Route::Unknown);
    assert_eq!(route(&content.rulebook.keywords, "rice", None).route, Route::Unknown);
    assert!(!page(&content, "help.numbers", "en").contains("Lagos"));
    assert_eq!(page(&content, "skills.community", "en"), "All\n1 a\n2 b\n3 c\n0 Back 00 Home");
    assert!(content.rulebook.menu.nodes().all(|node| node.key != "community.police"));
    let errors = check(&input, Duty::Unstaffed, today()).into_iter().filter(|finding| finding.level == Level::Error);
    assert_eq!(errors.collect::<Vec<_>>(), []);
}

#[test]
fn what_people_need_always_cannot_be_taken_out() {
    for (file, text, why) in [
        ("keywords.toml", "[[keyword]]\nkey = \"stop\"\nremoved = true\n", "people must always have this word"),
        ("keywords.toml", "[[keyword]]\nkey = \"yes\"\nremoved = true\n", "people must always have this word"),
        ("keywords.toml", "[[keyword]]\nkey = \"lawer\"\nremoved = true\n", "nothing of this name"),
        (
            "keywords.toml",
            "[[keyword]]\nkey = \"own\"\nanswers = [\"about\"]\nen = { main = \"own\" }\n",
            "has no match",
        ),
        ("facts.toml", "[[line]]\nid = \"naptip-627\"\nremoved = true\n", "no [[line]] has the id"),
        ("menu.toml", "[[node]]\nkey = \"me.about\"\nremoved = true\n", "me.about"),
        ("menu.toml", "[[node]]\nkey = \"me.abuot\"\nremoved = true\n", "nothing of this name"),
    ] {
        let (_folder, input) = folder(&[(file, text)]);
        let faults = build(&input, Duty::Unstaffed).unwrap_err();
        assert!(faults.iter().any(|fault| fault.message.contains(why)), "{text}: {faults:?}");
    }
}

#[test]
fn a_shipped_text_may_be_made_more_careful_and_never_less() {
    let row = |key: &str, class: &str, channels: &str, facts: &str| {
        format!(
            "{key} = {{ subject = \"own\", class = \"{class}\", consent = \"tips\", channels = [{channels}], ussd = true, \
             placeholders = [\"hotline\"], facts = [{facts}], review_by = \"2028-01-01\" }}\n"
        )
    };
    for (row, why) in [
        (row("crisis_hurt", "open", "\"sms-reply\", \"campaign\"", "\"F25\""), "is less careful than the shipped text"),
        (row("crisis_hurt", "sensitive", "\"series\"", "\"F25\""), "is only ever an answer"),
        (row("trick_abroad", "open", "\"campaign\", \"sms-reply\"", ""), "states fact F20"),
    ] {
        let (_folder, input) = folder(&[("index.toml", &row)]);
        let faults = build(&input, Duty::Unstaffed).unwrap_err();
        assert!(faults.iter().any(|fault| fault.message.contains(why)), "{row}: {faults:?}");
    }
    let careful = row("trick_abroad", "sensitive", "\"sms-reply\"", "\"F20\"");
    let (_folder, input) = folder(&[("index.toml", &careful)]);
    assert!(build(&input, Duty::Unstaffed).is_ok(), "more careful is allowed");
}

#[test]
fn files_that_are_not_read_are_named() {
    for file in ["keywords.toml.txt", "en/core.toml.txt", "en/core.TOML", "en/more/core.toml"] {
        let (_folder, input) = folder(&[(file, "")]);
        let faults = build(&input, Duty::Unstaffed).unwrap_err();
        assert!(faults.iter().any(|fault| fault.message.contains("is not read")), "{file}: {faults:?}");
    }
    let (_folder, input) = folder(&[("README.md", "ours"), ("en/notes.txt", "ours")]);
    assert!(build(&input, Duty::Unstaffed).is_ok(), "what is plainly something else may lie there");
}
