//! The window.

mod draw;

pub(crate) use draw::{STYLE, panel};
