//! Somebody is writing.

mod draw;

pub(crate) use draw::typing;
