//! `fitila retention`: the table of what is kept for how long, and what of it is overdue.

use crate::app::cli::Json;
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::service::{Context, Run, keep_retention};

/// Goes through the table once and says what went, or would go.
pub async fn retention(context: &Context, run: Run, json: Json) -> Ended {
    let found = keep_retention(context, run).await.map_err(Failure::wrong)?;
    if json.json {
        say_json(&found);
        return Ok(());
    }
    let verb = match run {
        Run::Remove => "removed",
        Run::Count => "overdue",
    };
    for one in found {
        say(&format!("{:>8} {verb}, kept for {:<9} {}", one.rows, format!("{}:", one.kept_for), one.what));
    }
    Ok(())
}
