//! What a bot's author writes.

mod check;
mod draft;
mod fields;
mod mistake;
mod model;
mod node;
mod read;
mod resolve;
mod say;
mod toml;

pub use mistake::Mistake;
pub(crate) use model::Place;
pub use model::{Condition, Connection, Flow, Module, ModuleId, Piece};
