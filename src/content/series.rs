//! Rows of the series files: which texts come one a week, to whom, on which day and at which hour.

use serde::Deserialize;
use toml::Table;

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read::{self, Placed};

/// One series as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesRow {
    pub(super) key: String,
    pub(super) topic: String,
    #[serde(default)]
    pub(super) roles: Vec<String>,
    #[serde(default)]
    pub(super) without_role: bool,
    pub(super) keyword: String,
    pub(super) hour: String,
    pub(super) weekday: Option<String>,
    pub(super) steps: Vec<String>,
}

/// Lays a file over what is there, series by series.
pub(super) fn lay_over(rows: &mut Vec<Placed<SeriesRow>>, file: &File, mut table: Table, faults: &mut Vec<Fault>) {
    for (key, row) in read::rows(file, &mut table, "series", "key", faults) {
        match read::typed::<SeriesRow>(file, &key, row) {
            Ok(row) => read::lay(rows, row, |other| other.row.key == key),
            Err(fault) => faults.push(fault),
        }
    }
    read::leftover(file, &table, "rows that begin with [[series]]", faults);
}
