//! One text on its own, as somebody wrote it or as it is about to go out, judged by the same rules as the files.

use crate::content::check::endings;
use crate::content::check::lint::{self, Draft};
use crate::content::check::texts::finding;
use crate::content::fault::{Finding, Level, Rule};
use crate::content::programme::Channel;
use crate::content::rulebook::Content;
use crate::domain::address::Locale;
use crate::domain::catalogue::{Class, keys};
use crate::domain::ids::ContentKey;
use crate::domain::text::segment_count;
use crate::domain::ussd::{SCREEN_LIMIT, septets_on_air};

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// It answers a person's own request.
    Answer,
    /// The system sends it first: as a campaign, in a series, on a date.
    SentFirst,
}

/// A text and what it is for.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Its key in the index; a new one is judged as open and without facts.
    pub key: &'a ContentKey,
    /// The language that it is written in.
    pub locale: Locale,
    /// The way it travels.
    pub channel: Channel,
    /// Why it goes out.
    pub purpose: Purpose,
    /// Its words: a template, or filled.
    pub text: &'a str,
}

/// All that can be said against a text. It is judged as it is: a text that is sent first must have its last line.
pub fn lint_text(content: &Content, judged: &Judged) -> Vec<Finding> {
    let key = judged.key.as_str();
    let filed = content.filed.get(judged.key);
    let is_sent_first = judged.purpose == Purpose::SentFirst;
    let template = content.renderer.without_own_values(judged.text);
    let draft = Draft {
        key,
        subject: filed.map_or("", |filed| &filed.subject),
        locale: judged.locale,
        channel: judged.channel,
        has_facts: filed.is_some_and(|filed| filed.has_facts),
        is_sent_first,
        template: &template,
    };
    let remarks = lint::remarks(&content.lexicon, &draft);
    let mut found: Vec<Finding> = remarks.into_iter().map(|remark| finding("", key, "text", remark)).collect();
    let class = content.rulebook.catalogue.entry(judged.key).map_or(Class::Open, |entry| entry.class);
    let one_only = is_sent_first || class == Class::Crisis;
    found.extend(size(judged, one_only).map(|why| Finding::error("", key, why).under(Rule::C01)));
    if is_sent_first {
        found.extend(endings::of_class(class).map(|why| Finding::error("", key, why).under(Rule::C09)));
        let ending = endings::missing(content, judged.locale, judged.text);
        found.extend(ending.map(|why| Finding::error("", key, why).under(Rule::C07)));
    }
    found
}

/// Rules of length and of letters, which marks that a programme chose break on purpose.
fn of_cost(rule: Rule) -> bool {
    matches!(rule, Rule::C01 | Rule::C12)
}

impl Content {
    /// The first error in words that are about to be sent first, with its rule. What they cost is not among them: that is
    /// the programme's to decide, and is shown.
    pub fn objection(&self, key: &ContentKey, locale: Locale, text: &str) -> Option<(Rule, String)> {
        let judged = Judged { key, locale, channel: Channel::Sms, purpose: Purpose::SentFirst, text };
        let errors = lint_text(self, &judged).into_iter().filter(|finding| finding.level == Level::Error);
        errors.filter_map(|finding| Some((finding.rule?, finding.message))).find(|(rule, _)| !of_cost(*rule))
    }

    /// What keeps a worker's own words from being sent to somebody in need: they are judged like an answer that names
    /// nothing. What they cost is no rule here. She may write in another language than the case's: what promises safety
    /// or asks who and where somebody is counts in each.
    pub fn objections_to_reply(&self, locale: Locale, text: &str) -> Vec<(Rule, String)> {
        let others = self.rulebook.locales.iter().copied().filter(|other| *other != locale);
        let in_others = others.flat_map(|other| self.objections_in(other, text));
        let in_others = in_others.filter(|(rule, _)| matches!(rule, Rule::C04 | Rule::C08));
        self.objections_in(locale, text).into_iter().chain(in_others).collect()
    }

    fn objections_in(&self, locale: Locale, text: &str) -> Vec<(Rule, String)> {
        let key = &keys::CRISIS_HELP_DISCREET;
        let judged = Judged { key, locale, channel: Channel::Sms, purpose: Purpose::Answer, text };
        let errors = lint_text(self, &judged).into_iter().filter(|finding| finding.level == Level::Error);
        let named = errors.filter_map(|finding| Some((finding.rule?, finding.message)));
        named.filter(|(rule, _)| !of_cost(*rule)).collect()
    }
}

fn size(judged: &Judged, one_only: bool) -> Option<String> {
    match judged.channel {
        Channel::Sms => {
            let most = if one_only { 1 } else { 2 };
            let parts = segment_count(judged.text);
            (parts > most).then(|| format!("takes {parts} parts, {most} fit: shorten it"))
        }
        Channel::Ussd => {
            let septets = septets_on_air(judged.text).filter(|septets| *septets > SCREEN_LIMIT)?;
            Some(format!("takes {septets} septets, {SCREEN_LIMIT} fit on a screen: shorten it"))
        }
    }
}
