//! The real program, killed with `kill -9` again and again while a campaign goes out and texts come in: nobody is
//! missed, nobody gets a message twice, and no text that was answered is lost.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should fail where it stands, and this one measures real time"
)]

mod gateway;
mod program;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use gateway::FakeGateway;
use program::{Program, number};

/// People in the campaign.
const PEOPLE: usize = 1_500;
/// Times that the program is killed.
const KILLS: u32 = 10;

#[test]
fn a_campaign_survives_ten_kills_on_sqlite() {
    a_campaign_survives_ten_kills(Program::on_sqlite());
}

#[test]
fn a_campaign_survives_ten_kills_on_postgres() {
    a_campaign_survives_ten_kills(Program::on_postgres());
}

fn a_campaign_survives_ten_kills(mut program: Program) {
    let gateway = FakeGateway::start(Duration::from_millis(15));
    program.configure(&gateway.url(), 300);
    program.import(PEOPLE);
    let campaign = program.plan("family_02_city");
    for kill in 0..KILLS {
        program.start();
        std::thread::sleep(Duration::from_millis(350 + u64::from(kill * 37 % 11) * 40));
        program.kill();
        let counts = program.counts(campaign);
        assert_eq!(counts.sum(), counts.planned, "the counts add up after kill {kill}: {counts:?}");
    }
    program.start();
    let counts = program.wait_until_finished(campaign);
    let exit = program.terminate();
    assert!(exit.success(), "SIGTERM ends with exit 0, not {exit}");

    let book = gateway.book();
    let twice: Vec<_> = book.values().filter(|copies| **copies > 1).collect();
    assert!(twice.is_empty(), "{} people got it twice", twice.len());
    assert_eq!(counts.planned as usize, PEOPLE);
    assert_eq!(counts.sum(), counts.planned);
    assert!(
        counts.accepted as usize <= book.len(),
        "accepted is only what the gateway took: {counts:?}, {}",
        book.len()
    );
    let missed = PEOPLE - book.len();
    assert!(missed <= counts.in_doubt as usize, "{missed} missed, {} in doubt", counts.in_doubt);
    // A kill can leave in doubt what was in six calls of twenty people at most.
    assert!(counts.in_doubt <= u64::from(KILLS) * 120, "{counts:?}");
}

#[test]
fn a_text_that_was_answered_is_never_lost() {
    let gateway = FakeGateway::start(Duration::from_millis(1));
    let mut program = Program::on_sqlite();
    program.configure(&gateway.url(), 300);
    let mut answered = HashSet::new();
    for life in 0..6 {
        program.start();
        let until = Instant::now() + Duration::from_millis(400);
        let mut n = 0;
        while Instant::now() < until {
            let id = format!("life{life}-{n}");
            if program.text(&id, n, "HELP") == Some(200) {
                answered.insert((id, n));
            }
            n += 1;
        }
        program.kill();
    }
    program.start();
    for (id, n) in &answered {
        assert_eq!(program.text(id, *n, "HELP"), Some(200));
    }
    let repeats = program.metric("fitila_mo_duplicates_total");
    assert!(answered.len() > 100, "only {} texts were answered", answered.len());
    assert_eq!(repeats as usize, answered.len(), "each text that was answered is known again");
}

#[test]
fn sigterm_in_the_middle_ends_quickly_and_the_rest_goes_out_later() {
    let gateway = FakeGateway::start(Duration::from_millis(300));
    let mut program = Program::on_sqlite();
    program.configure(&gateway.url(), 120);
    program.import(600);
    let campaign = program.plan("family_02_city");
    program.start();
    std::thread::sleep(Duration::from_millis(1_500));
    let begun = Instant::now();
    let exit = program.terminate();
    assert!(exit.success() && begun.elapsed() < Duration::from_secs(10), "{exit} after {:?}", begun.elapsed());
    let counts = program.counts(campaign);
    assert_eq!(counts.in_doubt, 0, "open calls were waited for: {counts:?}");
    assert!(counts.queued > 0, "it was in the middle: {counts:?}");
    program.start();
    let counts = program.wait_until_finished(campaign);
    assert_eq!(counts.accepted, 600);
    assert_eq!(gateway.book().len(), 600);
    assert!(gateway.book().values().all(|copies| *copies == 1));
}

#[test]
fn what_the_gateway_took_without_an_answer_is_not_sent_again() {
    let gateway = FakeGateway::start_cutting(Duration::from_millis(5), 4);
    let mut program = Program::on_sqlite();
    program.configure(&gateway.url(), 1_000);
    program.import(400);
    let campaign = program.plan("family_02_city");
    program.start();
    let counts = program.wait_until_finished(campaign);
    assert!(counts.in_doubt > 0, "some calls were cut: {counts:?}");
    assert_eq!(counts.sum(), 400);
    assert_eq!(gateway.book().len(), 400, "the gateway took all of them");
    assert!(gateway.book().values().all(|copies| *copies == 1), "and each once");
}

#[test]
fn a_call_for_help_reaches_staff_though_the_program_is_killed_right_after_it_on_sqlite() {
    a_call_for_help_reaches_staff_though_the_program_is_killed_right_after_it(Program::on_sqlite());
}

#[test]
fn a_call_for_help_reaches_staff_though_the_program_is_killed_right_after_it_on_postgres() {
    a_call_for_help_reaches_staff_though_the_program_is_killed_right_after_it(Program::on_postgres());
}

fn a_call_for_help_reaches_staff_though_the_program_is_killed_right_after_it(mut program: Program) {
    const WORKERS: [usize; 2] = [9_001, 9_002];
    let gateway = FakeGateway::start(Duration::from_millis(20));
    program.configure(&gateway.url(), 300);
    for worker in WORKERS {
        program.add_staff(worker);
    }
    for life in 0..8 {
        program.start();
        assert_eq!(program.text(&format!("help-{life}"), life, "HELP"), Some(200));
        // From right after the answer to while the notice is handed over.
        std::thread::sleep(Duration::from_millis(life as u64 * 12));
        program.kill();
    }
    program.start();
    let until = Instant::now() + Duration::from_secs(150);
    let texts = |label: &str| {
        let all = WORKERS.iter().flat_map(|worker| gateway.texts_to(&number(*worker)));
        all.filter(|text| text.contains(label)).count()
    };
    let alerts = loop {
        let alerts = program.alerts();
        assert_eq!(alerts.len(), 8, "an alert for each call: {alerts:?}");
        if alerts.iter().all(|alert| texts(&alert.label) > 0) {
            break alerts;
        }
        assert!(Instant::now() < until, "nobody was told of a call: {alerts:?}");
        std::thread::sleep(Duration::from_millis(200));
    };
    for alert in alerts {
        let rungs: HashSet<_> = alert.notices.iter().collect();
        assert_eq!(rungs.len(), alert.notices.len(), "somebody was told twice at a rung: {alert:?}");
        assert!(texts(&alert.label) <= alert.notices.len(), "a notice was sent twice: {alert:?}");
    }
}
