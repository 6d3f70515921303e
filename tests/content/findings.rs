//! What is refused and what is only told, each kind at least once.

use fitila::content::{About, Fault, Finding, Level, ProgrammeTexts, build, check};
use fitila::domain::care::Duty;
use jiff::civil::date;

use crate::{LANGUAGES, folder, locale, programme, today};

fn faults(files: &[(&str, &str)]) -> Vec<Fault> {
    let (_folder, input) = folder(files);
    build(&input, Duty::Unstaffed).expect_err("this folder is wrong")
}

#[test]
fn the_shipped_content_has_no_error_with_and_without_staff() {
    for duty in [Duty::Unstaffed, Duty::Staffed] {
        let found = check(&programme(), duty, today());
        let errors: Vec<&Finding> = found.iter().filter(|finding| finding.level == Level::Error).collect();
        assert_eq!(errors, Vec::<&Finding>::new(), "{duty:?}");
        let about = |wanted| found.iter().filter(|finding| finding.about == wanted).count();
        assert_eq!(about(About::UnverifiedLine), 6);
        assert_eq!(about(About::Unreviewed), LANGUAGES.len());
        assert_eq!(about(About::PastReview), 0);
        assert_eq!(about(About::Content), 0, "{found:#?}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_its_file_and_key() {
    let text = "[welcome]\nsms = \"a\"\n";
    let mut missed = Vec::new();
    for (files, file, key, part) in [
        (&[("en/core.toml", "[welcome]\nsmss = \"a\"")][..], "en/core.toml", "welcome.smss", "unknown field `smss`"),
        (&[("en/core.toml", "[welcome]\nsms = \"a")], "en/core.toml", "line 2", "string"),
        (&[("en/core.toml", "[welcom]\nsms = \"a\"")], "en/core.toml", "welcom", "did you mean \"welcome\"?"),
        (&[("en/core.toml", "[welcome]\nsms = \"{{hotlin}}\"")], "en/core.toml", "welcome", "{{hotlin}} is not known"),
        (&[("en/core.toml", "[welcome]\nsms = \"{{#if x}}\"")], "en/core.toml", "welcome", "is no placeholder"),
        (&[("en/a.toml", text), ("en/b.toml", text)], "en/b.toml", "welcome", "another file"),
        (&[("en/core.toml", "[erase_done]\nsms = \"a\"")], "en", "erase_done", "no ussd text"),
        (&[("keyword.toml", "")], "keyword.toml", "", "is not read"),
        (&[("English/core.toml", text)], "English", "", "not named like a language"),
        (&[("keywords.toml", "[[keyword]]\nkey = \"x\"\nmacth = \"whole\"")], "keywords.toml", "x.macth", "macth"),
        (
            &[(
                "keywords.toml",
                "[[keyword]]\nkey = \"x\"\nmatch = \"whole\"\nanswers = [\"abuot\"]\nen = { main = \"x\" }",
            )],
            "keywords.toml",
            "x",
            "\"abuot\"",
        ),
        (
            &[(
                "keywords.toml",
                "[[keyword]]\nkey = \"x\"\nmatch = \"whole\"\nanswers = [\"about\"]\nen = { main = \"stop\" }",
            )],
            "keywords.toml",
            "x",
            "belongs to both",
        ),
        (&[("keywords.toml", "[[tip_word]]\nkey = \"x\"\nen = \"help\"")], "keywords.toml", "x", "belongs to both"),
        (&[("keywords.toml", "[rule]\n")], "keywords.toml", "rule", "not known here"),
        (&[("facts.toml", "[placeholders]\nhotline = \"nobody\"")], "facts.toml", "hotline", "no [[line]]"),
        (
            &[(
                "facts.toml",
                "[[line]]\nid = \"x\"\nname = \"X\"\nnumber = \"call me\"\nsource = []\nreview_by = \"2027-01-01\"",
            )],
            "facts.toml",
            "x.number",
            "cannot be dialled",
        ),
        (
            &[(
                "menu.toml",
                "[[node]]\nkey = \"x\"\nkind = \"text\"\nparent = \"root\"\ndepth = 2\nmessages = [\"about\"]",
            )],
            "menu.toml",
            "x",
            "no option leads",
        ),
        (
            &[(
                "menu.toml",
                "[[node]]\nkey = \"root\"\nkind = \"menu\"\ndepth = 1\noptions = [{ digit = 1, to = \"help\" }]",
            )],
            "menu.toml",
            "root",
            "labels",
        ),
        (
            &[(
                "menu.toml",
                "[[node]]\nkey = \"me.about\"\nkind = \"text\"\nparent = \"me\"\ndepth = 3\nmessages = [\"welcome\"]",
            )],
            "menu.toml",
            "me.about",
            "no ussd text",
        ),
        (
            &[(
                "menu.toml",
                "[[node]]\nkey = \"me.about\"\nkind = \"text\"\nparent = \"me\"\ndepth = 5\nmessages = [\"about\"]",
            )],
            "menu.toml",
            "me.about",
            "deeper than 4",
        ),
        (
            &[("menu.toml", "[[node]]\nkey = \"me.about\"\nkind = \"text\"\ndoes = \"dance\"\ndepth = 3")],
            "menu.toml",
            "me.about.does",
            "unknown variant",
        ),
        (
            &[(
                "menu.toml",
                "[[node]]\nkey = \"a\"\nkind = \"text\"\ndepth = 1\n[[node]]\nkey = \"a\"\nkind = \"text\"\ndepth = 1",
            )],
            "menu.toml",
            "a",
            "twice",
        ),
        (
            &[(
                "index.toml",
                "own = { subject = \"x\", class = \"open\", channels = [\"fax\"], ussd = false, placeholders = [] }",
            )],
            "index.toml",
            "own.channels[0]",
            "unknown variant",
        ),
    ] {
        let faults = faults(files);
        let is_it = |fault: &Fault| fault.file.ends_with(file) && fault.key == key && fault.message.contains(part);
        if !faults.iter().any(is_it) {
            missed.push(format!("{file} {key} {part}: {faults:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let missing = ProgrammeTexts { folder: Some("/nowhere/at/all".into()), ..programme() };
    assert!(build(&missing, Duty::Unstaffed).unwrap_err()[0].message.contains("cannot be read"));
    let many = ["en", "ha", "yo", "ig", "pcm", "tiv", "efi", "kr"].map(locale).to_vec();
    let many = build(&ProgrammeTexts { locales: many, ..programme() }, Duty::Unstaffed).unwrap_err();
    assert_eq!((many.len(), many[0].key.as_str()), (1, "programme.languages"));
    assert!(many[0].message.contains("room for 7"));
    let stranger = ProgrammeTexts { default: locale("fr"), ..programme() };
    assert_eq!(build(&stranger, Duty::Unstaffed).unwrap_err()[0].key, "programme.default_language");
}

#[test]
fn every_kind_of_finding_is_found() {
    let long = "word ".repeat(40);
    let crisis = format!("[crisis_help]\nsms = \"{long}\"\nussd = \"{long}\"\nsms_unstaffed = \"{long}\"\n");
    let campaign = format!("[skill_04_save]\nsms = \"{}\"\nussd = \"a\"\n", "a".repeat(150));
    let reply = format!("[sms_menu]\nsms = \"{long} {{{{ussd_code}}}}\"\n[unknown]\nsms = \"{long}{long}\"\n");
    for (files, level, key, part) in [
        (("en/x.toml", crisis.as_str()), Level::Error, "crisis_help", "shorten it to one part"),
        (("en/x.toml", crisis.as_str()), Level::Error, "help.now", "156 fit"),
        (("en/x.toml", campaign.as_str()), Level::Error, "skill_04_save", "with broadcast_footer"),
        (("en/x.toml", reply.as_str()), Level::Warning, "sms_menu", "one part is better"),
        (("en/x.toml", reply.as_str()), Level::Error, "unknown", "2 are the most"),
        (("en/x.toml", "[more_none]\nsms = \"don’t\"\nussd = \"a\""), Level::Error, "more_none", "write \"'\""),
        (("en/x.toml", "[more_none]\nsms = \"a\"\nussd = \"ọ\""), Level::Error, "more_none", "cannot be shown"),
        (
            ("en/x.toml", "[more_none]\nsms = \"Call 0803 000 0000\"\nussd = \"a\""),
            Level::Error,
            "more_none",
            "0803 000 0000",
        ),
        (
            ("en/x.toml", "[more_none]\nsms = \"See www.x.ng\"\nussd = \"a\""),
            Level::Error,
            "more_none",
            "no text may hold a link",
        ),
        (("en/x.toml", "[more_none]\nsms = \"{{opens}}\"\nussd = \"a\""), Level::Error, "more_none", "does not list"),
        (("en/x.toml", "[more_none]\nsms = \"{{x}}\"\nussd = \"a\""), Level::Error, "more_none", "is not known"),
        (("yo/x.toml", "[about]\nsms = \"a\"\nussd = \"{{programme}}\""), Level::Error, "about", "lacks {{programme}}"),
        (("yo/x.toml", "[about]\nsms = \"{{programme}}\""), Level::Error, "about", "has no ussd"),
        (
            ("yo/x.toml", "[about]\nsms = \"{{programme}} a\"\nussd = \"{{programme}}\"\nsms_marked = \"b\""),
            Level::Error,
            "about",
            "must equal sms",
        ),
        (("ha/menu.toml", "[nav]\nexit = \"ɗ\""), Level::Error, "nav.exit", "cannot be shown"),
        (("ha/menu.toml", "[rooot]\ntitle = \"a\""), Level::Error, "rooot", "no such node"),
        (
            (
                "index.toml",
                "own = { subject = \"x\", class = \"open\", channels = [\"campaign\"], ussd = false, placeholders = [] }",
            ),
            Level::Error,
            "own",
            "names no consent",
        ),
        (
            (
                "index.toml",
                "own = { subject = \"x\", class = \"crisis\", channels = [\"campaign\"], ussd = false, placeholders = [] }",
            ),
            Level::Error,
            "own",
            "only ever answers",
        ),
        (
            (
                "index.toml",
                "own = { subject = \"x\", class = \"open\", channels = [], ussd = false, placeholders = [], facts = [\"F99\"] }",
            ),
            Level::Error,
            "own",
            "F99",
        ),
        (
            (
                "index.toml",
                "own = { subject = \"x\", class = \"open\", channels = [], ussd = false, placeholders = [] }",
            ),
            Level::Error,
            "own",
            "no text in yo",
        ),
        (
            (
                "keywords.toml",
                "[[keyword]]\nkey = \"office\"\nmatch = \"whole\"\nanswers = [\"about\"]\nen = { main = \"office\" }",
            ),
            Level::Warning,
            "office",
            "no word in ha",
        ),
        (
            (
                "menu.toml",
                "[[node]]\nkey = \"x\"\nkind = \"text\"\nparent = \"root\"\ndepth = 2\nmessages = [\"about\"]",
            ),
            Level::Error,
            "x",
            "no option leads",
        ),
        (("tiv/core.toml", ""), Level::Warning, "", "does not name"),
    ] {
        let (_folder, input) = folder(&[files]);
        let found = check(&input, Duty::Unstaffed, today());
        let is_it = |finding: &Finding| finding.level == level && finding.key == key && finding.message.contains(part);
        assert!(found.iter().any(is_it), "{key} {part}: {:#?}", found.iter().take(20).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_old_or_untested_is_a_warning_of_its_own_kind() {
    let old = check(&programme(), Duty::Unstaffed, date(2027, 5, 25));
    let past: Vec<&Finding> = old.iter().filter(|finding| finding.about == About::PastReview).collect();
    assert_eq!(past.len(), 6 + 31, "six lines and all facts: {past:#?}");
    assert!(past.iter().all(|finding| finding.level == Level::Warning && finding.file == "config/facts.toml"));
    let last_day = check(&programme(), Duty::Unstaffed, date(2027, 5, 24));
    assert!(last_day.iter().all(|finding| finding.about != About::PastReview));
    let line =
        old.iter().find(|finding| finding.about == About::UnverifiedLine && finding.key == "naptip-627").unwrap();
    assert!(line.message.contains("627") && line.level == Level::Warning);
}
