//! Compares the segment counts with an independent answer: the npm package `sms-segments-calculator`, which Twilio publishes.
//! `tests/run` installs the package; without it these tests fail, because a comparison that did not happen is not a pass.

use std::error::Error;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use fastrand::Rng;
use fitila::domain::text::{Encoding, SplitUnit, segment, segment_count};
use serde_json::{Value, json};

const TEXTS: usize = 10_000;
const SEED: u64 = 20_260_712;

/// All of the basic table but the letters and digits, which `LATIN` has.
const BASIC: &[&str] = &[
    "@", "£", "$", "¥", "è", "é", "ù", "ì", "ò", "Ç", "\n", "Ø", "ø", "\r", "Å", "å", "Δ", "_", "Φ", "Γ", "Λ", "Ω",
    "Π", "Ψ", "Σ", "Θ", "Ξ", "Æ", "æ", "ß", "É", " ", "!", "\"", "#", "¤", "%", "&", "'", "(", ")", "*", "+", ",", "-",
    ".", "/", ":", ";", "<", "=", ">", "?", "¡", "Ä", "Ö", "Ñ", "Ü", "§", "¿", "ä", "ö", "ñ", "ü", "à",
];
const LATIN: &[&str] = &["a", "e", "k", "Z", "0", "9", "stop ", "HELP ", "Mo fe ", "gba owo"];
const EXTENSION: &[&str] = &["^", "{", "}", "\\", "[", "~", "]", "|", "€", "\u{C}"];
const LINE_ENDS: &[&str] = &["\r\n", "\n", "\r", "\r\n\r\n"];
const QUOTES: &[&str] = &["‘", "’", "“", "”", "–", "—", "…", "`", "\t", "\u{A0}", "\u{200B}", "\u{FEFF}", "\0"];
/// Yoruba, Igbo and Hausa, composed and decomposed, and marks that meet whatever stands before them.
const NIGERIAN: &str = "ẹ ọ ṣ Ẹ Ọ Ṣ á ǹ ẹ\u{301} ọ\u{300} e\u{323}\u{301} o\u{323}\u{300} e\u{301}\u{323} \
    s\u{323} e\u{329} n\u{300} m\u{304} Ẹ káàárọ̀ ị ụ ṅ i\u{323}\u{301} u\u{323} n\u{307} Kedụ ka ị mere? \
    ɓ ɗ ƙ ƴ Ɓ Ɗ Ƙ Ƴ ʼy Ƙasarmu ɗaya ₦ \u{300} \u{301} \u{323} \u{304}";
/// Emoji whose graphemes are the same in Unicode 10, which the package knows, and in ours: see `OTHER_GRAPHEMES`.
const EMOJI: &str = "😜 🙏 🙏🏾 👍🏿 ❤️ 1️⃣ ☎ 🇳🇬 🇮🇹 🇬🇭🇹🇬🇧🇯 🇳 👩‍👩‍👧‍👦 👩🏾‍⚕️ 👩‍🚀 🏳️‍🌈 👁️‍🗨️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩‍❤️‍💋‍👨 𝒜 𞤀";

/// Graphemes that are not the same in Unicode 10, by which the package cuts, and in ours.
///
/// To find them every code point up to U+1FFFF was tried before, after and between letters, marks,
/// joiners, skin tones and flags. Latin letters and the marks U+0300 to U+036F agree, unless a joined
/// symbol or a skin tone follows. Each kind that was found has an example here, and no text of the
/// long comparison holds one.
const OTHER_GRAPHEMES: &[(&str, &str)] = &[
    ("a joiner before a symbol that had no joined form then", "🏴‍☠️"),
    ("a joiner before a symbol that had no joined form then", "🧑‍🤝‍🧑"),
    ("a joiner before a symbol that had no joined form then", "👩‍🦰"),
    ("a joiner between a letter and a symbol: only the package joins them", "a‍🌈"),
    ("a skin tone after an emoji that had none then", "🫱🏿"),
    ("a skin tone after a letter", "a🏾"),
    ("an Indic conjunct", "क्ष"),
    ("a mark encoded since", "a\u{8D3}"),
    ("a prefixed letter encoded since", "\u{110CD}a"),
    ("a letter of Zanabazar Square, prefixed then", "\u{11A3A}a"),
    ("a vowel sign of Ahom or a sign of Vedic, a mark then", "a\u{11720}"),
    ("a hieroglyph control, which took marks then", "\u{13430}\u{301}"),
];

