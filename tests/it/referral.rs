//! Who helps, near her, now and in her language: by text and by dialling, with the services of a programme's folder.

use std::sync::OnceLock;

use tempfile::TempDir;

use crate::app::{TestApp, number};

crate::stories! {
    the_nearest_that_is_open_in_her_language_is_given with &[("FITILA__CONTENT__FOLDER", crate::referral::own_folder())],
    a_quiet_phone_is_told_to_dial with &[("FITILA__CONTENT__FOLDER", crate::referral::own_folder())],
    without_a_service_the_national_line_is_given,
}

const SERVICES: &str = r#"
[[service]]
id = "lagos"
kind = "clinic"
name = "Lagos Clinic"
number = "08031110001"
area = "Lagos"
languages = ["yo", "en"]
hours = "mon-fri 08:00-16:00"
source = ["visited"]
review_by = "2027-06-30"

[[service]]
id = "kano"
kind = "clinic"
name = "Kano Clinic"
number = "08031110002"
area = "Kano"
languages = ["ha"]
hours = "24 hours"
source = ["visited"]
review_by = "2026-01-01"
"#;

/// The folder stays as long as the tests.
fn own_folder() -> &'static str {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("facts.toml"), SERVICES).unwrap();
        folder
    });
    folder.path().to_str().unwrap()
}

async fn the_nearest_that_is_open_in_her_language_is_given(app: &TestApp) {
    let people = [number(1), number(2), number(3), number(4)];
    app.text(&people[0], "IPINLE LAGOS").await;
    app.text(&people[1], "JIHA KANO").await;
    app.text(&people[3], "IPINLE LAGOS").await;
    app.drain().await;
    let said = app.say(&people[0], "IWOSAN").await;
    assert_eq!(said, ["Fun ilera re: Lagos Clinic, 08031110001. O le mu ore dani."]);
    let said = app.say(&people[1], "ASIBITI").await;
    assert!(said[0].contains("Kano Clinic, 08031110002: tsohuwar lamba ce."), "{said:?}");
    assert!(said[0].contains("NAPTIP: 627"), "an old number never stands alone: {said:?}");
    let said = app.say(&people[2], "CLINIC").await;
    assert_eq!(said, ["We know no place for this near you yet. You can ask NAPTIP: 627."]);
    // In the evening the clinic is closed: she is told when it opens, and whom to call until then.
    app.advance(jiff::SignedDuration::from_hours(12));
    let said = app.say(&people[3], "IWOSAN").await;
    assert_eq!(said, ["Lagos Clinic, 08031110001, yoo si ni Ojoru 8am. Titi di igba naa, pe NAPTIP: 627."]);
    let screen = app.dial(&people[3], "2 7 3").await;
    assert_eq!(
        screen.text.lines().take(3).collect::<Vec<_>>(),
        ["Lagos Clinic: 08031110001", "Yoo si ni Ojoru 8am. Titi di igba naa:", "NAPTIP: 627"]
    );
}

async fn a_quiet_phone_is_told_to_dial(app: &TestApp) {
    let person = number(1);
    app.text(&person, "AREA LAGOS").await;
    app.text(&person, "QUIET").await;
    app.drain().await;
    let said = app.say(&person, "CLINIC").await;
    assert_eq!(said, [app.words("quiet_reply", "en")]);
    let screen = app.dial(&person, "2 7 3").await;
    assert!(screen.text.contains("Lagos Clinic, 08031110001") && screen.goes_on, "{}", screen.text);
}

async fn without_a_service_the_national_line_is_given(app: &TestApp) {
    let person = number(1);
    let said = app.say(&person, "NUMBERS").await;
    assert!(said[0].ends_with("call NAPTIP: 627. No name needed."), "{said:?}");
    for _ in 0..4 {
        let said = app.say(&person, "MORE").await;
        assert_eq!(said, ["We know no place for this near you yet. You can ask NAPTIP: 627."]);
    }
    app.text(&person, "AREA IKEJA").await;
    app.drain().await;
    let said = app.say(&person, "NUMBERS").await;
    // Nobody knows when the agency of Lagos answers; the national line does day and night.
    assert!(said[0].contains("NAPTIP: 627"), "{said:?}");
}
