//! USSD dialogues: the tree, what is on a screen, and how one turn leads to the next.

mod screen;
mod menu;
mod session;
mod step;

pub use menu::{Menu, MenuFault, MenuOption, Node, NodeKind, NodeSpec, OnChoose, OnEnter, Screens};
pub use screen::{SCREEN_LIMIT, lay_out, paginate, septets_on_air};
pub use session::{Dialogue, Position, Received, Taken, TurnKey};
pub use step::{Moved, NOWHERE, step};
