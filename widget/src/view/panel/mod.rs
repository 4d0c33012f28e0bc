//! The window.

mod behind;
mod draw;

pub(crate) use behind::Behind;
pub(crate) use draw::{STYLE, panel};
