//! The core without its shell: segmenting, folding, routing a text, taking a USSD turn. Microseconds each, and the same
//! in tables of ten times the size.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark stops at what cannot be")]

use std::sync::{Arc, OnceLock};

use divan::{Bencher, black_box};
use fitila::content::{Content, ProgrammeTexts, build};
use fitila::domain::address::Locale;
use fitila::domain::care::Duty;
use fitila::domain::conversation::{Dialled, Dialling, Language, Profile, Rulebook, dial, respond};
use fitila::domain::keyword::{Keyword, KeywordTable, Route, TipUse, TipWord, route};
use fitila::domain::text::{SplitUnit, fold, segment, segment_count};
use fitila::domain::ussd::{Dialogue, Menu, MenuFault, MenuOption, Node, Position, TurnKey};
use jiff::Timestamp;

/// Tables as they are shipped, and ten times as large.
const SIZES: [usize; 2] = [1, 10];

fn main() {
    divan::main();
}

// --- Segmenting and folding ---------------------------------------------------------------------------------------

const ONE_PART: &str = "Ask for the name, the address and the licence of the agent. A true employer asks for no fee and never keeps your passport. Call 627 at any hour, it is free now.";
const YORUBA: &str = "Òbí: ẹ̀yin ni ààbò àkọ́kọ́ fún ọmọ. Ẹ bá wọn sọ̀rọ̀ lónìí: irú ìpèsè iṣẹ́ wo ló dára, èwo ni kò dára? Ẹ mọ ibi tí ọmọ yín wà ní ìrọ̀lẹ́, àti orúkọ àwọn ọ̀rẹ́ rẹ̀. Ẹ béèrè.";

#[divan::bench]
fn segment_gsm7_one_part(bencher: Bencher) {
    assert_eq!((ONE_PART.len(), segment_count(ONE_PART)), (160, 1));
    bencher.bench(|| segment(black_box(ONE_PART), SplitUnit::Grapheme));
}

#[divan::bench]
fn segment_yoruba_three_parts(bencher: Bencher) {
    assert_eq!(segment_count(YORUBA), 3);
    bencher.bench(|| segment(black_box(YORUBA), SplitUnit::Grapheme));
}

#[divan::bench]
fn fold_english_160() -> String {
    fold(black_box(ONE_PART))
}

#[divan::bench]
fn fold_yoruba_three_parts() -> String {
    fold(black_box(YORUBA))
}

// --- Routing ------------------------------------------------------------------------------------------------------

#[divan::bench(args = SIZES)]
fn route_keyword(bencher: Bencher, size: usize) {
    let table = &rulebook(size).keywords;
    assert!(matches!(route(table, "Tips", None).route, Route::Keyword { .. }));
    bencher.bench(|| route(table, black_box("Tips"), None));
}

#[divan::bench(args = SIZES)]
fn route_stop(bencher: Bencher, size: usize) {
    let table = &rulebook(size).keywords;
    assert_eq!(route(table, "Please STOP.", None).route, Route::Stop);
    bencher.bench(|| route(table, black_box("Please STOP."), None));
}

#[divan::bench(args = SIZES)]
fn route_no_keyword_160(bencher: Bencher, size: usize) {
    let table = &rulebook(size).keywords;
    assert_eq!(route(table, ONE_PART, None).route, Route::Unknown);
    bencher.bench(|| route(table, black_box(ONE_PART), None));
}

/// Not only what a text asks, but all that follows from it.
#[divan::bench(args = SIZES)]
fn respond_to_keyword(bencher: Bencher, size: usize) {
    let (rulebook, now) = (rulebook(size), Timestamp::now());
    assert!(!respond("tips", Profile::new(), rulebook, now).effects.is_empty());
    bencher.with_inputs(Profile::new).bench_values(|profile| respond(black_box("tips"), profile, rulebook, now));
}

// --- A USSD turn --------------------------------------------------------------------------------------------------

#[divan::bench(args = SIZES)]
fn ussd_turn(bencher: Bencher, size: usize) {
    let (rulebook, now) = (rulebook(size), Timestamp::now());
    let key = |text: &str| {
        let mut bytes = [0; 16];
        text.bytes().enumerate().for_each(|(n, byte)| bytes[n % 16] ^= byte.rotate_left(n as u32));
        TurnKey(bytes)
    };
    let mut dialogue = Dialogue::new(Position::at("tricks"));
    dialogue.note("", key(""), "the first screen", false);
    dialogue.note("3", key("3"), "the second screen", false);
    let mut profile = Profile::new();
    profile.language = Some(Language::Chosen(Locale::parse("en").unwrap()));
    let dialling = || Dialling {
        dialogue: Some(dialogue.clone()),
        broken_off: None,
        profile: profile.clone(),
        text: black_box("3*2"),
        key: &key,
    };
    let taken = dial(dialling(), rulebook, now);
    assert!(
        matches!(&taken, Dialled::Taken { dialogue, .. } if dialogue.position == Some(Position::at("trick.passport")))
    );
    bencher.with_inputs(dialling).bench_values(|dialling| dial(dialling, rulebook, now));
}

