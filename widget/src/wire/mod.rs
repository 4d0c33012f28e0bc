//! JSON as the protocol's types and back, by hand over `JSON.parse` and `JSON.stringify`.
//!
//! Not by serde: for the same types serde-wasm-bindgen made the widget about a third larger. That
//! both read the same bytes alike is tested in `tests/wire.rs`.

mod ask;
mod read;
mod write;

pub(crate) use read::{attachments, bye, cursor, each_of, handover, partial, reset, status, typing};
pub use read::{history, message, parse, row, saved, session, turns};
pub(crate) use write::together;
pub use write::{row_json, saved_json, send_json, session_json};
