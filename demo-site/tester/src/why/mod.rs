//! Why a turn went where it went.

#[cfg(target_family = "wasm")]
mod panel;
mod reason;
mod turn;

#[cfg(target_family = "wasm")]
pub(crate) use panel::panel;
pub use reason::{Line, Reason, reason};
pub use turn::{Did, Turn};
