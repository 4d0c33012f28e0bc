//! What goes over the wire: entries as the widget tells them, which of them are shown, and one as a command.

mod curl;
#[cfg(target_family = "wasm")]
mod detail;
mod entry;
mod filter;
mod kept;
#[cfg(target_family = "wasm")]
mod timeline;
mod webhook;

pub use curl::curl;
pub use entry::{Entry, Kind};
pub use filter::Filter;
pub use kept::{Kept, keep};
#[cfg(target_family = "wasm")]
pub(crate) use timeline::timeline;
pub use webhook::webhook;
