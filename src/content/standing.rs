//! How far the texts of a programme are reviewed, for those who look after it.

use crate::content::review::Reviews;
use crate::content::rulebook::Content;
use crate::domain::address::Locale;

/// How far each language of the programme is reviewed, in the order in which people are offered them.
pub fn unreviewed(content: &Content) -> Vec<Reviews> {
    let catalogue = &content.rulebook.catalogue;
    let of = |locale: &Locale| {
        let all = catalogue.entries().map(|(_, entry)| {
            let both = [entry.sms.get(locale), entry.ussd.get(locale)];
            both.into_iter().flatten().map(|variant| variant.review).max()
        });
        Reviews::count(*locale, all)
    };
    content.rulebook.locales.iter().map(of).collect()
}
