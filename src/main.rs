//! The program: hands the command line to the app and ends with its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    fitila::app::run()
}
