//! Requests of flows, and messages for bots that live elsewhere: conversations that wait for another
//! server, and the calls they wait for.
//!
//! A call is never made inside a transaction. The message it belongs to is in the store before, with
//! what is left to be done; the answer begins a transaction of its own. After a restart everything that
//! waited goes on.

mod conversation;
mod deliver;
mod perform;
mod reconcile;
mod speak;

pub(crate) use conversation::work;
pub(crate) use perform::perform;
