//! JSON that can be read: as a tree, and searched.

mod cut;
mod find;
#[cfg(target_family = "wasm")]
mod tree;

pub use cut::cut;
pub use find::{Place, find, scalar};
#[cfg(target_family = "wasm")]
pub(crate) use tree::tree;
