//! The chat REST API of the Certainly seed, from the caller's side.

mod actions;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;
