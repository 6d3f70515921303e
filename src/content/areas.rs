//! Rows of the area file: the states, their local governments, and towns. The programme's folder has no such file: what
//! Nigeria's states are is not the programme's to say.

use serde::Deserialize;
use toml::Table;

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read;
use crate::domain::area::{Gazetteer, LocalGovernment, State, Town, Zone};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateRow {
    id: String,
    name: String,
    zone: String,
    #[serde(default)]
    short: Vec<String>,
    local_governments: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TownRow {
    names: Vec<String>,
    areas: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    state: Vec<StateRow>,
    #[serde(default)]
    town: Vec<TownRow>,
}

/// Builds the list of areas from its file.
pub(super) fn read(file: &File, table: Table, faults: &mut Vec<Fault>) -> Gazetteer {
    let rows = match read::typed::<Rows>(file, "", toml::Value::Table(table)) {
        Ok(placed) => placed.row,
        Err(fault) => {
            faults.push(fault);
            return Gazetteer::default();
        }
    };
    let states: Result<Vec<State>, Fault> = rows.state.into_iter().map(|row| state(file, row)).collect();
    let towns: Vec<Town> = rows.town.into_iter().map(|row| Town { names: row.names, areas: row.areas }).collect();
    let list = states.map_err(|fault| vec![fault]).and_then(|states| {
        let placed = |fault: &crate::domain::area::GazetteerFault| Fault::new(&file.name, "", fault.to_string());
        Gazetteer::new(states, &towns).map_err(|faults| faults.iter().map(placed).collect())
    });
    list.unwrap_or_else(|more| {
        faults.extend(more);
        Gazetteer::default()
    })
}

fn state(file: &File, row: StateRow) -> Result<State, Fault> {
    let zone = Zone::parse(&row.zone).ok_or_else(|| {
        let zones: Vec<&str> = Zone::ALL.iter().map(|(_, word)| *word).collect();
        Fault::new(&file.name, &row.id, format!("\"{}\" is no zone; they are {}", row.zone, zones.join(", ")))
    })?;
    let local = |names: Vec<String>| {
        let mut names = names.into_iter();
        let name = names.next().ok_or_else(|| Fault::new(&file.name, &row.id, "a local government has no name"))?;
        Ok(LocalGovernment { name, other: names.collect() })
    };
    let local_governments = row.local_governments.into_iter().map(local).collect::<Result<_, Fault>>()?;
    Ok(State { id: row.id, name: row.name, zone, short: row.short, local_governments })
}
