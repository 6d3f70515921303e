//! Texts with their marks: by SMS where the programme chose them, never on a screen, and priced as they are sent.

use fitila::content::{Channel, Content, Level, ProgrammeTexts, build, check, marks};
use fitila::domain::care::Duty;
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::ContentKey;
use fitila::domain::text::{Encoding, plain};

use crate::{folder, locale, page, programme, shipped, today};

fn chosen(codes: &[&str]) -> ProgrammeTexts {
    ProgrammeTexts { marked: codes.iter().map(|code| locale(code)).collect(), ..programme() }
}

fn said(content: &Content, key: &str, code: &str, channel: Channel) -> (String, Encoding, usize) {
    let composed = content.compose(&ContentKey::named(key), locale(code), channel, &[]).unwrap();
    (composed.text, composed.encoding, composed.segments)
}

#[test]
fn marks_are_sent_only_where_they_were_chosen() {
    let (with, without) = (build(&chosen(&["yo"]), Duty::Unstaffed).unwrap(), shipped());
    let (marked, encoding, segments) = said(&with, "law_lawyer", "yo", Channel::Sms);
    let (bare, gsm, one) = said(&without, "law_lawyer", "yo", Channel::Sms);
    assert_eq!((encoding, segments, gsm, one), (Encoding::Ucs2, 2, Encoding::Gsm7, 1));
    assert_eq!(plain(&marked), bare);
    assert_ne!(marked, bare);
    // Another language, a text without marks, and the form for when nobody is on duty stay as they are.
    for (key, code) in [("law_lawyer", "ig"), ("law_lawyer", "en"), ("law_child", "yo"), ("crisis_help", "yo")] {
        let of = |content| said(content, key, code, Channel::Sms);
        assert_eq!(of(&with), of(&without), "{key} in {code}");
    }
    let staffed = build(&chosen(&["yo"]), Duty::Staffed).unwrap();
    assert_eq!(said(&staffed, "crisis_help", "yo", Channel::Sms).1, Encoding::Ucs2);
}

#[test]
fn screens_are_plain_whatever_was_chosen() {
    let (with, without) = (build(&chosen(&["yo", "ig", "ha"]), Duty::Unstaffed).unwrap(), shipped());
    for code in ["yo", "ig", "ha"] {
        for node in ["law.lawyer", "trick.oath", "me.leave", "me.joined", "home.no_shame", "check.q1"] {
            assert_eq!(page(&with, node, code), page(&without, node, code), "{node} in {code}");
            assert!(page(&with, node, code).is_ascii());
        }
    }
}

#[test]
fn a_campaign_is_priced_with_the_marks_that_it_sends() {
    let content = build(&chosen(&["yo"]), Duty::Unstaffed).unwrap();
    let text = |key, code| content.campaign_text(&ContentKey::known(key), locale(code), Discretion::Full).unwrap();
    let marked = text("law_lawyer", "yo");
    assert_eq!((marked.encoding, marked.segments), (Encoding::Ucs2, 2));
    assert!(marked.text.chars().count() > 67 && marked.text.ends_with("32627"), "{}", marked.text);
    assert_eq!(text("law_lawyer", "ig").segments, 1);
    assert_eq!(text("law_child", "yo").segments, 1, "no marked form");
}

#[test]
fn what_marks_cost_is_counted() {
    assert_eq!(marks(&programme(), Duty::Unstaffed), []);
    let input = chosen(&["yo", "ha", "ig", "pcm"]);
    let counted = marks(&input, Duty::Unstaffed);
    let content = build(&input, Duty::Unstaffed).unwrap();
    for (marks, code) in counted.iter().zip(["yo", "ha", "ig"]) {
        let variants = content.rulebook.catalogue.entries().filter_map(|(_, entry)| entry.sms.get(&locale(code)));
        let sent: Vec<usize> =
            variants.filter(|variant| variant.encoding == Encoding::Ucs2).map(|variant| variant.segments).collect();
        assert!(sent.len() > 4, "{code}: {sent:?}");
        assert_eq!((marks.texts, marks.marked_parts), (sent.len(), sent.iter().sum()), "{code}");
        assert_eq!(marks.plain_parts, marks.texts, "each is one part without");
        assert!(marks.marked_parts >= 2 * marks.plain_parts);
    }
    assert_eq!((counted[3].language, counted[3].texts), (locale("pcm"), 0));
}

#[test]
fn the_shipped_texts_have_no_error_with_marks() {
    for duty in [Duty::Unstaffed, Duty::Staffed] {
        let found = check(&chosen(&["yo", "ig", "ha"]), duty, today());
        let errors: Vec<_> = found.iter().filter(|finding| finding.level == Level::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let long = "ẹ".repeat(190);
    let text = format!("[law_lawyer]\nsms = \"{}\"\nussd = \"a\"\nsms_marked = \"{long}\"\n", "e".repeat(190));
    let (_folder, input) = folder(&[("yo/own.toml", &text)]);
    let found = check(&ProgrammeTexts { marked: vec![locale("yo")], ..input }, Duty::Unstaffed, today());
    assert!(found.iter().any(|finding| finding.key == "law_lawyer" && finding.message.contains("shorten it to 3")));
}
