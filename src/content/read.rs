//! From the words of a file to typed rows. Unknown fields are refused, and what is refused names its file and key.

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::content::fault::Fault;
use crate::content::files::File;

/// A row and the file that it stands in.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) file: std::sync::Arc<str>,
    pub(super) row: T,
}

/// Reads a file as a table of tables.
pub(super) fn table(file: &File) -> Result<Table, Fault> {
    file.text.parse::<Table>().map_err(|error| {
        let before = error.span().and_then(|span| file.text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Fault::new(&file.name, &format!("line {line}"), error.message())
    })
}

/// Types one value.
pub(super) fn typed<T: DeserializeOwned>(file: &File, key: &str, value: Value) -> Result<Placed<T>, Fault> {
    let row = serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let key = if path == "." { key.to_owned() } else { format!("{key}.{path}") };
        Fault::new(&file.name, &key, error.inner().message())
    })?;
    Ok(Placed { file: file.name.clone(), row })
}

/// Takes the rows of `[[name]]` out of a table, each with what its `id` field says.
pub(super) fn rows(
    file: &File,
    table: &mut Table,
    name: &str,
    id: &str,
    faults: &mut Vec<Fault>,
) -> Vec<(String, Value)> {
    let rows = match table.remove(name) {
        None => return Vec::new(),
        Some(Value::Array(rows)) => rows,
        Some(_) => {
            faults.push(Fault::new(&file.name, name, format!("must be rows that begin with [[{name}]]")));
            return Vec::new();
        }
    };
    let mut named: Vec<(String, Value)> = Vec::new();
    for row in rows {
        match row.get(id).and_then(Value::as_str).map(str::to_owned) {
            None => faults.push(Fault::new(&file.name, name, format!("a [[{name}]] has no {id}"))),
            Some(key) if named.iter().any(|(other, _)| *other == key) => {
                faults.push(Fault::new(&file.name, &key, "is there twice in this file: keep one"));
            }
            Some(key) => named.push((key, row)),
        }
    }
    named
}

/// Takes a table out of a table.
pub(super) fn part(file: &File, table: &mut Table, name: &str, faults: &mut Vec<Fault>) -> Table {
    match table.remove(name) {
        None => Table::new(),
        Some(Value::Table(part)) => part,
        Some(_) => {
            faults.push(Fault::new(&file.name, name, format!("must be a table that begins with [{name}]")));
            Table::new()
        }
    }
}

/// What is left of a table that should be read to the end.
pub(super) fn leftover(file: &File, table: &Table, known: &str, faults: &mut Vec<Fault>) {
    faults.extend(table.keys().map(|key| Fault::new(&file.name, key, format!("is not known here; known are {known}"))));
}

/// Puts a row where another of its name is, or at the end.
pub(super) fn lay<T>(rows: &mut Vec<T>, row: T, is_same: impl Fn(&T) -> bool) {
    match rows.iter_mut().find(|other| is_same(other)) {
        Some(place) => *place = row,
        None => rows.push(row),
    }
}

/// Takes a row out of those that are there, where a file says `removed = true` of it; says whether it did say so.
pub(super) fn take_out<T>(
    file: &File,
    rows: &mut Vec<T>,
    key: &str,
    row: &Value,
    is_same: impl Fn(&T) -> bool,
    faults: &mut Vec<Fault>,
) -> bool {
    if row.get("removed").and_then(Value::as_bool) != Some(true) {
        return false;
    }
    let before = rows.len();
    rows.retain(|other| !is_same(other));
    if rows.len() == before {
        faults.push(Fault::new(&file.name, key, "says removed, and there is nothing of this name to remove"));
    }
    true
}
