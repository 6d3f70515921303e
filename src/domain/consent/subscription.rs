//! The one place where consent changes. Each change gives the new standing and the event that proves it.

use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::consent::topic::Topics;
use crate::domain::ids::ContentKey;

/// Where a person stands with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Wrote or was written down, and agreed to nothing.
    None,
    /// Lifted a STOP and has not yet said YES: nothing is sent first.
    Pending,
    /// Agreed to some topics.
    Active,
    /// Said STOP. Only that number can undo it.
    Stopped,
    /// Asked to be erased: a mark is left so that nobody signs the number up again.
    Erased,
}

impl Standing {
    /// All standings with their words in the store.
    pub const ALL: [(Standing, &'static str); 5] = [
        (Standing::None, "none"),
        (Standing::Pending, "pending"),
        (Standing::Active, "active"),
        (Standing::Stopped, "stopped"),
        (Standing::Erased, "erased"),
    ];

    /// The word for this standing.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(standing, _)| *standing == self).map_or("stopped", |(_, word)| word)
    }

    /// The standing of a stored word. A word that cannot be read is a STOP: when in doubt we are silent.
    pub fn parse(word: &str) -> Self {
        Self::ALL.iter().find(|(_, name)| *name == word).map_or(Standing::Stopped, |(standing, _)| *standing)
    }

    /// Whether nothing may be sent first, whatever anybody but this number says.
    pub fn is_barred(self) -> bool {
        matches!(self, Standing::Stopped | Standing::Erased)
    }
}

/// Where a person stands and with which topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// Where the person stands.
    pub standing: Standing,
    /// What was agreed; empty unless active.
    pub topics: Topics,
    /// Topics that the person left herself: nobody but her handset brings them back.
    pub left: Topics,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Agreed to topics.
    OptedIn,
    /// Left topics.
    LeftTopic,
    /// Topics were taken back because of her age.
    HeldBack,
    /// A parent, a guardian or the programme agreed for a child.
    AdultAgreed,
    /// Said STOP.
    OptedOut,
    /// Lifted an earlier STOP.
    Lifted,
    /// Asked to be erased.
    Erased,
}

impl Change {
    /// The word in the store and in what a person is shown of her own record.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::OptedIn => "opted_in",
            Change::LeftTopic => "left_topic",
            Change::HeldBack => "held_back",
            Change::AdultAgreed => "adult_agreed",
            Change::OptedOut => "opted_out",
            Change::Lifted => "lifted",
            Change::Erased => "erased",
        }
    }
}

/// By which way the person said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// By text message.
    Sms,
    /// In the USSD menu.
    Ussd,
    /// At the gateway, which told us.
    Gateway,
    /// On paper or by voice, as the import file says.
    Import(String),
    /// She asked the programme, on paper or by voice, and staff did it.
    Request,
}

impl How {
    /// The text kept as proof.
    pub fn to_text(&self) -> String {
        match self {
            How::Sms => "sms".to_owned(),
            How::Ussd => "ussd".to_owned(),
            How::Gateway => "gateway".to_owned(),
            How::Import(how) => format!("import: {how}"),
            How::Request => "request".to_owned(),
        }
    }
}

/// The words that were put to the person. Their version is added where texts are known by content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Which text.
    pub key: ContentKey,
    /// In which language.
    pub locale: Locale,
}

/// A change of consent with its proof; kept for ever as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentEvent {
    /// What changed.
    pub change: Change,
    /// The topics that it is about.
    pub topics: Topics,
    /// By which way.
    pub how: How,
    /// The words that the person answered, where there were any.
    pub wording: Option<Wording>,
    /// When.
    pub at: Timestamp,
}

impl Subscription {
    /// Somebody of whom we know nothing.
    pub const NEW: Subscription = Subscription { standing: Standing::None, topics: Topics::NONE, left: Topics::NONE };

    /// The person agrees to topics, from her own handset. `None` when nothing changes, and after a STOP that she has not
    /// taken back: a YES may be the answer to what was asked before it.
    pub fn opt_in(self, topics: Topics, how: How, wording: Wording, at: Timestamp) -> Option<(Self, ConsentEvent)> {
        if self.standing.is_barred() {
            return None;
        }
        let all = if self.standing == Standing::Active { self.topics.union(topics) } else { topics };
        let next = Self { standing: Standing::Active, topics: all, left: self.left.minus(topics) };
        let event = ConsentEvent { change: Change::OptedIn, topics, how, wording: Some(wording), at };
        (next != self).then_some((next, event))
    }

    /// The programme writes down an agreement that was given on paper or by voice. `None` where the person has said
    /// STOP or was erased, or left all these topics: only the handset undoes that.
    pub fn write_down(self, topics: Topics, how: String, at: Timestamp) -> Option<(Self, ConsentEvent)> {
        let topics = topics.minus(self.left);
        if self.standing.is_barred() || self.standing == Standing::Pending || topics.is_empty() {
            return None;
        }
        let next = Self { standing: Standing::Active, topics: self.topics.union(topics), ..self };
        let event = ConsentEvent { change: Change::OptedIn, topics, how: How::Import(how), wording: None, at };
        (next != self).then_some((next, event))
    }

