//! The rule for who gets a campaign, and why somebody it names is left out all the same. No filter can bring back a
//! person who said STOP.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::domain::address::{Locale, Network};
use crate::domain::area::{Area, Gazetteer};
use crate::domain::campaign::candidate::{Candidate, Reach};
use crate::domain::consent::{Role, Standing, Topic, allowed_topics};
use crate::domain::text::fold;

/// Filters, all of which a person must pass. An empty one lets everybody through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Audience {
    /// Any of these languages; none stands for all.
    pub languages: Vec<Locale>,
    /// A state with all that lies in it, or a local government.
    pub area: Option<Area>,
    /// As what people signed up.
    pub role: Option<Role>,
    /// A topic that people agreed to, beside that of the campaign.
    pub topic: Option<Topic>,
    /// The network behind the number; people whose network nobody named do not match.
    pub network: Option<Network>,
    /// Joined on this date or later, in the programme's time zone.
    pub joined_since: Option<Date>,
    /// The group that people were imported with, in whatever spelling folds to the same.
    pub group: Option<String>,
}

/// Why a person does not get a campaign. The order is that in which they are looked for: the first is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exclusion {
    /// The filters do not name her. She is of no interest here, and neither counted nor shown.
    Unmatched,
    /// A practice number.
    Practice,
    /// Asked to be erased.
    Erased,
    /// Said STOP.
    Stopped,
    /// Agreed to nothing, or has not yet said YES.
    NotJoined,
    /// Agreed to other topics.
    TopicNotChosen,
    /// A child too young for it.
    UnderAge,
    /// The number does not work.
    NumberNotWorking,
    /// Campaigns to her wait, because she may have called for help.
    Paused,
    /// No native speaker reviewed what she would get, and nobody has put a name to it.
    UnreviewedText,
}

/// What is wrong with a stored audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{word}\" is no {filter}")]
pub struct NotAnAudience {
    filter: &'static str,
    word: String,
}

impl Audience {
    /// Whether a person gets a campaign about `topic`, and if not, why.
    pub fn qualify(
        &self,
        topic: Topic,
        candidate: &Candidate,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<(), Exclusion> {
        if !self.names(candidate, zone) {
            return Err(Exclusion::Unmatched);
        }
        if candidate.reach == Reach::Practice {
            return Err(Exclusion::Practice);
        }
        match candidate.standing {
            Standing::Erased => return Err(Exclusion::Erased),
            Standing::Stopped => return Err(Exclusion::Stopped),
            Standing::None | Standing::Pending => return Err(Exclusion::NotJoined),
            Standing::Active => {}
        }
        if !candidate.topics.contains(topic) {
            return Err(Exclusion::TopicNotChosen);
        }
        if !allowed_topics(candidate.age_band, candidate.adult_agreement).contains(topic) {
            return Err(Exclusion::UnderAge);
        }
        if candidate.reach == Reach::NotWorking {
            return Err(Exclusion::NumberNotWorking);
        }
        if candidate.paused_until.is_some_and(|until| now < until) {
            return Err(Exclusion::Paused);
        }
        Ok(())
    }

    /// Reads the area by the list, where it was planned before there was one.
    pub fn settle(&mut self, areas: &Gazetteer) {
        self.area = self.area.take().map(|area| areas.read(&area));
    }

    /// Whether the filters let a person through.
    fn names(&self, candidate: &Candidate, zone: &TimeZone) -> bool {
        let joined_on = candidate.joined_at.map(|at| zone.to_datetime(at).date());
        (self.languages.is_empty() || self.languages.contains(&candidate.language))
            && self.role.is_none_or(|role| candidate.roles.contains(role))
            && self.network.is_none_or(|network| candidate.network == Some(network))
            && self.topic.is_none_or(|topic| candidate.topics.contains(topic))
            && self.joined_since.is_none_or(|since| joined_on.is_some_and(|date| date >= since))
            && self.area.as_ref().is_none_or(|area| candidate.area.as_ref().is_some_and(|hers| hers.lies_in(area)))
            && is_same(self.group.as_deref(), candidate.group.as_deref())
    }
}

fn is_same(filter: Option<&str>, written: Option<&str>) -> bool {
    filter.is_none_or(|filter| written.is_some_and(|written| fold(written) == fold(filter)))
}

impl Exclusion {
    /// All reasons that staff are shown, with the word of each for JSON, the store and metrics.
    pub const SHOWN: [(Exclusion, &'static str); 9] = [
        (Exclusion::Practice, "practice"),
        (Exclusion::Erased, "erased"),
        (Exclusion::Stopped, "stopped"),
        (Exclusion::NotJoined, "not_joined"),
        (Exclusion::TopicNotChosen, "topic_not_chosen"),
        (Exclusion::UnderAge, "under_age"),
        (Exclusion::NumberNotWorking, "number_not_working"),
        (Exclusion::Paused, "paused"),
        (Exclusion::UnreviewedText, "unreviewed_text"),
    ];

    /// The word for this reason.
    pub fn as_str(self) -> &'static str {
        Self::SHOWN.iter().find(|(reason, _)| *reason == self).map_or("unmatched", |(_, word)| word)
    }

