//! Seeing the service run: log lines for the person on call and metrics for the graphs. Neither ever names a person.

mod families;
mod metrics;
mod tracing;

pub use self::metrics::Metrics;
pub use self::tracing::{Format, TelemetryError, init};
