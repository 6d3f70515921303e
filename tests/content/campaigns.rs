//! What may be sent first, and how it ends.

use fitila::content::{Channel, NotForCampaigns, Rule, build};
use fitila::domain::care::Duty;
use fitila::domain::catalogue::{Review, keys};
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::ContentKey;
use fitila::domain::text::Encoding;
use jiff::civil::date;

use crate::{LANGUAGES, folder, locale, shipped};

#[test]
fn campaign_texts_end_with_how_to_end_them_in_their_own_language() {
    let content = shipped();
    assert!(content.campaign_keys().len() > 40);
    for key in content.campaign_keys() {
        for code in LANGUAGES {
            for discretion in [Discretion::Full, Discretion::Quiet] {
                let text = content.campaign_text(key, locale(code), discretion).unwrap();
                let footer = content.compose(&keys::BROADCAST_FOOTER, locale(code), Channel::Sms, &[]).unwrap().text;
                assert!(text.text.ends_with(&footer), "{key} in {code}: {}", text.text);
                assert_eq!((text.segments, text.encoding, text.locale), (1, Encoding::Gsm7, locale(code)), "{key}");
                assert_eq!(text.review, if *code == *"en" { Review::Draft } else { Review::Unreviewed });
            }
        }
    }
    let quiet =
        |key: &'static str| content.campaign_text(&ContentKey::known(key), locale("en"), Discretion::Quiet).unwrap();
    assert!(quiet("trick_oath").text.starts_with("Hello. Your note for this week is ready. Dial *347*627#"));
    assert_eq!(quiet("trick_oath").text, quiet("skill_07_body").text);
    assert_eq!(quiet("law_child").review_by, Some(date(2027, 5, 24)));
    let full = content.campaign_text(&ContentKey::known("skill_04_save"), locale("pcm"), Discretion::Full).unwrap();
    assert!(full.text.ends_with("STOP to 32627") || full.text.contains("32627"), "{}", full.text);
}

#[test]
fn a_text_that_no_campaign_may_carry_says_why() {
    let content = shipped();
    let refusal =
        |key: &str| content.campaign_text(&ContentKey::named(key), locale("en"), Discretion::Full).unwrap_err();
    assert!(matches!(refusal("health_info"), NotForCampaigns::Sensitive(_)));
    assert!(matches!(refusal("crisis_help"), NotForCampaigns::Sensitive(_)));
    assert!(matches!(refusal("welcome"), NotForCampaigns::NotACampaignText(_)));
    assert!(matches!(refusal("broadcast_footer"), NotForCampaigns::NotACampaignText(_)));
    assert_eq!(
        refusal("trick_pasport").to_string(),
        "there is no text \"trick_pasport\"; did you mean \"trick_passport\"?"
    );
    assert_eq!(refusal("zzzzzzzzzzzz").to_string(), "there is no text \"zzzzzzzzzzzz\"");
    let NotForCampaigns::NeedsValues { placeholders, .. } = refusal("training_alert") else { panic!() };
    assert_eq!(placeholders, ["course", "place", "starts", "verify_code"]);
}

/// What `check` calls an error in words that are sent first keeps a campaign from being planned; what is shipped is free
/// of it, with its last line and in quiet mode too.
#[test]
fn words_against_the_rules_are_objected_to() {
    let content = shipped();
    for key in content.campaign_keys() {
        for code in LANGUAGES {
            for discretion in [Discretion::Full, Discretion::Quiet] {
                let text = content.campaign_text(key, locale(code), discretion).unwrap().text;
                assert_eq!(content.objection(key, locale(code), &text), None, "{key} in {code}");
            }
        }
    }
    let own =
        "[family_02_city]\nsms = \"This job is safe. Send your name.\"\nussd = \"x\"\nreview = \"none (draft)\"\n";
    let (_folder, input) = folder(&[("en/family.toml", own)]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let key = ContentKey::known("family_02_city");
    let text = content.campaign_text(&key, locale("en"), Discretion::Full).unwrap().text;
    let (rule, _) = content.objection(&key, locale("en"), &text).unwrap();
    assert!(matches!(rule, Rule::C04 | Rule::C08), "{rule:?}");
}
