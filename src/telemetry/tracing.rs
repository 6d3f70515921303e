//! Sets up the log: where lines go, in which form, how loud. A panic leaves its place there and nothing else, since
//! what a panic says may hold a text or a number.

use std::panic::PanicHookInfo;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One short line for a person at a terminal.
    Readable,
    /// One JSON object a line, for a collector; fields of the event stand at the top.
    Json,
}

/// Why the log cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The variable that says how loud cannot be read.
    #[error("{variable}: not a log filter: write a level such as info or debug, or module=level")]
    Filter {
        /// Its name.
        variable: &'static str,
    },
    /// Another log was set up before.
    #[error("the log is already set up")]
    AlreadySetUp,
}

/// What is logged when nobody says otherwise: our own news, and of the HTTP server only what is wrong.
const QUIET_LIBRARIES: &str = "info,actix_server=warn";

/// Sends log lines to standard error from now on, and the place of each panic with them. `FITILA_LOG`, else
/// `RUST_LOG`, says how loud; without them `info`.
pub fn init(format: Format) -> Result<(), TelemetryError> {
    let value = |variable| (variable, std::env::var(variable).ok());
    let filter = filter([value("FITILA_LOG"), value("RUST_LOG")])?;
    let subscriber = subscriber(format, filter, std::io::stderr);
    tracing::subscriber::set_global_default(subscriber).map_err(|_| TelemetryError::AlreadySetUp)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// The first variable that says something.
fn filter(variables: [(&'static str, Option<String>); 2]) -> Result<EnvFilter, TelemetryError> {
    let said =
        |(variable, value): (_, Option<String>)| Some((variable, value.filter(|value| !value.trim().is_empty())?));
    let Some((variable, value)) = variables.into_iter().find_map(said) else {
        return Ok(EnvFilter::new(QUIET_LIBRARIES));
    };
    EnvFilter::builder().parse(value).map_err(|_| TelemetryError::Filter { variable })
}

fn subscriber<W>(format: Format, filter: EnvFilter, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    match format {
        Format::Readable => Box::new(lines.compact().with_target(false).finish()),
        Format::Json => Box::new(lines.json().flatten_event(true).with_span_list(false).finish()),
    }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let (file, line) = panic.location().map_or(("an unknown place", 0), |place| (place.file(), place.line()));
    tracing::error!(panic.file = file, panic.line = line, "Panicked at {file}:{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::process::Command;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: Format, filter: &str) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(format, EnvFilter::new(filter), move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            tracing::debug!("Looked");
            tracing::warn!(gateway.name = "at", "Gateway at is slow");
        });
        String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_readable_line_is_a_sentence() {
        let line = logged(Format::Readable, "info");
        assert!(line.contains("WARN Gateway at is slow gateway.name=\"at\"\n"), "{line}");
        assert!(!line.contains("Looked"), "{line}");
        assert!(!line.contains('\u{1b}'), "{line}");
    }

    #[test]
    fn a_json_line_has_its_fields_at_the_top() {
        let line = logged(Format::Json, "info");
        let json: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
        assert_eq!(json["level"], "WARN");
        assert_eq!(json["message"], "Gateway at is slow");
        assert_eq!(json["gateway.name"], "at");
        assert!(json["timestamp"].is_string());
    }

    #[test]
    fn our_own_variable_wins_and_nonsense_is_refused() {
        let said = |ours: Option<&str>, rust: Option<&str>| {
            let variables = [("FITILA_LOG", ours.map(str::to_owned)), ("RUST_LOG", rust.map(str::to_owned))];
            filter(variables).map(|filter| filter.to_string()).map_err(|error| error.to_string())
        };
        assert!(said(None, None).unwrap().contains("info"));
        assert!(said(Some(" "), None).unwrap().contains("info"));
        assert_eq!(said(Some("debug"), Some("trace")).unwrap(), "debug");
        assert_eq!(said(None, Some("warn")).unwrap(), "warn");
        let refused = "FITILA_LOG: not a log filter: write a level such as info or debug, or module=level";
        assert_eq!(said(Some("fitila=loud"), None).unwrap_err(), refused);
    }

    /// The hook belongs to the whole process, so it is tried in one of its own: this test, started again.
    #[test]
    fn a_panic_logs_its_place_and_not_its_words() {
        const CHILD: &str = "FITILA_TEST_PANICS";
        if std::env::var(CHILD).is_ok() {
            init(Format::Json).unwrap();
            assert!(matches!(init(Format::Json), Err(TelemetryError::AlreadySetUp)));
            assert!(std::thread::spawn(|| panic!("canary +2348031234567")).join().is_err());
            return;
        }
        let name = "telemetry::tracing::tests::a_panic_logs_its_place_and_not_its_words";
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .env_remove("FITILA_LOG")
            .env_remove("RUST_LOG")
            .output()
            .unwrap();
        let text = String::from_utf8(child.stderr).unwrap();
        assert!(child.status.success(), "{text}");
        assert!(text.contains("\"message\":\"Panicked at src/telemetry/tracing.rs:"), "{text}");
        assert!(!text.contains("canary") && !text.contains("8031234567"), "{text}");
    }
}
