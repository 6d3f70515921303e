//! Rows of the menu files: the nodes of the USSD tree before they have words.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read::{self, Placed};
use crate::domain::address::Locale;
use crate::domain::area::Zone;
use crate::domain::care::Wants;
use crate::domain::ussd::{NodeKind, OnEnter};

/// What a node is, as the file spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindWord {
    Menu,
    Prompt,
    Text,
    List,
    Input,
}

impl From<KindWord> for NodeKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Menu => NodeKind::Menu,
            KindWord::Prompt => NodeKind::Prompt,
            KindWord::Text => NodeKind::Text,
            KindWord::List => NodeKind::List,
            KindWord::Input => NodeKind::Input,
        }
    }
}

/// What entering a node changes, as the file spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DoesWord {
    JoinTips,
    JoinTraining,
    Stop,
    StopTraining,
    QuietOn,
    QuietOff,
    SetHours,
    SetArea,
    SetLanguage,
    Erase,
    AskCheck,
    /// Its options carry the answers; entering it changes nothing.
    CheckAnswer,
    CheckResult,
    Verify,
    AskWriting,
    AskCalling,
    Apply,
    Courses,
}

/// A zone, as the file spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ZoneWord {
    NorthCentral,
    NorthEast,
    NorthWest,
    SouthEast,
    SouthSouth,
    SouthWest,
}

impl From<ZoneWord> for Zone {
    fn from(word: ZoneWord) -> Self {
        match word {
            ZoneWord::NorthCentral => Zone::NorthCentral,
            ZoneWord::NorthEast => Zone::NorthEast,
            ZoneWord::NorthWest => Zone::NorthWest,
            ZoneWord::SouthEast => Zone::SouthEast,
            ZoneWord::SouthSouth => Zone::SouthSouth,
            ZoneWord::SouthWest => Zone::SouthWest,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AnswerWord {
    Yes,
    No,
}

/// A numbered choice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionRow {
    pub(super) digit: u8,
    pub(super) to: String,
    #[serde(default)]
    pub(super) staffed: bool,
    pub(super) answer: Option<AnswerWord>,
    pub(super) hours: Option<String>,
    pub(super) age_band: Option<String>,
    pub(super) who: Option<String>,
    pub(super) area: Option<String>,
    pub(super) worry: Option<String>,
    pub(super) call: Option<AnswerWord>,
}

impl OptionRow {
    /// A choice that only leads on.
    pub(super) fn leading_to(digit: u8, to: String) -> Self {
        Self {
            digit,
            to,
            staffed: false,
            answer: None,
            hours: None,
            age_band: None,
            who: None,
            area: None,
            worry: None,
            call: None,
        }
    }
}

/// A node.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeRow {
    pub(super) key: String,
    pub(super) kind: KindWord,
    #[serde(default)]
    pub(super) parent: String,
    pub(super) depth: u8,
    #[serde(rename = "page_of")]
    pub(super) _page_of: Option<String>,
    #[serde(default)]
    pub(super) messages: Vec<String>,
    #[serde(default)]
    pub(super) options: Vec<OptionRow>,
    #[serde(default)]
    pub(super) several: bool,
    pub(super) does: Option<DoesWord>,
    pub(super) locale: Option<Locale>,
    /// Its options are the states of this zone.
    pub(super) zone: Option<ZoneWord>,
    #[serde(default)]
    pub(super) ends: bool,
    #[serde(default = "yes")]
    pub(super) resume: bool,
}

fn yes() -> bool {
    true
}

impl NodeRow {
    /// The language that entering it takes.
    pub(super) fn sets_language(&self) -> Option<Locale> {
        self.locale.filter(|_| self.does == Some(DoesWord::SetLanguage))
    }

    /// What entering it changes; `Err` where the language is not named.
    pub(super) fn on_enter(&self) -> Result<Option<OnEnter>, String> {
        Ok(Some(match self.does {
            None | Some(DoesWord::CheckAnswer) => return Ok(None),
            Some(DoesWord::JoinTips) => OnEnter::JoinTips,
            Some(DoesWord::JoinTraining) => OnEnter::JoinTraining,
            Some(DoesWord::Stop) => OnEnter::Stop,
            Some(DoesWord::StopTraining) => OnEnter::StopTraining,
            Some(DoesWord::QuietOn) => OnEnter::QuietOn,
            Some(DoesWord::QuietOff) => OnEnter::QuietOff,
            Some(DoesWord::SetHours) => OnEnter::SetHours,
            Some(DoesWord::SetArea) => OnEnter::SetArea,
            Some(DoesWord::SetLanguage) => {
                OnEnter::SetLanguage(self.locale.ok_or("says set-language and names no locale")?)
            }
            Some(DoesWord::Erase) => OnEnter::Erase,
            Some(DoesWord::AskCheck) => OnEnter::AskCheck,
            Some(DoesWord::CheckResult) => OnEnter::CheckResult,
            Some(DoesWord::Verify) => OnEnter::Verify,
            Some(DoesWord::AskWriting) => OnEnter::AskPerson(Wants::Writing),
            Some(DoesWord::AskCalling) => OnEnter::AskPerson(Wants::Calling),
            Some(DoesWord::Apply) => OnEnter::Apply,
            Some(DoesWord::Courses) => OnEnter::Courses,
        }))
    }
}

/// Lays a file's nodes over those that are there, by key. What a file takes out is noted: its labels stay behind.
pub(super) fn lay_over(
    nodes: &mut Vec<Placed<NodeRow>>,
    removed: &mut BTreeSet<String>,
    file: &File,
    mut table: toml::Table,
    faults: &mut Vec<Fault>,
) {
    for (key, row) in read::rows(file, &mut table, "node", "key", faults) {
        let is_same = |other: &Placed<NodeRow>| other.row.key == key;
        if read::take_out(file, nodes, &key, &row, is_same, faults) {
            removed.insert(key);
            continue;
        }
        match read::typed::<NodeRow>(file, &key, row) {
            Ok(row) => read::lay(nodes, row, is_same),
            Err(fault) => faults.push(fault),
        }
    }
    read::leftover(file, &table, "node", faults);
}
