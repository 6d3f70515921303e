//! Every URL of the program, named once.

/// Webhooks of gateways.
pub const WEBHOOK: &str = "/gateways/{account}/{token}/{kind}";
/// The process runs.
pub const LIVE: &str = "/health/live";
/// It can commit and knows its content.
pub const READY: &str = "/health/ready";
/// Prometheus text.
pub const METRICS: &str = "/metrics";
/// The simulated phone.
pub const HANDSET: &str = "/handset";
