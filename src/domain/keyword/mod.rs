//! What the first words of a text mean: data in a table, and the rules that read it.

mod table;
mod route;

pub use route::{Answer, Prompt, Route, Routed, route};
pub use table::{Conflict, Does, Keyword, KeywordTable, Match};
