//! Everything that is said in one language, on one page that a native speaker can read from top to bottom: in a
//! terminal, or on paper with a box to tick and a line to write on.

mod screens;
mod gather;
mod plain;
mod html;

use crate::content::fault::Fault;
use crate::content::programme::ProgrammeTexts;
use crate::domain::address::Locale;

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageForm {
    /// For a terminal, at most a hundred columns wide.
    Text,
    /// For a browser and a printer: one file, without scripts and without anything from elsewhere.
    Html,
}

/// The page of one language, which must be one of the programme's.
pub fn print_page(input: &ProgrammeTexts, locale: Locale, form: PageForm) -> Result<String, Vec<Fault>> {
    let page = gather::page(input, locale)?;
    Ok(match form {
        PageForm::Text => plain::written(&page),
        PageForm::Html => html::written(&page),
    })
}
