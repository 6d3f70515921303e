//! The states and kinds of rows as literals. An index that covers only rows of one state is used only where the query
//! names that state in its own text; a bound value would not do.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;

/// Rows that wait.
pub(super) fn is_queued() -> SqlLiteral<Bool> {
    sql("outbox.state = 'queued'")
}

/// Rows that are being handed over.
pub(super) fn is_submitting() -> SqlLiteral<Bool> {
    sql("outbox.state = 'submitting'")
}

/// Enrolments of which a text is still to come.
pub(super) fn is_active() -> SqlLiteral<Bool> {
    sql("enrolments.state = 'active'")
}

/// Courses that nobody closed before their time.
pub(super) fn is_open_training() -> SqlLiteral<Bool> {
    sql("trainings.state = 'open'")
}

/// The name under which announcements of trainings stand beside the texts of series in the outbox. No series can have
/// it: its key would have a space.
pub(super) const ANNOUNCEMENT: &str = "training alert";

/// Announcements of trainings.
pub(super) fn is_announcement() -> SqlLiteral<Bool> {
    sql(&format!("outbox.series = '{ANNOUNCEMENT}'"))
}

/// Rows whose outcome is not known.
pub(super) fn is_in_doubt() -> SqlLiteral<Bool> {
    sql("outbox.state = 'in_doubt'")
}

/// Notices by e-mail that wait.
pub(super) fn is_notice_queued() -> SqlLiteral<Bool> {
    sql("notices.state = 'queued'")
}

/// Notices that are being handed to the mail server.
pub(super) fn is_notice_sending() -> SqlLiteral<Bool> {
    sql("notices.state = 'sending'")
}
