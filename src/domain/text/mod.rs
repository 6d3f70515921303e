//! Texts as a handset and an operator see them: GSM-7 sizes, billed segments, and the folded keys that matching works on.
//! Never knows what a text means, and never changes one that is being stored.

mod gsm7;
mod segment;
mod fold;

pub use fold::{compose, fold, plain};
pub use gsm7::{septet_count, septets};
pub use segment::{Encoding, Segmentation, SplitUnit, segment, segment_count};
