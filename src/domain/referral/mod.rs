//! Who helps where: services of the programme's list, and which of them a person is given.

mod service;
mod choose;

pub use choose::{Chosen, Directory};
pub use service::{Service, ServiceKind};
