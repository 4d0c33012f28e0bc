//! The API of the API medium seed, from the caller's side: a message is queued, what answers it comes by
//! a webhook.

mod hook;
mod read;
mod write;

pub(super) use hook::{hook, unasked};
pub(super) use read::read;
pub(super) use write::write;
