//! Suggested replies.

mod draw;

pub(crate) use draw::choices;
