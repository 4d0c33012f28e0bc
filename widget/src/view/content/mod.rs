//! What stands inside a bubble: everything a bot can say.

mod cards;
mod code;
mod entry;
mod folded;
mod link;
mod marked;
mod media;
mod place;
mod policy;

pub(crate) use entry::content;
pub use policy::Policy;
pub(crate) use policy::origin;
