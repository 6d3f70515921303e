//! Where a conversation takes place: what writing down its effects needs to know.

use jiff::Timestamp;

use crate::content::Content;
use crate::domain::address::Locale;
use crate::domain::ids::{AccountName, OriginatedId, SubscriberId};
use crate::domain::message::Body;
use crate::domain::schedule::Window;
use crate::service::context::{Context, Rules};
use crate::service::inquire::Inquirer;
use crate::service::random::Random;

/// Where effects happen.
pub(super) struct Scene<'a> {
    pub(super) context: &'a Context,
    pub(super) content: &'a Content,
    pub(super) random: &'a Random,
    pub(super) account: &'a AccountName,
    pub(super) subscriber: SubscriberId,
    pub(super) message: Option<OriginatedId>,
    /// The words of that message.
    pub(super) text: Option<&'a Body>,
    /// The language in which she is answered.
    pub(super) locale: Locale,
    pub(super) rules: &'a Rules,
    /// The hours that she set.
    pub(super) hours: Option<Window>,
    pub(super) now: Timestamp,
}

impl<'a> Scene<'a> {
    /// Who asks about trainings.
    pub(super) fn inquirer(&self) -> Inquirer<'a> {
        Inquirer { subscriber: self.subscriber, random: self.random, rules: self.rules, now: self.now }
    }
}
