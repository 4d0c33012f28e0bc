//! Who a visitor is, as the back end of their site says: a JWT that it signed (server.md §3.2).
//!
//! A token proves a person at the beginning of a session and nothing else; what it says of the person is
//! kept, what names the person (`sub`) is not: the store knows a keyed hash of it.

mod keys;
mod pem;
mod provider;
mod verify;
mod vouched;

pub(crate) use keys::{Identity, Key};
pub(crate) use verify::{Known, subject};
pub(crate) use vouched::{VERIFIED, verified, vouch, vouched};
