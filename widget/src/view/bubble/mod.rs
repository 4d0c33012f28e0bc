//! One row of the transcript.

mod draw;
mod frame;

pub(crate) use draw::row;
pub(crate) use frame::{Frame, name};
