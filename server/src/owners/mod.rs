//! The people who own bots: who they are, and what was lent to them for a while.

mod lent;
mod who;

pub(crate) use lent::Lent;
pub(crate) use who::{DESK, Who};
