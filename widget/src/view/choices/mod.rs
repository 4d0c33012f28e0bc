//! Suggested replies.

mod data;
mod draw;

pub(crate) use draw::choices;
