//! What a bot's author writes.

mod check;
mod conditions;
mod cvars;
mod draft;
mod expects;
pub(crate) mod fields;
mod json;
pub(crate) mod mistake;
mod model;
pub(crate) mod node;
mod read;
mod request;
mod resolve;
mod say;
mod timeout;
pub(crate) mod toml;
mod translations;

pub use mistake::Mistake;
pub(crate) use model::Place;
pub use model::{
    CardButtonPiece, CardPiece, Change, Connection, Flow, LinkPiece, Module, ModuleId, Piece, Request,
    Timeout,
};
