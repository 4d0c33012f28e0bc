//! A flow file that somebody has chosen: read, or told what is wrong in it.

mod advice;
#[cfg(target_family = "wasm")]
mod mistakes;
#[cfg(target_family = "wasm")]
mod open;
mod read;

pub use advice::advice;
pub use read::{Fault, Told, read, read_for_page};
#[cfg(target_family = "wasm")]
pub(crate) use {mistakes::mistakes, open::opener};
