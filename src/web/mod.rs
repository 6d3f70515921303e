//! What all entry points over HTTP share.

pub mod paths;
pub mod page;
