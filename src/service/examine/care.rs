//! Who is there when somebody calls for help, and whether the record of what staff did is whole.

use jiff::Timestamp;

use crate::service::examine::finding::Examined;
use crate::service::show_alerts::LONG;
use crate::store::MasterKey;
use crate::store::audit::{Break, Step};
use crate::store::inspect::Inspection;

/// Looks at the staff.
pub(super) fn examine_staff(inspection: &mut Inspection) -> Vec<Examined> {
    const WHAT: &str = "staff";
    let members = match inspection.members() {
        Ok(members) => members,
        Err(error) => {
            return vec![Examined::bad(
                WHAT,
                format!("it cannot be read: {error}"),
                "see what is said of the database",
            )];
        }
    };
    let mut found = Vec::new();
    let on_duty = members.iter().filter(|member| member.takes_calls()).count();
    if on_duty == 0 {
        let mend = "texts promise no answer until somebody is: fitila staff duty EMAIL on";
        found.push(Examined::look(WHAT, "nobody is on duty", mend));
    }
    if !members.iter().any(|member| member.roles.contains(crate::domain::care::StaffRole::Lead)) {
        let mend = "give somebody the role: fitila staff change EMAIL --role lead";
        found.push(Examined::look(WHAT, "nobody leads the safeguarding", mend));
    }
    let unreachable = members.iter().filter(|member| member.on_duty && !member.has_phone).count();
    if unreachable > 0 {
        let mend = "give each a phone: fitila staff change EMAIL --phone -";
        found.push(Examined::bad(WHAT, format!("{unreachable} on duty have no phone"), mend));
    }
    if found.is_empty() {
        found.push(Examined::ok(WHAT, format!("{on_duty} on duty, and somebody leads the safeguarding")));
    }
    found
}

/// Looks for alerts that nobody takes. It says nothing of their kind.
pub(super) fn examine_alerts(inspection: &mut Inspection, now: Timestamp) -> Vec<Examined> {
    const WHAT: &str = "alerts";
    match inspection.alerts_waiting_since(now - LONG) {
        Ok(0) => Vec::new(),
        Ok(waiting) => {
            let found = format!("{waiting} wait for more than 15 minutes and nobody has taken them");
            let mend = "call the safeguarding lead now; she sees them by: fitila alert list --as EMAIL";
            vec![Examined::bad(WHAT, found, mend)]
        }
        Err(error) => {
            vec![Examined::bad(WHAT, format!("they cannot be read: {error}"), "see what is said of the database")]
        }
    }
}

/// Looks at silent help: whether a call may stand without an alert, and what should have been agreed anew.
pub(super) fn examine_silent(inspection: &mut Inspection, now: Timestamp) -> Vec<Examined> {
    const WHAT: &str = "silent help";
    let looked = inspection.unheard_since().and_then(|unheard| Ok((unheard, inspection.covers_due(now)?)));
    let (unheard, due) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            let found = format!("it cannot be read: {error}");
            return vec![Examined::bad(WHAT, found, "see what is said of the database")];
        }
    };
    let mut found = Vec::new();
    if unheard.is_some() {
        let mend = "call the safeguarding lead now, then look in the log for what the database says";
        found.push(Examined::bad(WHAT, "a call may stand without an alert, as it could not be written", mend));
    }
    if due > 0 {
        let mend = "speak with each person and agree it anew, or end it: fitila cover list";
        found.push(Examined::look(WHAT, format!("{due} agreements are past their 14 days"), mend));
    }
    found
}

/// Proves the audit, where the key is that of this database.
pub(super) fn examine_audit(inspection: &mut Inspection, key: &MasterKey) -> Examined {
    const WHAT: &str = "audit";
    const MEND: &str = "keep a copy of the database as it is, and ask who could write to it; see docs/operating.md";
    match inspection.audit(key) {
        Ok(Step::Broken(Break::Changed(place))) => {
            Examined::bad(WHAT, format!("entry {place} is not what was written"), MEND)
        }
        Ok(Step::Broken(Break::Missing(place))) => Examined::bad(WHAT, format!("entry {place} is missing"), MEND),
        Ok(Step::Broken(Break::Cut(place))) => {
            Examined::bad(WHAT, format!("the entries from {place} on were cut off"), MEND)
        }
        Ok(Step::Broken(Break::Unreadable(place))) => {
            Examined::bad(WHAT, format!("the detail of entry {place} cannot be opened"), MEND)
        }
        Ok(Step::Broken(Break::Head)) => {
            Examined::bad(WHAT, "the mark of its last entry is missing or was changed", MEND)
        }
        Ok(Step::Whole(entries, ..)) => Examined::ok(WHAT, format!("it is whole: {entries} entries")),
        Ok(Step::More(_)) => Examined::look(WHAT, "it grew too fast to be read to its end", "look again"),
        Err(error) => Examined::bad(WHAT, format!("it cannot be read: {error}"), "see what is said of the database"),
    }
}
