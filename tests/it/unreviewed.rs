//! Words that no native speaker reviewed: an answer goes out in them, a campaign only when somebody answers for them.

use fitila::domain::address::Locale;
use fitila::domain::campaign::{Audience, CampaignState};
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::{CampaignId, ContentKey};
use fitila::service::{Accepting, CampaignError, PlanRequest, plan_campaign, preview_campaign};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::app::{LANGUAGES, TestApp, accepting, locale, number};
use crate::process::run;

crate::stories! {
    unreviewed_words_need_a_name,
    only_languages_that_somebody_would_get_need_one,
    who_joins_later_in_another_language_is_left_out,
    words_that_changed_since_are_left_out,
    a_stale_fact_keeps_a_text_from_new_campaigns,
    a_preview_prices_the_marks_that_are_sent with &[("FITILA__CONTENT__MARKED", "[\"yo\"]")],
    the_command_line_asks_for_the_name with &[("FITILA__SENDING__QUIET_HOURS", "none")],
}

const MESSAGE: &str = "family_02_city";

/// Two people of each language, who agreed to all.
async fn enrol(app: &TestApp) {
    let mut csv = "number,language,topics,consent_how\n".to_owned();
    for n in 0..10 {
        csv += &format!("{},{},safety;tips,form\n", number(n), LANGUAGES[n % 5]);
    }
    assert_eq!(app.import(&csv).await.added, 10);
}

async fn plan(
    app: &TestApp,
    message: &str,
    languages: &[&str],
    at: Option<Timestamp>,
    accepting: Option<Accepting>,
) -> Result<CampaignId, CampaignError> {
    let languages = languages.iter().map(|code| locale(code)).collect();
    let request = PlanRequest {
        name: None,
        message: ContentKey::named(message),
        audience: Audience { languages, ..Audience::default() },
        at,
        expires_after: None,
        created_by: None,
        accepting,
    };
    plan_campaign(&app.context(), request).await
}

/// How many got the message in each of the five languages.
fn got(app: &TestApp) -> Vec<usize> {
    let words = LANGUAGES.map(|code| app.campaign_words(MESSAGE, code, Discretion::Full));
    words.iter().map(|words| app.fake.taken().iter().filter(|taken| taken.text == *words).count()).collect()
}

async fn unreviewed_words_need_a_name(app: &TestApp) {
    enrol(app).await;
    app.say(&number(1), "QUIET").await;
    // An unreviewed answer beats none.
    assert_eq!(app.say(&number(2), "MENU").await, [app.words("sms_menu", "yo")]);

    let preview = preview_campaign(&app.context(), &ContentKey::named(MESSAGE), &Audience::default()).await.unwrap();
    assert_eq!(preview.needs_acceptance, ["ha", "yo", "ig", "pcm"].map(locale));
    assert_eq!(preview.locked, None);
    let refused = plan(app, MESSAGE, &[], None, None).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "--accept-unreviewed: no native speaker has reviewed what people would get of family_02_city in \
         ha (2 people: family_02_city, broadcast_footer, quiet_tip); yo (2 people: family_02_city, broadcast_footer); \
         ig (2 people: family_02_city, broadcast_footer); pcm (2 people: family_02_city, broadcast_footer): have it \
         reviewed, leave these languages out with --language, or answer for it with --accept-unreviewed \
         ha,yo,ig,pcm --as EMAIL"
    );
    let partly = plan(app, MESSAGE, &[], None, Some(accepting(&["yo", "ig", "pcm"]))).await.unwrap_err();
    let CampaignError::Unreviewed { unanswered, needed, .. } = partly else { panic!("{partly}") };
    // One of the two is in quiet mode: what she gets is not reviewed either.
    assert_eq!((unanswered[0].language, unanswered[0].people, needed.len()), (locale("ha"), 2, 4));
    assert_eq!(unanswered.len(), 1);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM campaigns"), 0, "nothing of it was kept");

    // To answer for words that need nobody is harmless.
    let campaign = plan(app, MESSAGE, &[], None, Some(accepting(&LANGUAGES))).await.unwrap();
    app.drain().await;
    assert_eq!(got(app), [2, 1, 2, 2, 2]);
    let watched = app.watch(campaign).await;
    let acceptance = watched.campaign.plan.acceptance.unwrap();
    assert_eq!((acceptance.by.as_str(), acceptance.at), ("amina@example.org", app.now()));
    assert_eq!(acceptance.languages, LANGUAGES.map(locale));
    for row in preview.languages {
        assert!(acceptance.covers(row.language, &row.version), "{} {}", row.language, row.quiet);
    }
    assert!(watched.excluded.is_empty(), "{:?}", watched.excluded);
}

