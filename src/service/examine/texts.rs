//! What people would be told: faults, facts past their day, lines that nobody called, texts that nobody read.

use jiff::Span;
use jiff::civil::Date;

use crate::content::{About, Finding, Level, ProgrammeTexts, check, reviews_due};
use crate::domain::care::Duty;
use crate::service::examine::finding::Examined;

const WHAT: &str = "facts";
/// Facts whose day comes within this are named before it does.
const SOON_DAYS: i64 = 30;

/// Looks at the texts as `fitila check` does, by what somebody must do about them.
pub(super) fn examine(input: &ProgrammeTexts, today: Date) -> Vec<Examined> {
    let found = check(input, Duty::Unstaffed, today);
    let mut examined = vec![reviews(input, &found, today)];
    let errors = found.iter().filter(|finding| finding.level == Level::Error).count();
    if errors > 0 {
        let mend = "run: fitila check";
        examined.push(Examined::bad("texts", format!("{errors} faults keep texts from being right"), mend));
    }
    let uncalled = of(&found, About::UnverifiedLine).count();
    if uncalled > 0 {
        let mend = "call each one, then set verified and checked_on in facts.toml";
        examined.push(Examined::look("help lines", format!("nobody has called {uncalled} of them yet"), mend));
    }
    let unread = of(&found, About::Unreviewed).map(|finding| {
        let mend = "let a native speaker read them and set review in the files of that language";
        Examined::look("texts", finding.message.clone(), mend)
    });
    examined.extend(unread);
    examined
}

fn of(found: &[Finding], about: About) -> impl Iterator<Item = &Finding> {
    found.iter().filter(move |finding| finding.about == about)
}

fn reviews(input: &ProgrammeTexts, found: &[Finding], today: Date) -> Examined {
    let names = |found: &[Finding], known: &[Finding]| {
        let new =
            |finding: &&Finding| !known.iter().any(|one| one.key == finding.key && one.about == About::PastReview);
        of(found, About::PastReview).filter(new).map(|finding| finding.key.clone()).collect::<Vec<_>>()
    };
    let past = names(found, &[]);
    if !past.is_empty() {
        let mend =
            "look at their sources again, correct texts where they changed, and set review_by; run: fitila check";
        return Examined::bad(WHAT, format!("{} are past their review: {}", past.len(), past.join(", ")), mend);
    }
    let then = today.saturating_add(Span::new().days(SOON_DAYS));
    let soon = names(&reviews_due(input, then), found);
    if soon.is_empty() {
        return Examined::ok(WHAT, format!("none is past its review, nor will be within {SOON_DAYS} days"));
    }
    let found = format!("{} must be reviewed within {SOON_DAYS} days: {}", soon.len(), soon.join(", "));
    Examined::look(WHAT, found, "plan it: after that day no new campaign may state them")
}
