//! What the first words of a text mean: data in a table, and the rules that read it.

mod vocabulary;
mod hours;
mod table;
mod route;

pub use hours::{Hours, read_hours};
pub use route::{AGES, Answer, Prompt, Route, Routed, route};
pub use table::{Conflict, Does, Fillers, Keyword, KeywordTable, Match, TipUse, TipWord};
pub use vocabulary::{PartOfDay, Sense, Vocabulary};
