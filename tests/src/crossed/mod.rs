//! Two Parlours: one serves a bot over every API, the other asks it as a channel. And the checks of
//! `parlour conform` against the first.

mod checks;
mod gateway;
mod model;
mod served;
mod story;
mod talk;

pub use checks::checks;
pub use served::{Channel, served};
pub use story::{Difference, Story, story};