    /// The plain words for staff, made to follow a count: "131 stopped all texts".
    pub fn sentence(self) -> &'static str {
        match self {
            Exclusion::Unmatched => "not in this audience",
            Exclusion::Practice => "practice numbers, which campaigns never go to",
            Exclusion::Erased => "asked to be erased",
            Exclusion::Stopped => "stopped all texts",
            Exclusion::NotJoined => "did not agree to texts yet",
            Exclusion::TopicNotChosen => "did not choose this topic, or stopped it",
            Exclusion::UnderAge => "under age for this topic",
            Exclusion::NumberNotWorking => "number not working",
            Exclusion::Paused => "paused for now",
            Exclusion::UnreviewedText => "whose language has no reviewed text: accept it or have it reviewed",
        }
    }
}

/// The form in the store and in what an approval is bound to: words, in this order, without empty filters.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    languages: Vec<Locale>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    joined_since: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
}

impl From<Audience> for Stored {
    fn from(audience: Audience) -> Self {
        Self {
            languages: audience.languages,
            area: audience.area.map(|area| area.as_str().to_owned()),
            role: audience.role.map(|role| role.as_str().to_owned()),
            topic: audience.topic.map(|topic| topic.as_str().to_owned()),
            network: audience.network.map(|network| network.as_str().to_owned()),
            joined_since: audience.joined_since,
            group: audience.group,
        }
    }
}

impl TryFrom<Stored> for Audience {
    type Error = NotAnAudience;

    fn try_from(stored: Stored) -> Result<Self, NotAnAudience> {
        Ok(Self {
            languages: stored.languages,
            area: stored.area.as_deref().map(Area::stored),
            role: stored.role.map(|word| known("role", word, Role::parse)).transpose()?,
            topic: stored.topic.map(|word| known("topic", word, Topic::parse)).transpose()?,
            network: stored.network.map(|word| known("network", word, Network::parse)).transpose()?,
            joined_since: stored.joined_since,
            group: stored.group,
        })
    }
}

