//! The transcript.

mod draw;
mod stick;

pub(crate) use draw::transcript;
pub(crate) use stick::{Stick, Watch};