#[derive(Debug, PartialEq)]
struct Answer {
    encoding: &'static str,
    count: usize,
    units: usize,
    lengths: Vec<usize>,
}

#[test]
fn our_segments_are_those_of_the_oracle() -> Result<(), Box<dyn Error>> {
    let mut rng = Rng::with_seed(SEED);
    let texts: Vec<String> = (0..TEXTS).map(|_| any_text(&mut rng)).collect();
    let theirs = ask(&texts)?;
    for (text, theirs) in texts.iter().zip(&theirs) {
        assert_eq!(&ours(text), theirs, "text: {text:?}");
    }

    let many = |matches: &dyn Fn(&String, &Answer) -> bool| {
        texts.iter().zip(&theirs).filter(|(text, answer)| matches(text, answer)).count() >= 100
    };
    assert!(many(&|_, answer| answer.encoding == "GSM-7" && answer.count == 1), "too few short GSM-7 texts");
    assert!(many(&|_, answer| answer.encoding == "GSM-7" && answer.count == 2), "too few long GSM-7 texts");
    assert!(many(&|_, answer| answer.encoding == "UCS-2" && answer.count == 1), "too few short UCS-2 texts");
    assert!(many(&|_, answer| answer.encoding == "UCS-2" && answer.count >= 3), "too few long UCS-2 texts");
    assert!(many(&|_, answer| answer.lengths[0] == 152), "too few texts with an escape pair on the border");
    assert!(many(&|text, answer| answer.count > segment_count(text)), "too few texts with a grapheme on the border");
    Ok(())
}

#[test]
fn an_empty_text_is_one_segment() -> Result<(), Box<dyn Error>> {
    assert_eq!(ask(&[String::new()])?, [ours("")]);
    assert_eq!(ours("").count, 1);
    Ok(())
}

#[test]
fn graphemes_of_another_unicode_differ_as_written_down() -> Result<(), Box<dyn Error>> {
    for (kind, grapheme) in OTHER_GRAPHEMES {
        // Each text puts the border of the first segment at another place in the grapheme.
        let texts: Vec<String> = (55..67).map(|before| "ọ".repeat(before) + grapheme + &"ọ".repeat(16)).collect();
        let theirs = ask(&texts)?;
        let is_cut_elsewhere = texts.iter().zip(&theirs).any(|(text, theirs)| ours(text).lengths != theirs.lengths);
        assert!(is_cut_elsewhere, "both agree now, so it belongs in EMOJI or NIGERIAN: {kind}, {grapheme:?}");
        for (text, theirs) in texts.iter().zip(theirs) {
            let ours = ours(text);
            assert_eq!((ours.encoding, ours.count, ours.units), (theirs.encoding, theirs.count, theirs.units));
        }
    }
    Ok(())
}

fn ours(text: &str) -> Answer {
    let segmentation = segment(text, SplitUnit::Grapheme);
    Answer {
        encoding: match segmentation.encoding() {
            Encoding::Gsm7 => "GSM-7",
            Encoding::Ucs2 => "UCS-2",
        },
        count: segmentation.count(),
        units: segmentation.units(),
        lengths: segmentation.lengths().to_vec(),
    }
}

