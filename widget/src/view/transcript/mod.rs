//! The transcript.

mod draw;
mod earlier;
mod latest;
mod scroll;
mod watch;

pub(crate) use draw::transcript;
pub(crate) use latest::latest;
pub(crate) use scroll::Scroll;
pub(crate) use watch::Watch;
