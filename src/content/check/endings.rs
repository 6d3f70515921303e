//! What the system may send first, and how such a text must end.

use crate::content::programme::Channel;
use crate::content::rulebook::Content;
use crate::domain::address::Locale;
use crate::domain::catalogue::{Class, keys};
use crate::domain::keyword::Does;
use crate::domain::text::fold;

/// C09: sensitive texts only ever answer.
pub(super) fn of_class(class: Class) -> Option<&'static str> {
    let why = "is of a class that only ever answers: take campaign and series from its channels";
    (!class.may_be_sent_first()).then_some(why)
}

/// C07: whether a text that is sent first lacks the line that says how to end it, in its own language.
pub(super) fn missing(content: &Content, locale: Locale, text: &str) -> Option<String> {
    let catalogue = &content.rulebook.catalogue;
    let has_own = catalogue.sms(&keys::BROADCAST_FOOTER, locale).is_some_and(|spoken| spoken.locale == locale);
    let footer = content.compose(&keys::BROADCAST_FOOTER, locale, Channel::Sms, &[])?.text;
    if !has_own {
        return Some(format!(
            "has no broadcast_footer in {locale}: translate it, so that people can read how to end it"
        ));
    }
    let ends = !footer.trim().is_empty() && text.ends_with(&footer);
    (!ends).then(|| format!("does not end with broadcast_footer in {locale}, \"{}\": add it", footer.trim()))
}

/// C07: a last line that names no word to end it, or no number to send it to.
pub(super) fn useless(content: &Content, locale: Locale) -> Option<String> {
    let footer = content.compose(&keys::BROADCAST_FOOTER, locale, Channel::Sms, &[])?.text;
    let stop = content.rulebook.keywords.keywords().iter().find(|keyword| keyword.does == Does::Stop)?;
    let spelled = stop.main.iter().chain(&stop.spellings).filter(|(own, _)| *own == locale).map(|(_, word)| word);
    let words: Vec<String> = spelled.map(|word| fold(word)).collect();
    // A language without a word of its own is told of among the keywords.
    let names_word =
        words.is_empty() || footer.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&fold(word)));
    let names_number = content.renderer.names_short_code(&footer);
    (!(names_word && names_number))
        .then(|| format!("must name the word for STOP in {locale} and {{{{short_code}}}}, so that people can end it"))
}
