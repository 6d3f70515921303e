//! The flag that lists and pages share.

use clap::Args;

/// Output for programs.
#[derive(Debug, Args, Clone, Copy)]
pub struct Json {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
