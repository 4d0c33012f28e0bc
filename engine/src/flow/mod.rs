//! What a bot's author writes.

mod check;
mod conditions;
mod cvars;
mod draft;
mod expects;
mod fields;
mod json;
mod mistake;
mod model;
mod node;
mod read;
mod request;
mod resolve;
mod say;
mod timeout;
mod toml;
mod translations;

pub use mistake::Mistake;
pub(crate) use model::Place;
pub use model::{
    CardButtonPiece, CardPiece, Change, Connection, Flow, LinkPiece, Module, ModuleId, Piece, Request,
    Timeout,
};
