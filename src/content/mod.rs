//! What the programme says, as data: texts in every language, keywords, the USSD tree, help lines. Built once into the
//! rulebook that the rules look things up in. It decides nothing and sends nothing.

mod fault;
mod programme;
mod files;
mod read;
mod texts;
mod words;
mod facts;
mod tree;
mod series;
mod material;
mod placeholders;
mod render;
mod languages;
mod catalogue;
mod table;
mod branches;
mod screens;
mod menu;
mod sequence;
mod rulebook;
mod compose;
mod campaign;
mod step;
mod check;

pub use campaign::{CampaignText, NotForCampaigns};
pub use check::{check, reviews_due};
pub use compose::Composed;
pub use fault::{About, Fault, Finding, Level};
pub use programme::{Channel, Duty, ProgrammeTexts};
pub use rulebook::{Content, build};
pub use step::StepText;
