//! `[budget]`: what messages cost and how much they may cost.

use crate::config::error::ConfigError;
use crate::config::section::Section;

/// What messages cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// What campaigns may cost in a calendar month; 0 is no cap.
    pub monthly_naira: f64,
    /// What one segment costs.
    pub naira_per_segment: f64,
}

impl Budget {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        Ok(Self {
            monthly_naira: section.amount("monthly_naira", "an amount in naira, 0 or more, such as 50000")?,
            naira_per_segment: section.amount("naira_per_segment", "an amount in naira, 0 or more, such as 4.0")?,
        })
    }
}
