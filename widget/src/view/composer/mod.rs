//! Where the visitor writes.

mod draw;

pub(crate) use draw::{composer, fill};