// --- Tables -------------------------------------------------------------------------------------------------------

fn rulebook(size: usize) -> &'static Rulebook {
    static SHIPPED: OnceLock<Arc<Rulebook>> = OnceLock::new();
    static LARGE: OnceLock<Rulebook> = OnceLock::new();
    let shipped = SHIPPED.get_or_init(|| Arc::clone(&shipped().rulebook));
    if size == 1 { shipped } else { LARGE.get_or_init(|| enlarged(shipped, size)) }
}

fn shipped() -> Content {
    let locale = |code| Locale::parse(code).unwrap();
    let texts = ProgrammeTexts {
        name: "WOCON".into(),
        ussd_code: "*347*627#".into(),
        short_code: "32627".into(),
        locales: ["en", "ha", "yo", "ig", "pcm"].map(locale).into(),
        default: locale("en"),
        marked: Vec::new(),
        zone: jiff::tz::TimeZone::get("Africa/Lagos").unwrap(),
        folder: None,
    };
    build(&texts, Duty::Unstaffed).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The same with every keyword and every node copied under other names, again and again.
fn enlarged(shipped: &Rulebook, size: usize) -> Rulebook {
    let keywords = copies(shipped.keywords.keywords(), size);
    let (fillers, vocabulary) = (shipped.keywords.fillers().clone(), shipped.keywords.vocabulary().clone());
    let english = shipped.locales[0];
    let tip_words = (0..12 * size).map(|n| market_word(english, n)).collect();
    Rulebook {
        keywords: KeywordTable::new(keywords, tip_words, Vec::new(), fillers, vocabulary).unwrap(),
        menu: forest(&shipped.menu, size),
        ..shipped.clone()
    }
}

fn market_word(locale: Locale, n: usize) -> TipWord {
    TipWord { key: format!("market{n}"), locale, word: format!("market{n}"), used: TipUse::Rare }
}

fn copies(keywords: &[Keyword], size: usize) -> Vec<Keyword> {
    let mut all = keywords.to_vec();
    for copy in 1..size {
        for keyword in keywords {
            let mut keyword = keyword.clone();
            for (_, word) in keyword.main.iter_mut().chain(&mut keyword.spellings) {
                word.push_str(&format!("q{copy}"));
            }
            keyword.key = format!("{} {copy}", keyword.key);
            all.push(keyword);
        }
    }
    all
}

/// The tree with copies of itself hung below it, each below the one before.
fn forest(menu: &Menu, size: usize) -> Menu {
    let named = |key: &str, copy: usize| if copy == 0 { key.to_owned() } else { format!("{key} {copy}") };
    let mut nodes: Vec<Node> = Vec::new();
    for copy in 0..size {
        for node in menu.nodes() {
            let mut node = node.clone();
            node.key = named(&node.key, copy);
            node.parent = if node.parent.is_empty() { String::new() } else { named(&node.parent, copy) };
            node.options.iter_mut().for_each(|option| option.to = named(&option.to, copy));
            if node.key == named("me.quiet", copy) && copy + 1 < size {
                node.options.push(MenuOption { digit: 7, to: named("root", copy + 1), on_choose: None });
            }
            nodes.push(node);
        }
    }
    // The copy of a node that the rules enter by name is reached from nowhere; what had it for a parent takes the root.
    loop {
        let faults = match Menu::new(nodes.clone()) {
            Ok(menu) => return menu,
            Err(faults) => faults,
        };
        for fault in &faults {
            match fault {
                MenuFault::Unreachable(lost) => nodes.retain(|node| node.key != *lost),
                MenuFault::Nowhere { node: orphan, .. } => {
                    let root = orphan.rsplit_once(' ').map(|(_, copy)| format!("{} {copy}", Menu::ROOT));
                    let orphans = nodes.iter_mut().filter(|node| node.key == *orphan);
                    orphans.for_each(|node| node.parent = root.clone().unwrap_or_default());
                }
                _ => panic!("{fault}"),
            }
        }
    }
}
