//! People from a file: what is taken, what is refused and how that is said. No refusal repeats what stood in the file.

use fitila::service::{Mode, import_people};

use crate::app::{TestApp, number};

crate::stories! {
    a_file_that_is_none_is_refused_without_its_numbers,
    a_row_that_lost_its_cells_is_named,
    a_child_is_enrolled_as_far_as_an_adult_agreed,
    a_phone_in_two_files_has_both_roles,
}

async fn refused(app: &TestApp, csv: &str) -> String {
    match import_people(&app.context(), csv.as_bytes(), Mode::Write, |_| ()).await {
        Err(error) => error.to_string(),
        Ok(report) => panic!("{csv:?} was taken: {report:?}"),
    }
}

async fn a_file_that_is_none_is_refused_without_its_numbers(app: &TestApp) {
    for (csv, says) in [
        ("08030000001,signed form\n", "the first row must hold the names of the columns"),
        ("number;consent_how\n08030000001;form\n", "between commas"),
        ("number,consent_hwo\n08030000001,form\n", "did you mean \"consent_how\"?"),
        ("number\n08030000001\n", "\"consent_how\" is missing"),
    ] {
        let error = refused(app, csv).await;
        assert!(error.contains(says), "{csv:?}: {error}");
        assert!(!error.contains("08030000001"), "{error}");
    }
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers"), 0);
}

async fn a_row_that_lost_its_cells_is_named(app: &TestApp) {
    let (one, two, three) = (number(1), number(2), number(3));
    // A quotation mark that is never closed swallows the rows below it.
    let report = app.import(&format!("number,consent_how\n{one},\"form 1\n{two},form\n{three},form\n")).await;
    assert_eq!((report.added, report.refused.len(), report.refused[0].row), (0, 1, 2));
    assert!(report.refused[0].what.contains("a quotation mark is missing"), "{report:?}");
    // A comma that is not between quotation marks makes a cell too many.
    let report = app.import(&format!("number,consent_how\n{one},form 1, before Mrs B\n{two},form\n")).await;
    assert_eq!((report.added, report.refused.len()), (1, 1));
    assert!(report.refused[0].what.contains("3 cells under 2 columns"), "{report:?}");
    // Empty cells at the end, as spreadsheets write them, are none.
    let report = app.import(&format!("number,consent_how\n{three},\"form 1, before Mrs B\",,\n")).await;
    assert_eq!((report.added, report.refused.len()), (1, 0));
    assert_eq!(app.person(&three).await.proofs[0].how, "import: form 1, before Mrs B");
}

async fn a_child_is_enrolled_as_far_as_an_adult_agreed(app: &TestApp) {
    let head = "number,topics,age_band,consent_how,adult_consent_how\n";
    let (young, girl, news) = (number(1), number(2), number(3));
    let file = format!(
        "{head}{young},safety,under-13,form,\n{girl},safety;tips,13-17,form,\n{news},tips;training,13-17,form,mother signed\n{},training,13-17,form,\n",
        number(4)
    );
    let report = app.import(&file).await;
    let refused: Vec<_> = report.refused.iter().map(|refusal| (refusal.row, refusal.column)).collect();
    assert_eq!((report.added, refused), (2, vec![(2, "age_band"), (5, "adult_consent_how")]));
    assert_eq!(app.standing(&girl).await, "active safety;tips");
    assert_eq!(app.standing(&news).await, "active tips;training");
    // The same file again proves nothing anew.
    app.import(&file).await;
    let changes: Vec<String> = app.person(&news).await.proofs.into_iter().map(|proof| proof.change).collect();
    assert_eq!(changes, ["adult_agreed", "opted_in"]);
}

async fn a_phone_in_two_files_has_both_roles(app: &TestApp) {
    let shared = number(1);
    for role in ["parent", "girl;community"] {
        app.import(&format!("number,role,consent_how\n{shared},{role},form\n")).await;
    }
    assert_eq!(app.person(&shared).await.held.candidate.roles.to_words(), "parent;girl;community");
}
