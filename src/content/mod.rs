//! What the programme says, as data: texts in every language, keywords, the USSD tree, help lines. Built once into the
//! rulebook that the rules look things up in. It decides nothing and sends nothing.

mod wording;
mod review;
mod fault;
mod programme;
mod files;
mod read;
mod texts;
mod words;
mod lexicon;
mod facts;
mod areas;
mod tree;
mod series;
mod material;
mod placeholders;
mod render;
mod languages;
mod catalogue;
mod marks;
mod table;
mod branches;
mod screens;
mod menu;
mod sequence;
mod services;
mod rulebook;
mod standing;
mod compose;
mod campaign;
mod step;
mod alert;
mod check;
mod page;

pub use campaign::{CampaignText, NotForCampaigns};
pub use check::{Judged, Purpose, check, lint_text, reviews_due};
pub use compose::Composed;
pub use fault::{About, Fault, Finding, Level, Rule};
pub use marks::{Marks, marks};
pub use page::{PageForm, print_page};
pub use programme::{Channel, ProgrammeTexts};
pub use review::Reviews;
pub use rulebook::{Content, PastReview, build, build_both};
pub use standing::unreviewed;
pub use step::{StepText, group};
