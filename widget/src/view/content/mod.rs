//! What stands inside a bubble: everything a bot can say.

mod code;
mod entry;
mod folded;
mod link;
mod marked;
mod policy;
mod rich;

pub(crate) use entry::content;
pub(crate) use link::{anchor, named};
pub(crate) use marked::marked;
pub use policy::Policy;
pub(crate) use policy::origin;
