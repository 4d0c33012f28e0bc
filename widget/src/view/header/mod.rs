//! The head of the window.

mod draw;

pub(crate) use draw::{header, portrait, state_name};
