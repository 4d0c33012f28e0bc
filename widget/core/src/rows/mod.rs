//! The rows of a long transcript as arithmetic: which stand together, how high they are, and which
//! of them are worth drawing.

mod grouping;
mod heights;

pub use grouping::stands_with;
pub use heights::Heights;
