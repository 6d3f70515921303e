//! The composition root: reads the command line, puts the parts together, starts them in order and stops them in
//! reverse. Nobody imports it.

mod exit;
mod cli;
mod times;
mod assemble;
mod routes;
mod check;
mod doctor;
mod serve;
mod people;
mod staff;
mod requests;
mod retention;
mod campaigns;
mod cases;
mod alerts;
mod trainings;
mod series;
mod cover;
mod handset;
mod run;

pub use assemble::{Assembled, assemble, opening, programme_texts, registry};
pub use routes::{Openness, configure};
pub use run::run;
