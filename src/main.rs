//! Fitila.
fn main() {}