async fn only_languages_that_somebody_would_get_need_one(app: &TestApp) {
    enrol(app).await;
    plan(app, MESSAGE, &["en"], None, None).await.unwrap();
    plan(app, MESSAGE, &["en", "ha"], None, Some(accepting(&["ha"]))).await.unwrap();
    for (n, code) in LANGUAGES.iter().enumerate().skip(3) {
        app.say(&number(n), "STOP").await;
        app.say(&number(n + 5), "STOP").await;
        assert!(plan(app, MESSAGE, &[code], None, None).await.is_ok(), "nobody would get it in {code}");
    }
    assert!(plan(app, MESSAGE, &["yo"], None, Some(accepting(&["ha"]))).await.is_err());
    app.drain().await;
    assert_eq!(got(app), [4, 2, 0, 0, 0]);
}

async fn who_joins_later_in_another_language_is_left_out(app: &TestApp) {
    let rows =
        format!("number,language,topics,consent_how\n{},en,safety,form\n{},ha,safety,form\n", number(0), number(1));
    assert_eq!(app.import(&rows).await.added, 2);
    let at = app.now() + SignedDuration::from_hours(2);
    let campaign = plan(app, MESSAGE, &[], Some(at), Some(accepting(&["ha"]))).await.unwrap();
    app.import(&format!("number,language,topics,consent_how\n{},yo,safety,form\n", number(2))).await;
    app.import(&format!("number,language,topics,consent_how\n{},yo,safety,form\n", number(3))).await;
    app.import(&format!("number,language,topics,consent_how\n{},ha,safety,form\n", number(4))).await;
    app.say(&number(3), "QUIET").await;
    app.advance(SignedDuration::from_hours(2));
    app.drain().await;
    assert_eq!(got(app), [1, 2, 0, 0, 0]);
    for n in [2, 3] {
        let texts = app.fake.texts_to(&number(n));
        assert!(!texts.iter().any(|text| text.ends_with("32627")), "{texts:?}");
    }
    app.assert_counts(campaign, &[("accepted", 3)]).await;
    let watched = app.watch(campaign).await;
    assert_eq!(watched.excluded, [("unreviewed_text".to_owned(), 2)].into());
    assert_eq!(watched.campaign.state, CampaignState::Finished);
}

async fn words_that_changed_since_are_left_out(app: &TestApp) {
    enrol(app).await;
    let at = Some(app.now() + SignedDuration::from_hours(1));
    let campaign = plan(app, MESSAGE, &[], at, Some(accepting(&LANGUAGES))).await.unwrap();
    // As if another edition had other words in Yoruba than those that were accepted.
    let acceptance = app.watch(campaign).await.campaign.plan.acceptance.unwrap();
    let yoruba: Vec<_> = acceptance.texts.iter().filter(|text| text.language == locale("yo")).collect();
    assert_eq!(yoruba.len(), 2, "the full words and the plain ones");
    for text in yoruba {
        let other = format!("UPDATE campaigns SET acceptance = replace(acceptance, '{}', '00000000')", text.version);
        assert_eq!(app.database.number(&format!("{other} RETURNING CAST(1 AS bigint) AS n")), 1);
    }
    app.advance(SignedDuration::from_hours(1));
    app.drain().await;
    assert_eq!(got(app), [2, 2, 0, 2, 2]);
    assert_eq!(app.watch(campaign).await.excluded, [("unreviewed_text".to_owned(), 2)].into());
}

async fn a_stale_fact_keeps_a_text_from_new_campaigns(app: &TestApp) {
    let rows = format!("number,language,topics,consent_how\n{},en,safety,form\n", number(0));
    assert_eq!(app.import(&rows).await.added, 1);
    let late = "2027-05-25T09:00:00+01:00".parse().unwrap();
    let planned = plan(app, "law_child", &[], None, None).await;
    assert!(planned.is_ok(), "{planned:?}");
    // One that would leave when the fact is past its day is refused as well.
    let refused = plan(app, "law_child", &[], Some(late), None).await.unwrap_err();
    let why = "--message: text \"law_child\" states fact F11, which was to be looked at again by 2027-05-24: look at its \
               source again and write a later review_by for F11 in facts.toml, or choose another text";
    assert_eq!(refused.to_string(), why);
    let waiting = plan(app, "law_child", &[], Some("2027-05-24T09:00:00+01:00".parse().unwrap()), None).await.unwrap();
    app.drain().await;
    assert_eq!(app.fake.taken().len(), 1);
    app.advance(late.duration_since(app.now()));
    assert!(plan(app, "law_child", &[], None, None).await.is_err());
    let preview =
        preview_campaign(&app.context(), &ContentKey::named("law_child"), &Audience::default()).await.unwrap();
    assert!(preview.locked.unwrap().contains("F11"));
    assert!(plan(app, MESSAGE, &[], None, None).await.is_ok(), "it states no fact");
    app.drain().await;
    // The service was away when its day came: it is withdrawn rather than sent with an old fact.
    assert_eq!(app.watch(waiting).await.campaign.state, CampaignState::Cancelled);
    assert_eq!(app.fake.taken().len(), 2);
}