fn known<T>(filter: &'static str, word: String, parse: fn(&str) -> Option<T>) -> Result<T, NotAnAudience> {
    parse(&word).ok_or(NotAnAudience { filter, word })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::{AdultAgreement, AgeBand, Roles, Topics};
    use proptest::prelude::*;

    fn amina() -> Candidate {
        Candidate {
            language: Locale::parse("yo").unwrap(),
            area: Some(Area::stored("lagos/ikeja")),
            roles: Role::Parent.into(),
            age_band: Some(AgeBand::Adult),
            adult_agreement: AdultAgreement::Missing,
            topics: Topics::WEEKLY,
            standing: Standing::Active,
            network: Some(Network::Mtn),
            group: Some("Market women".into()),
            joined_at: Some("2026-11-30T23:30Z".parse().unwrap()),
            paused_until: None,
            reach: Reach::Working,
        }
    }

    fn today() -> Timestamp {
        "2026-12-15T15:00Z".parse().unwrap()
    }

    fn qualify(audience: &Audience, topic: Topic, candidate: &Candidate) -> Result<(), Exclusion> {
        audience.qualify(topic, candidate, today(), &TimeZone::get("Africa/Lagos").unwrap())
    }

    fn audience(json: &str) -> Audience {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn all_filters_must_let_a_person_through() {
        for (filters, expected) in [
            ("{}", Ok(())),
            (r#"{"languages": ["ha", "yo"]}"#, Ok(())),
            (r#"{"languages": ["ha"]}"#, Err(Exclusion::Unmatched)),
            (r#"{"area": "lagos"}"#, Ok(())),
            (r#"{"area": "lagos/ikeja"}"#, Ok(())),
            (r#"{"area": "lagos/epe"}"#, Err(Exclusion::Unmatched)),
            (r#"{"role": "parent"}"#, Ok(())),
            (r#"{"role": "girl"}"#, Err(Exclusion::Unmatched)),
            (r#"{"topic": "safety"}"#, Ok(())),
            (r#"{"topic": "training"}"#, Err(Exclusion::Unmatched)),
            (r#"{"network": "mtn"}"#, Ok(())),
            (r#"{"network": "glo"}"#, Err(Exclusion::Unmatched)),
            // She joined half an hour after midnight in Lagos.
            (r#"{"joined_since": "2026-12-01"}"#, Ok(())),
            (r#"{"joined_since": "2026-12-02"}"#, Err(Exclusion::Unmatched)),
            (r#"{"group": "MARKET WOMEN"}"#, Ok(())),
            (r#"{"group": "School"}"#, Err(Exclusion::Unmatched)),
            (r#"{"role": "parent", "network": "glo"}"#, Err(Exclusion::Unmatched)),
        ] {
            assert_eq!(qualify(&audience(filters), Topic::Tips, &amina()), expected, "filters: {filters}");
        }
    }

    #[test]
    fn a_person_of_whom_nothing_is_known_matches_no_filter() {
        let unknown =
            Candidate { area: None, roles: Roles::NONE, network: None, group: None, joined_at: None, ..amina() };
        assert_eq!(qualify(&Audience::default(), Topic::Tips, &unknown), Ok(()));
        for filters in [
            r#"{"area": "Oke-Odo"}"#,
            r#"{"role": "parent"}"#,
            r#"{"network": "other"}"#,
            r#"{"group": ""}"#,
            r#"{"joined_since": "1970-01-01"}"#,
        ] {
            assert_eq!(
                qualify(&audience(filters), Topic::Tips, &unknown),
                Err(Exclusion::Unmatched),
                "filters: {filters}"
            );
        }
    }

    #[test]
    fn the_first_reason_is_named() {
        let all = Topics::WEEKLY.with(Topic::Training);
        let child = Candidate { age_band: Some(AgeBand::From13To17), topics: all, ..amina() };
        let soon = Some(today() + jiff::SignedDuration::from_millis(1));
        for (topic, candidate, expected) in [
            (
                Topic::Tips,
                Candidate { reach: Reach::Practice, standing: Standing::Stopped, ..amina() },
                Err(Exclusion::Practice),
            ),
            (Topic::Tips, Candidate { standing: Standing::Erased, ..amina() }, Err(Exclusion::Erased)),
            (
                Topic::Tips,
                Candidate { standing: Standing::Stopped, paused_until: soon, ..amina() },
                Err(Exclusion::Stopped),
            ),
            (Topic::Tips, Candidate { standing: Standing::None, ..amina() }, Err(Exclusion::NotJoined)),
            (Topic::Tips, Candidate { standing: Standing::Pending, ..amina() }, Err(Exclusion::NotJoined)),
            (Topic::Training, amina(), Err(Exclusion::TopicNotChosen)),
            (Topic::Tips, Candidate { age_band: Some(AgeBand::Under13), ..amina() }, Err(Exclusion::UnderAge)),
            (Topic::Tips, child.clone(), Ok(())),
            (Topic::Training, child.clone(), Err(Exclusion::UnderAge)),
            (Topic::Training, Candidate { adult_agreement: AdultAgreement::Recorded, ..child }, Ok(())),
            (Topic::Tips, Candidate { age_band: None, ..amina() }, Ok(())),
            (
                Topic::Tips,
                Candidate { reach: Reach::NotWorking, paused_until: soon, ..amina() },
                Err(Exclusion::NumberNotWorking),
            ),
            (Topic::Tips, Candidate { paused_until: soon, ..amina() }, Err(Exclusion::Paused)),
            (Topic::Tips, Candidate { paused_until: Some(today()), ..amina() }, Ok(())),
        ] {
            assert_eq!(qualify(&Audience::default(), topic, &candidate), expected, "{topic:?}, {candidate:?}");
        }
    }

    #[test]
    fn an_audience_is_kept_in_words_and_read_strictly() {
        let json = r#"{"languages":["yo"],"area":"Edo","role":"girl","topic":"safety","network":"9mobile","joined_since":"2026-12-01","group":"SS2"}"#;
        assert_eq!(serde_json::to_string(&audience(json)).unwrap(), json);
        assert_eq!(serde_json::to_string(&Audience::default()).unwrap(), "{}");
        for wrong in [
            r#"{"age": 12}"#,
            r#"{"role": "boss"}"#,
            r#"{"topic": "news"}"#,
            r#"{"network": "xyz"}"#,
            r#"{"languages": ["EN"]}"#,
        ] {
            assert!(serde_json::from_str::<Audience>(wrong).is_err(), "json: {wrong}");
        }
        let said = serde_json::from_str::<Audience>(r#"{"role": "boss"}"#).unwrap_err().to_string();
        assert!(said.starts_with("\"boss\" is no role"), "said: {said}");
    }

    #[test]
    fn each_reason_has_a_word_and_a_sentence_of_its_own() {
        let words: std::collections::HashSet<&str> =
            Exclusion::SHOWN.iter().map(|(reason, _)| reason.as_str()).collect();
        let sentences: std::collections::HashSet<&str> =
            Exclusion::SHOWN.iter().map(|(reason, _)| reason.sentence()).collect();
        assert_eq!((words.len(), sentences.len()), (9, 9));
        assert_eq!(Exclusion::Unmatched.as_str(), "unmatched");
    }

    proptest! {
        #[test]
        fn whoever_qualifies_is_active_chose_the_topic_and_is_old_enough(
            standing in proptest::sample::select(Standing::ALL.to_vec()),
            topic in proptest::sample::select(Topic::ALL.to_vec()),
            band in proptest::sample::select(AgeBand::ALL.to_vec()),
            reach in proptest::sample::select(vec![Reach::Working, Reach::NotWorking, Reach::Practice]),
            words in proptest::sample::subsequence(vec!["safety", "tips", "training"], 0..=3),
            paused in proptest::option::of(-2i64..3),
        ) {
            let candidate = Candidate {
                standing: standing.0,
                age_band: Some(band.0),
                reach,
                topics: Topics::parse(&words.join(";")).unwrap(),
                paused_until: paused.map(|hours| today() + jiff::SignedDuration::from_hours(hours)),
                ..amina()
            };
            let expected = standing.0 == Standing::Active
                && words.contains(&topic.1)
                && band.0 != AgeBand::Under13
                && (band.0 == AgeBand::Adult || topic.0 != Topic::Training)
                && reach == Reach::Working
                && paused.is_none_or(|hours| hours <= 0);
            prop_assert_eq!(qualify(&Audience::default(), topic.0, &candidate).is_ok(), expected);
        }
    }
}
