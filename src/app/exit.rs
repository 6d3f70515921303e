//! How the program ends, and what it prints then.

use std::process::ExitCode;

/// Why a verb did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// It looked and found something wrong, which it has printed.
    Found,
    /// Arguments or configuration are wrong: one line that names the key or flag and the mend.
    Wrong(String),
}

impl Failure {
    /// A wrong argument or setting, by the line that says so.
    pub fn wrong(error: impl std::fmt::Display) -> Self {
        Failure::Wrong(error.to_string())
    }
}

/// The result of a verb.
pub type Ended = Result<(), Failure>;

/// Prints what must be printed and gives the exit status: 0 done, 1 found something wrong, 2 wrong arguments.
pub fn finish(ended: Ended) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Found) => ExitCode::from(1),
        Err(Failure::Wrong(line)) => {
            complain(&line);
            ExitCode::from(2)
        }
    }
}

/// Prints a line on standard output. A reader that went away is no failure of ours; a full disk is, and half a record
/// must not pass for a whole one.
pub fn say(line: &str) {
    use std::io::Write;
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(&format!("the output could not be written: {error}"));
            std::process::exit(2);
        }
        _ => {}
    }
}

/// Prints a line on standard error.
pub fn complain(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "fitila: {line}");
}

/// Prints a value as JSON on standard output.
pub fn say_json(value: &impl serde::Serialize) {
    say(&serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".into()));
}