    /// The person says STOP. `None` when she had said so before.
    pub fn opt_out(self, how: How, at: Timestamp) -> Option<(Self, ConsentEvent)> {
        if self.standing.is_barred() {
            return None;
        }
        let next = Self { standing: Standing::Stopped, topics: Topics::NONE, ..self };
        Some((next, ConsentEvent { change: Change::OptedOut, topics: self.topics, how, wording: None, at }))
    }

    /// The person leaves topics, whether she was in them or not: a later import does not bring them. To leave the last
    /// one is a STOP. `None` when she had left them before.
    pub fn leave(self, topics: Topics, how: How, at: Timestamp) -> Option<(Self, ConsentEvent)> {
        let next = Self { left: self.left.union(topics), ..self.less(topics) };
        if self.standing == Standing::Active && next.topics.is_empty() {
            return next.opt_out(how, at).map(|(next, event)| (next, ConsentEvent { topics: self.topics, ..event }));
        }
        let event = ConsentEvent { change: Change::LeftTopic, topics, how, wording: None, at };
        (next != self).then_some((next, event))
    }

    /// Topics that her age does not allow are taken back, until an adult agrees or she is older. `None` when there are
    /// none of them.
    pub fn hold_back(self, topics: Topics, how: How, at: Timestamp) -> Option<(Self, ConsentEvent)> {
        let held = self.topics.both(topics);
        let event = ConsentEvent { change: Change::HeldBack, topics: held, how, wording: None, at };
        (!held.is_empty()).then(|| (self.less(held), event))
    }

    fn less(self, topics: Topics) -> Self {
        let topics = self.topics.minus(topics);
        let standing = match self.standing {
            Standing::Active if topics.is_empty() => Standing::None,
            standing => standing,
        };
        Self { standing, topics, ..self }
    }

    /// The person takes her STOP back; nothing is sent first until she also agrees. `None` when there was no STOP.
    pub fn lift(self, how: How, at: Timestamp) -> Option<(Self, ConsentEvent)> {
        if !self.standing.is_barred() {
            return None;
        }
        let next = Self { standing: Standing::Pending, topics: Topics::NONE, ..self };
        Some((next, ConsentEvent { change: Change::Lifted, topics: Topics::NONE, how, wording: None, at }))
    }

    /// The person asks to be erased.
    pub fn erase(self, how: How, at: Timestamp) -> (Self, ConsentEvent) {
        let next = Self { standing: Standing::Erased, topics: Topics::NONE, left: Topics::NONE };
        (next, ConsentEvent { change: Change::Erased, topics: self.topics, how, wording: None, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::topic::Topic;
    use proptest::prelude::*;

    const WORDING: fn() -> Wording =
        || Wording { key: ContentKey::known("optin_prompt"), locale: Locale::parse("en").unwrap() };

    /// Anything that may happen to consent; the last two come from others than the person.
    #[derive(Debug, Clone, Copy)]
    enum Happening {
        OptIn,
        Stop,
        Leave,
        Lift,
        Erase,
        Import,
    }

    fn happen(subscription: Subscription, happening: Happening) -> Subscription {
        let at = Timestamp::UNIX_EPOCH;
        let changed = match happening {
            Happening::OptIn => subscription.opt_in(Topics::WEEKLY, How::Sms, WORDING(), at),
            Happening::Stop => subscription.opt_out(How::Sms, at),
            Happening::Leave => subscription.leave(Topic::Tips.into(), How::Sms, at),
            Happening::Lift => subscription.lift(How::Sms, at),
            Happening::Erase => Some(subscription.erase(How::Ussd, at)),
            Happening::Import => subscription.write_down(Topics::WEEKLY, "form".into(), at),
        };
        changed.map_or(subscription, |(next, _)| next)
    }

    fn happenings() -> impl Strategy<Value = Vec<Happening>> {
        let one = prop_oneof![
            Just(Happening::OptIn),
            Just(Happening::Stop),
            Just(Happening::Leave),
            Just(Happening::Lift),
            Just(Happening::Erase),
            Just(Happening::Import),
        ];
        proptest::collection::vec(one, 0..20)
    }

    proptest! {
        #[test]
        fn after_stop_only_the_person_can_bring_messages_back(before in happenings(), imports in 1usize..5) {
            let mut subscription = before.into_iter().fold(Subscription::NEW, happen);
            subscription = happen(subscription, Happening::Stop);
            for _ in 0..imports {
                subscription = happen(subscription, Happening::Import);
                prop_assert!(subscription.standing.is_barred());
                prop_assert!(subscription.topics.is_empty());
            }
            subscription = happen(subscription, Happening::Lift);
            prop_assert_eq!(happen(subscription, Happening::Import).standing, Standing::Pending);
        }

        #[test]
        fn only_the_active_have_topics(all in happenings()) {
            let subscription = all.into_iter().fold(Subscription::NEW, happen);
            prop_assert_eq!(subscription.topics.is_empty(), subscription.standing != Standing::Active);
        }
    }

    #[test]
    fn a_second_stop_changes_nothing() {
        let stopped = happen(Subscription::NEW, Happening::Stop);
        assert_eq!(stopped.opt_out(How::Sms, Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn a_standing_that_cannot_be_read_is_a_stop() {
        assert_eq!(Standing::parse("ACTIVE?"), Standing::Stopped);
    }
}
