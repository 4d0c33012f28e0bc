//! JSON from strangers: bounded while it is read, then taken apart field by field, so that every
//! refusal names what was wrong.

mod fields;
mod read;

pub(crate) use fields::Fields;
pub(crate) use read::{Bounds, is_deeper, read, too_deep};
