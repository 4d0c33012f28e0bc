//! One row of the transcript.

mod draw;

pub(crate) use draw::row;
