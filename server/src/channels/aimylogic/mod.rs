//! The chat API of the Aimylogic seed, from the caller's side.

mod hook;
mod html;
mod past;
mod read;
mod replies;
mod write;

pub(super) use hook::{hook, unasked};
pub(super) use past::{missed, name, recall};
pub(super) use read::read;
pub(super) use write::write;
