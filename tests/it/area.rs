//! Where people live: from a file, by text, by dialling, and as the filter of a campaign.

use fitila::domain::area::Area;
use fitila::domain::campaign::Audience;

use crate::app::{TestApp, number};

crate::stories! {
    a_file_names_areas_that_are_listed,
    an_area_is_kept_changed_and_erased,
    an_area_of_before_the_list_is_kept_and_read,
    a_campaign_goes_to_a_state_with_all_that_lies_in_it,
    a_campaign_for_an_unknown_area_is_not_planned,
}

const MESSAGE: &str = "family_02_city";

async fn area(app: &TestApp, person: &str) -> Option<String> {
    app.person(person).await.area
}

async fn a_file_names_areas_that_are_listed(app: &TestApp) {
    let mut csv = "number,area,consent_how\n".to_owned();
    let cells = [
        ("Lagos State", None),
        ("ETI-OSA", None),
        ("", None),
        ("\"Surulere, Oyo\"", None),
        (
            "Ikeaj",
            Some(
                "no state or local government is called so; did you mean \"Ikeja, Lagos\"? (the cell may also stay empty)",
            ),
        ),
        (
            "Surulere",
            Some(
                "several places are called so: Surulere, Lagos; Surulere, Oyo; write one of these (the cell may also stay empty)",
            ),
        ),
        (
            "14 Allen Avenue",
            Some(
                "no state or local government is called so; write a state, or a local government with its state, like \"Ikeja, Lagos\" (the cell may also stay empty)",
            ),
        ),
    ];
    for (n, (cell, _)) in cells.iter().enumerate() {
        csv += &format!("{},{cell},form\n", number(n));
    }
    let report = app.import(&csv).await;
    assert_eq!((report.added, report.refused.len()), (4, 3));
    for (n, (cell, refused)) in cells.iter().enumerate() {
        let found = report.refused.iter().find(|refusal| refusal.row == n as u64 + 2);
        assert_eq!(found.map(|refusal| refusal.what.as_str()), *refused, "cell: {cell}");
        assert!(found.is_none_or(|refusal| refusal.column == "area"), "cell: {cell}");
        assert_eq!(app.find_person(&number(n)).await.is_some(), refused.is_none(), "cell: {cell}");
    }
    let expected = [Some("Lagos"), Some("Eti-Osa, Lagos"), None, Some("Surulere, Oyo")];
    for (n, expected) in expected.into_iter().enumerate() {
        assert_eq!(area(app, &number(n)).await.as_deref(), expected);
    }
    let kept = app.database.lines("SELECT area AS line FROM subscribers WHERE area IS NOT NULL ORDER BY area");
    assert_eq!(kept, ["lagos", "lagos/eti-osa", "oyo/surulere"]);
}

async fn an_area_is_kept_changed_and_erased(app: &TestApp) {
    let amina = number(1);
    app.import(&format!("number,area,consent_how\n{amina},Epe,form\n")).await;
    // What she writes of other things leaves it as it is.
    app.say(&amina, "MENU").await;
    assert_eq!(area(app, &amina).await.as_deref(), Some("Epe, Lagos"));
    let ikeja = [("area", "Ikeja, Lagos".to_owned())];
    assert_eq!(app.say(&amina, "AREA Ikeja").await, [app.words_with("area_set", "en", &ikeja)]);
    assert_eq!(area(app, &amina).await.as_deref(), Some("Ikeja, Lagos"));
    assert_eq!(app.say(&amina, "AREA my uncle's shop").await, [app.words("area_bad", "en")]);
    assert_eq!(area(app, &amina).await.as_deref(), Some("Ikeja, Lagos"));
    // A file that says nothing of it leaves it too.
    app.import(&format!("number,area,consent_how\n{amina},,form\n")).await;
    assert_eq!(area(app, &amina).await.as_deref(), Some("Ikeja, Lagos"));
    // First contact by dialling asks for the language; then settings, more, area, South South, Rivers.
    let screen = app.dial(&amina, "1 7 7 1 5 6").await;
    let state = area(app, &amina).await.unwrap();
    assert!(screen.text.contains(&state) && screen.goes_on, "{screen:?}, kept: {state}");
    assert_eq!(state, "Rivers");
    assert_eq!(app.say(&amina, "AREA OFF").await, [app.words("area_off", "en")]);
    assert_eq!(area(app, &amina).await, None);
    app.say(&amina, "AREA Kano").await;
    app.say(&amina, "ERASE").await;
    app.say(&amina, "YES").await;
    assert_eq!(area(app, &amina).await, None);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers WHERE area IS NOT NULL"), 0);
}

