//! What the chat stands in, and what of it a builder may change.

#[cfg(target_family = "wasm")]
mod frame;
mod given;
#[cfg(target_family = "wasm")]
mod host;
mod locales;
#[cfg(target_family = "wasm")]
mod look;
mod size;
mod starts;
#[cfg(target_family = "wasm")]
pub(crate) mod verbs;

#[cfg(target_family = "wasm")]
pub(crate) use frame::frame;
pub use given::{Given, Host, Line};
pub use locales::LOCALES;
pub use size::{Size, Theme};
pub use starts::starts;
#[cfg(target_family = "wasm")]
pub(crate) use {host::host, look::look};
