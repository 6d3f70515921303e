//! Rows of the text files: a text in one language, what is said of it in the index, and the labels of a menu.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Table;

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::programme::Channel;
use crate::content::read::{self, Placed};
use crate::content::wording;
use crate::domain::care::{Duty, Wants};
use crate::domain::catalogue::Class;
use crate::domain::consent::Topic;

/// A text in one language. The `unstaffed` forms are said while nobody is on duty.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextRow {
    pub(super) sms: Option<String>,
    pub(super) ussd: Option<String>,
    pub(super) sms_marked: Option<String>,
    pub(super) sms_unstaffed: Option<String>,
    pub(super) ussd_unstaffed: Option<String>,
    #[serde(default)]
    pub(super) review: String,
}

impl TextRow {
    /// The template that is said on a channel.
    pub(super) fn template(&self, channel: Channel, duty: Duty) -> Option<&str> {
        let (staffed, unstaffed) = match channel {
            Channel::Sms => (&self.sms, &self.sms_unstaffed),
            Channel::Ussd => (&self.ussd, &self.ussd_unstaffed),
        };
        let unstaffed = unstaffed.as_deref().filter(|_| duty == Duty::Unstaffed);
        unstaffed.or(staffed.as_deref())
    }

    /// The template that is said by SMS where marks are chosen. The form for when nobody is on duty has no marked one.
    pub(super) fn marked(&self, duty: Duty) -> Option<&str> {
        let unstaffed = self.sms_unstaffed.is_some() && duty == Duty::Unstaffed;
        self.sms_marked.as_deref().filter(|_| !unstaffed)
    }

    /// All templates with the names of their fields and their channels.
    pub(super) fn templates(&self) -> impl Iterator<Item = (&'static str, Channel, &str)> {
        let all = [
            ("sms", Channel::Sms, &self.sms),
            ("sms_unstaffed", Channel::Sms, &self.sms_unstaffed),
            ("ussd", Channel::Ussd, &self.ussd),
            ("ussd_unstaffed", Channel::Ussd, &self.ussd_unstaffed),
        ];
        all.into_iter().filter_map(|(field, channel, text)| Some((field, channel, text.as_deref()?)))
    }

    /// The fingerprint of all its templates: what an approval is bound to.
    pub(super) fn version(&self) -> String {
        let marked = self.sms_marked.as_deref().map(|template| ("sms_marked", template));
        let plain = self.templates().map(|(field, _, template)| (field, template));
        wording::fingerprint(plain.chain(marked))
    }
}

/// By which way a text may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Use {
    Campaign,
    Series,
    SmsReply,
    Ussd,
    Staff,
}

/// What the index says of a text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndexRow {
    pub(super) subject: String,
    pub(super) class: Class,
    pub(super) consent: Option<Topic>,
    pub(super) channels: Vec<Use>,
    pub(super) ussd: bool,
    pub(super) placeholders: Vec<String>,
    #[serde(default)]
    pub(super) facts: Vec<String>,
    pub(super) review_by: Option<Date>,
    /// What the answer 1 or YES to it asks for, where it offers a person.
    pub(super) offers: Option<Wants>,
}

impl IndexRow {
    /// Why another row may not take the place of this one.
    pub(super) fn careless(&self, other: &IndexRow) -> Option<String> {
        if other.class < self.class {
            return Some(
                "is less careful than the shipped text: leave class as it is, or write a text of your own".into(),
            );
        }
        if other.is_for_campaigns() && !self.is_for_campaigns() {
            let why = "is only ever an answer: take campaign and series from channels, or write a text of your own";
            return Some(why.into());
        }
        let lost = self.facts.iter().find(|fact| !other.facts.contains(fact))?;
        Some(format!("states fact {lost}: keep it among facts, or write a text of your own"))
    }

    /// Whether the system may send it first.
    pub(super) fn is_for_campaigns(&self) -> bool {
        self.channels.iter().any(|channel| matches!(channel, Use::Campaign | Use::Series))
    }

    /// Whether it may be a step of a series.
    pub(super) fn is_for_series(&self) -> bool {
        self.channels.contains(&Use::Series)
    }

    /// Whether every language must have it on this channel. A text without channels is a part of other SMS.
    pub(super) fn needs(&self, channel: Channel) -> bool {
        match channel {
            Channel::Sms => self.channels.is_empty() || self.channels.iter().any(|channel| *channel != Use::Ussd),
            Channel::Ussd => self.ussd,
        }
    }
}

/// Title and labels of one node, in the order of its options.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeLabels {
    pub(super) title: String,
    #[serde(default)]
    pub(super) labels: Vec<String>,
}

/// The lines below a screen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Navigation {
    pub(super) back_home: Option<String>,
    pub(super) exit: Option<String>,
    pub(super) next: Option<String>,
}

/// All labels of one language.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    pub(super) file: String,
    /// Who has read them, as in the review line of a text.
    pub(super) review: String,
    pub(super) navigation: Navigation,
    pub(super) nodes: BTreeMap<String, Placed<NodeLabels>>,
}

impl Labels {
    /// Lays a file over what is there: navigation line by line, labels node by node.
    pub(super) fn lay_over(&mut self, file: &File, mut table: Table, faults: &mut Vec<Fault>) {
        if let Some(review) = table.remove("review") {
            match read::typed::<String>(file, "review", review) {
                Ok(review) => self.review = review.row,
                Err(fault) => faults.push(fault),
            }
        }
        if let Some(navigation) = table.remove("nav") {
            match read::typed::<Navigation>(file, "nav", navigation) {
                Ok(Placed { row, .. }) => {
                    let own = &mut self.navigation;
                    own.back_home = row.back_home.or(own.back_home.take());
                    own.exit = row.exit.or(own.exit.take());
                    own.next = row.next.or(own.next.take());
                }
                Err(fault) => faults.push(fault),
            }
        }
        self.file = file.name.to_string();
        for (node, value) in table {
            match read::typed(file, &node, value) {
                Ok(labels) => {
                    self.nodes.insert(node, labels);
                }
                Err(fault) => faults.push(fault),
            }
        }
    }
    /// The fingerprint of all its words: what an approval is bound to.
    pub(super) fn version(&self) -> String {
        let Navigation { back_home, exit, next } = &self.navigation;
        let lines = [back_home, exit, next].into_iter().flatten().map(|line| ("nav", line.as_str()));
        let nodes = self.nodes.iter().flat_map(|(node, placed)| {
            let all = std::iter::once(&placed.row.title).chain(&placed.row.labels);
            all.map(|label| (node.as_str(), label.as_str()))
        });
        wording::fingerprint(lines.chain(nodes))
    }
}
