//! Who approved which words, and what a changed word does to an approval.

use fitila::content::{About, Content, Finding, Level, build, check, unreviewed};
use fitila::domain::care::Duty;
use fitila::domain::catalogue::Review;
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::ContentKey;

use crate::{LANGUAGES, folder, locale, programme, shipped, today};

const OWN: &str = "sms = \"Mind the child.\"\nussd = \"Mind the child.\"\n";

/// The text `family_02_city` in Yoruba with these words and this review line.
fn with(words: &str, review: &str) -> (Content, Vec<Finding>) {
    let text = format!("[family_02_city]\n{words}review = \"{review}\"\n");
    let (_folder, input) = folder(&[("yo/own.toml", &text)]);
    (build(&input, Duty::Unstaffed).unwrap(), check(&input, Duty::Unstaffed, today()))
}

fn variant(content: &Content) -> (Review, String) {
    let key = ContentKey::known("family_02_city");
    let spoken = content.rulebook.catalogue.sms(&key, locale("yo")).unwrap();
    (spoken.variant.review, spoken.variant.version.to_string())
}

fn about_key(found: &[Finding]) -> Vec<&Finding> {
    found.iter().filter(|finding| finding.key == "family_02_city").collect()
}

#[test]
fn an_approval_holds_for_its_words_and_no_others() {
    let (_, version) = variant(&with(OWN, "none (machine draft)").0);
    let approval = format!("reviewed by native speaker on 2026-12-01, version {version}");
    let (content, found) = with(OWN, &approval);
    assert_eq!(variant(&content), (Review::Reviewed, version.clone()));
    assert_eq!(about_key(&found), Vec::<&Finding>::new());

    // Any field that a person may get counts: the screen too.
    for changed in [
        "sms = \"Mind a child.\"\nussd = \"Mind the child.\"\n",
        "sms = \"Mind the child.\"\nussd = \"Mind a child.\"\n",
        "sms = \"Mind the child.\"\nussd = \"Mind the child.\"\nsms_unstaffed = \"Mind her.\"\n",
        "sms = \"Mind the child.\"\nussd = \"Mind the child.\"\nsms_marked = \"Mínd the child.\"\n",
    ] {
        let (content, found) = with(changed, &approval);
        let (review, now) = variant(&content);
        assert_eq!(review, Review::Unreviewed, "{changed}");
        let told = about_key(&found);
        assert_eq!((told.len(), told[0].level, told[0].about), (1, Level::Warning, About::Unreviewed), "{told:?}");
        assert!(told[0].message.contains("was approved in other words, by native speaker on 2026-12-01"));
        assert!(told[0].message.contains(&format!("its version is now {now}")), "{}", told[0].message);
        assert_ne!(now, version);
    }
}

#[test]
fn a_review_line_that_says_nothing_is_an_error_that_shows_the_right_one() {
    for line in ["reviewed 2026-12-01", "Reviewed by native speaker", "ok", "none (draft) "] {
        let (content, found) = with(OWN, line);
        let (review, version) = variant(&content);
        let told = about_key(&found);
        if line.trim() == "none (draft)" {
            assert_eq!((review, told.len()), (Review::Draft, 0));
            continue;
        }
        assert_eq!((review, told[0].level), (Review::Unreviewed, Level::Error), "{line}");
        let right = format!("reviewed by ROLE on 2026-12-01, version {version}");
        assert!(told[0].message.contains(&right), "{}", told[0].message);
    }
}

#[test]
fn reviews_are_counted_by_language() {
    let content = shipped();
    let keys = content.rulebook.catalogue.entries().count();
    let counted = unreviewed(&content);
    assert_eq!(counted.iter().map(|reviews| reviews.language.to_string()).collect::<Vec<_>>(), LANGUAGES);
    for reviews in &counted {
        let english = reviews.language == locale("en");
        let (drafts, unreviewed) = if english { (keys, 0) } else { (0, keys) };
        assert_eq!((reviews.texts, reviews.reviewed, reviews.missing), (keys, 0, 0), "{reviews:?}");
        assert_eq!((reviews.drafts, reviews.unreviewed), (drafts, unreviewed), "{reviews:?}");
    }
    // What check tells is the same.
    let told: Vec<_> =
        check(&programme(), Duty::Unstaffed, today()).into_iter().filter_map(|finding| finding.reviews).collect();
    let sorted = |mut all: Vec<fitila::content::Reviews>| {
        all.sort_by_key(|reviews| reviews.language);
        all
    };
    assert_eq!(sorted(told), sorted(counted));

    let (_, version) = variant(&with(OWN, "").0);
    let (content, _) = with(OWN, &format!("reviewed by teacher on 2026-12-01, version {version}"));
    let yoruba = unreviewed(&content).into_iter().find(|reviews| reviews.language == locale("yo")).unwrap();
    assert_eq!((yoruba.reviewed, yoruba.unreviewed), (1, keys - 1));
}

#[test]
fn a_campaign_text_is_as_doubtful_as_its_last_line() {
    let (_, version) = variant(&with(OWN, "").0);
    let (content, _) = with(OWN, &format!("reviewed by teacher on 2026-12-01, version {version}"));
    let key = ContentKey::known("family_02_city");
    let text = |code| content.campaign_text(&key, locale(code), Discretion::Full).unwrap();
    assert_eq!(text("yo").review, Review::Unreviewed, "nobody has read broadcast_footer");
    assert_eq!(text("en").review, Review::Draft);
    let quiet = content.campaign_text(&key, locale("yo"), Discretion::Quiet).unwrap();
    assert_eq!(quiet.review, Review::Unreviewed);
    assert_ne!(quiet.version, text("yo").version);
}

#[test]
fn labels_of_screens_are_approved_as_one() {
    let with = |review: &str| {
        let file = format!("review = \"{review}\"\n[nav]\nexit = \"0 Fine\"\n");
        let (_folder, input) = folder(&[("yo/menu.toml", &file)]);
        let found = check(&input, Duty::Unstaffed, today());
        let about: Vec<Finding> = found.iter().filter(|finding| finding.key == "review").cloned().collect();
        let summary = found.iter().find(|finding| finding.reviews.is_some_and(|all| all.language == locale("yo")));
        (about, summary.unwrap().message.contains("labels of the screens in yo"))
    };
    let (about, unread) = with("none (machine draft)");
    assert_eq!((about.len(), unread), (0, true));
    let (about, unread) = with("yes");
    assert_eq!((about[0].level, unread), (Level::Error, true));
    let version = about[0].message.rsplit_once("version ").unwrap().1.trim_end_matches('"').to_owned();
    let (about, unread) = with(&format!("reviewed by teacher on 2026-12-01, version {version}"));
    assert_eq!((about.len(), unread), (0, false));
    let (about, unread) = with("reviewed by teacher on 2026-12-01, version 00000000");
    assert!(about[0].message.contains(&format!("its version is now {version}")), "{about:?}");
    assert_eq!((about[0].level, unread), (Level::Warning, true));
}