async fn an_area_of_before_the_list_is_kept_and_read(app: &TestApp) {
    let people = app.enrol(3).await;
    for (n, written) in ["Ikeja", "Òkè Odò", "Surulere"].into_iter().enumerate() {
        let ids = "SELECT id FROM subscribers WHERE area IS NULL ORDER BY id LIMIT 1";
        let set = format!("UPDATE subscribers SET area = '{written}' WHERE id IN ({ids}) RETURNING area AS line");
        assert_eq!(app.database.lines(&set), [written], "person {n}");
    }
    let mut areas = Vec::new();
    for person in &people {
        // Her next text must not lose it.
        app.say(person, "MENU").await;
        areas.extend(area(app, person).await);
    }
    areas.sort();
    assert_eq!(areas, ["Ikeja, Lagos", "Surulere", "Òkè Odò"]);
    for (filter, reached) in [("lagos", 1), ("lagos/ikeja", 1), ("lagos/surulere", 0), ("Oke-Odo", 1), ("Ikeja", 1)] {
        let audience = Audience { area: Some(Area::stored(filter)), ..Audience::default() };
        let message = fitila::domain::ids::ContentKey::named(MESSAGE);
        let preview = fitila::service::preview_campaign(&app.context(), &message, &audience).await.unwrap();
        assert_eq!(preview.recipients, reached, "filter: {filter}");
        let start = app.fake.taken().len();
        app.plan_for(MESSAGE, audience, None).await;
        app.drain().await;
        assert_eq!((app.fake.taken().len() - start) as u64, reached, "filter: {filter}");
    }
}

async fn a_campaign_goes_to_a_state_with_all_that_lies_in_it(app: &TestApp) {
    let areas = ["Lagos", "Ikeja", "Epe", "Oyo", "\"Surulere, Oyo\"", ""];
    let rows: Vec<String> = areas.iter().enumerate().map(|(n, area)| format!("{},{area},form", number(n))).collect();
    let report = app.import(&format!("number,area,consent_how\n{}\n", rows.join("\n"))).await;
    assert_eq!((report.added, report.refused.len()), (6, 0));
    for (filter, people) in [
        ("lagos", vec![0, 1, 2]),
        ("lagos/ikeja", vec![1]),
        ("oyo", vec![3, 4]),
        ("oyo/surulere", vec![4]),
        ("lagos/surulere", vec![]),
    ] {
        let start = app.fake.taken().len();
        let audience = Audience { area: Some(Area::stored(filter)), ..Audience::default() };
        app.plan_for(MESSAGE, audience, None).await;
        app.drain().await;
        let mut sent: Vec<String> =
            app.fake.taken().split_off(start).into_iter().map(|taken| taken.number.clone()).collect();
        sent.sort();
        assert_eq!(sent, people.into_iter().map(number).collect::<Vec<_>>(), "filter: {filter}");
    }
}

async fn a_campaign_for_an_unknown_area_is_not_planned(app: &TestApp) {
    app.enrol(1).await;
    app.stop().await;
    for (area, code, said) in [
        ("Ikeaj", 2, "fitila: --area: no state or local government is called so; did you mean \"Ikeja, Lagos\"?\n"),
        (
            "surulere",
            2,
            "fitila: --area: several places are called so: Surulere, Lagos; Surulere, Oyo; write one of these\n",
        ),
        ("Surulere, Oyo", 0, ""),
        ("Eko", 0, ""),
    ] {
        for verb in ["preview", "new"] {
            let ended = crate::process::run(app, &["campaign", verb, "--message", MESSAGE, "--area", area], "");
            let complaint = String::from_utf8(ended.stderr).unwrap();
            assert_eq!(ended.status.code(), Some(code), "area: {area}, {verb}: {complaint}");
            if code == 2 {
                assert_eq!(complaint, said, "area: {area}, {verb}");
            }
        }
    }
    let audiences = app.database.lines("SELECT audience AS line FROM campaigns ORDER BY id");
    assert_eq!(audiences, ["{\"area\":\"oyo/surulere\"}", "{\"area\":\"lagos\"}"]);
}
