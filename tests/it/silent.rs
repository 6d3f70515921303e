//! What staff see and hear of a call for help in silence.

use serde_json::Value;

use crate::app::{TestApp, number};
use crate::cover::{LEAD, PLAN, WORKER, with_her};
use crate::process::run;

crate::stories! {
    whoever_works_on_a_silent_case_reads_what_was_agreed_with_her,
}

fn done(app: &TestApp, arguments: &[&str]) -> String {
    let ended = run(app, arguments, "");
    assert!(ended.status.success(), "{ended:?}");
    String::from_utf8(ended.stdout).unwrap()
}

fn label(app: &TestApp) -> String {
    app.database.lines("SELECT label AS line FROM cases WHERE kind = 'silent'").remove(0)
}

async fn whoever_works_on_a_silent_case_reads_what_was_agreed_with_her(app: &TestApp) {
    let her = with_her(app).await;
    app.say(&her, "mango").await;
    let label = label(app);
    let reads = |email: &str| run(app, &["case", "show", &label, "--as", email], "");
    let plan_in = |email: &str| String::from_utf8(reads(email).stdout).unwrap().contains(PLAN);
    // Nobody holds it: whoever may work on it must know what to do.
    assert!(plan_in(WORKER.0) && plan_in(LEAD.0));
    let refused = reads("x@example.org");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "{refused:?}");

    done(app, &["alert", "ack", &label, "--as", LEAD.0]);
    assert!(plan_in(LEAD.0));
    let refused = reads(WORKER.0);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "another holds it: {refused:?}");
    let shown: Value = serde_json::from_str(&done(app, &["case", "show", &label, "--as", LEAD.0, "--json"])).unwrap();
    assert_eq!((&shown["agreed"]["plan"], &shown["agreed"]["by"]), (&PLAN.into(), &WORKER.0.into()), "{shown}");
    assert!(shown["agreed"]["at"].is_string() && !shown.to_string().contains(&her[1..]), "{shown}");
    let read = "SELECT count(*) AS n FROM audit WHERE action = 'case_read'";
    assert_eq!(app.database.number(read), 4, "each reading is written down");

    done(app, &["cover", "retire", &her, "--as", WORKER.0]);
    let shown = String::from_utf8(reads(LEAD.0).stdout).unwrap();
    assert!(shown.contains("No plan is kept any more") && !shown.contains(PLAN), "{shown}");
}