/// Has node answer for all texts in one run.
fn ask(texts: &[String]) -> Result<Vec<Answer>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let package = folder.join("node_modules/sms-segments-calculator");
    assert!(package.is_dir(), "the oracle is not installed ({} is missing): run tests/run", package.display());

    let mut node = Command::new("node")
        .arg(folder.join("segments.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("node did not start: {error}; tests/run says what these tests need"))?;
    // The pipe closes at the end of this statement, which tells node that it has everything.
    let lines: String = texts.iter().map(|text| json!(text).to_string() + "\n").collect();
    node.stdin.take().ok_or("node has no standard input")?.write_all(lines.as_bytes())?;
    let output = node.wait_with_output()?;
    assert!(output.status.success(), "node failed: {}", output.status);

    let answers: Vec<Answer> = String::from_utf8(output.stdout)?.lines().map(parse).collect::<Result<_, _>>()?;
    assert_eq!(answers.len(), texts.len(), "one answer for each text");
    Ok(answers)
}

fn parse(line: &str) -> Result<Answer, Box<dyn Error>> {
    let answer: Value = serde_json::from_str(line)?;
    // A length in half units would be a finding, so it must not pass as a whole number.
    let size = |value: &Value| value.as_u64().map(|size| size as usize).ok_or(format!("not a whole number: {line}"));
    Ok(Answer {
        encoding: match answer["encoding"].as_str() {
            Some("GSM-7") => "GSM-7",
            Some("UCS-2") => "UCS-2",
            _ => return Err(format!("unknown encoding: {line}").into()),
        },
        count: size(&answer["count"])?,
        units: size(&answer["units"])?,
        lengths: answer["lengths"].as_array().into_iter().flatten().map(size).collect::<Result<_, _>>()?,
    })
}

/// A text whose size is near one of the borders, made of one of several mixtures.
fn any_text(rng: &mut Rng) -> String {
    let gsm7: &[&[&str]] = &[LATIN, LATIN, BASIC, EXTENSION, LINE_ENDS];
    let letters: &[&str] = &NIGERIAN.split(' ').collect::<Vec<_>>();
    let emoji: &[&str] = &EMOJI.split(' ').collect::<Vec<_>>();
    let nigerian: &[&[&str]] = &[LATIN, letters, letters, EXTENSION, QUOTES, LINE_ENDS];
    let everything: &[&[&str]] = &[LATIN, BASIC, EXTENSION, LINE_ENDS, letters, QUOTES, emoji, emoji];
    match rng.u8(..5) {
        0 | 1 => {
            let size = one_of(rng, [150..165, 300..310, 455..465, 0..165]);
            text_of(rng, size, gsm7, ["a", "b"], gsm7_size)
        }
        kind => {
            let size = one_of(rng, [65..72, 130..140, 198..206, 0..72]);
            let mixture = if kind == 2 { nigerian } else { everything };
            text_of(rng, size, mixture, ["ọ", "ị"], |piece| piece.encode_utf16().count())
        }
    }
}

fn one_of(rng: &mut Rng, sizes: [Range<usize>; 4]) -> usize {
    let index = rng.usize(..sizes.len());
    rng.usize(sizes[index].clone())
}

/// Adds pieces as long as they fit the size, and fills what is left with characters of one unit.
fn text_of(rng: &mut Rng, size: usize, mixture: &[&[&str]], fill: [&str; 2], cost: fn(&str) -> usize) -> String {
    let mut text = String::new();
    let mut left = size;
    while left > 0 {
        let pieces = mixture[rng.usize(..mixture.len())];
        let mut piece = pieces[rng.usize(..pieces.len())];
        // Long runs of one unit shift the pieces against the border in more ways than pieces alone.
        if cost(piece) > left || rng.u8(..3) == 0 {
            piece = fill[rng.usize(..fill.len())];
        }
        text.push_str(piece);
        left -= cost(piece);
    }
    text
}

/// Septets of a piece of the GSM-7 mixtures, counted without the code under test.
fn gsm7_size(piece: &str) -> usize {
    if EXTENSION.contains(&piece) { 2 } else { piece.chars().count() }
}
