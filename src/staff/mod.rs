//! Pages for people who run the programme, and the handset with which anybody tries it. In this version the handset is
//! all there is.

mod assets;
mod stand;
mod scene;
mod page;
mod handset;

pub use handset::configure;