async fn a_preview_prices_the_marks_that_are_sent(app: &TestApp) {
    enrol(app).await;
    let key = ContentKey::known("law_lawyer");
    let languages = vec![locale("yo"), locale("ig")];
    let audience = Audience { languages: languages.clone(), ..Audience::default() };
    let preview = preview_campaign(&app.context(), &key, &audience).await.unwrap();
    let row = |code| preview.languages.iter().find(|row| row.language == locale(code)).unwrap();
    let (yoruba, igbo) = (row("yo"), row("ig"));
    assert_eq!((yoruba.segments_each, yoruba.segments, yoruba.naira.as_str()), (2, 4, "16.00"));
    assert_eq!((igbo.segments_each, igbo.naira.as_str()), (1, "8.00"));
    plan(app, "law_lawyer", &["yo", "ig"], None, Some(accepting(&["yo", "ig"]))).await.unwrap();
    app.drain().await;
    for (n, row) in [(2, yoruba), (7, yoruba), (3, igbo)] {
        assert_eq!(app.fake.texts_to(&number(n)), std::slice::from_ref(&row.text));
    }
    assert!(yoruba.text.contains('ọ'), "{}", yoruba.text);
    assert_eq!(app.database.number("SELECT coalesce(sum(segments), 0) AS n FROM outbox"), 6);
    // Her answers have their marks too, and her screens have none.
    let said = app.say(&number(2), "ETAN").await;
    assert_eq!(said, [app.words("trick_abroad", "yo")]);
    let oath = app.words("trick_oath", "yo");
    assert!(!oath.is_ascii());
    assert!(app.dial(&number(2), "3 3").await.text.is_ascii());
    let checked = run(app, &["check"], "");
    let checked = String::from_utf8(checked.stdout).unwrap();
    let line = checked.lines().find(|line| line.contains("content.marked")).unwrap();
    assert!(
        line.contains("texts in yo go out with marks, in") && line.contains("naira a message instead of 4.00"),
        "{line}"
    );
}

async fn the_command_line_asks_for_the_name(app: &TestApp) {
    enrol(app).await;
    let new = |more: &[&str]| run(app, &[&["campaign", "new", "--message", MESSAGE][..], more].concat(), "");
    for (more, line) in [
        (&[][..], "fitila: --accept-unreviewed: no native speaker has reviewed what people would get of family_02"),
        (
            &["--accept-unreviewed", "ha,yo,ig,pcm"],
            "fitila: --accept-unreviewed: say who answers for it with --as EMAIL",
        ),
        (
            &["--accept-unreviewed", "ha", "--as", "amina"],
            "fitila: --as: write an e-mail address, such as amina@example.org",
        ),
        (
            &["--accept-unreviewed", "ha,tiv", "--as", "amina@example.org"],
            "fitila: --accept-unreviewed: the programme's languages are en, ha, yo, ig, pcm",
        ),
    ] {
        let refused = new(more);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!((refused.status.code(), said.lines().count()), (Some(2), 1), "{more:?}: {said}");
        assert!(said.starts_with(line), "{more:?}: {said}");
        assert!(refused.stdout.is_empty());
    }
    let at = "2030-01-01T09:00";
    let planned = new(&["--language", "en", "--at", at]);
    assert_eq!(planned.status.code(), Some(0), "{planned:?}");
    let planned = new(&["--accept-unreviewed", "ha, YO,ig,pcm,ha", "--as", "Amina@Example.org", "--at", at]);
    let id = String::from_utf8(planned.stdout).unwrap().trim().to_owned();
    let shown = run(app, &["campaign", "show", &id, "--json"], "");
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let accepted = &shown["accepted_unreviewed"];
    assert_eq!(accepted["languages"], json!(["ha", "yo", "ig", "pcm"]));
    assert_eq!((&accepted["by"], &shown["planned_by"]), (&json!("amina@example.org"), &json!("amina@example.org")));
    assert!(accepted["at"].as_str().unwrap().parse::<Timestamp>().is_ok());
    let text = String::from_utf8(run(app, &["campaign", "show", &id], "").stdout).unwrap();
    assert!(text.contains("amina@example.org answers for unreviewed texts in ha, yo, ig, pcm, since 20"), "{text}");
    let preview = run(app, &["campaign", "preview", "--message", MESSAGE], "");
    let preview = String::from_utf8(preview.stdout).unwrap();
    assert!(preview.contains("campaign new asks for --accept-unreviewed ha,yo,ig,pcm --as EMAIL"), "{preview}");
    let preview = run(app, &["campaign", "preview", "--message", MESSAGE, "--json", "--language", "yo"], "");
    let preview: Value = serde_json::from_slice(&preview.stdout).unwrap();
    assert_eq!(preview["needs_acceptance"], json!(["yo"]));
    let languages: Vec<Locale> = preview["languages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| serde_json::from_value(row["language"].clone()).unwrap())
        .collect();
    assert_eq!(languages, LANGUAGES.map(locale));
}
