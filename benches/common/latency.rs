//! How long most answers took.

/// The figure below which `share` of them lie, in milliseconds from microseconds.
pub fn percentile(micros: &mut [u32], share: f64) -> f64 {
    micros.sort_unstable();
    let at = ((micros.len() as f64 * share).ceil() as usize).clamp(1, micros.len().max(1)) - 1;
    micros.get(at).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
}
