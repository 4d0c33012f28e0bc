//! The tester: a bot's builder talks to it through the real widget, sees what goes over the wire, and is told in
//! plain words why it answered as it did.
//!
//! What is drawn from stands beside what draws it, a folder for each thing on the page. The first is plain Rust and
//! tested on this machine; the second is for a browser only. Elements are made one by one with Leptos' builders, never
//! by `view!`: that sets static parts as HTML, which the page's Trusted Types refuse.
//!
//! The widget is used by its public names alone: `parlour.js`, `<parlour-chat>`, its verbs and its events.

pub mod builders;
pub mod flow_file;
pub mod json;
pub mod limits;
pub mod map;
pub mod stage;
pub mod suites;
pub mod why;
pub mod wire;

#[cfg(target_family = "wasm")]
pub mod api;
#[cfg(target_family = "wasm")]
mod driver;
#[cfg(target_family = "wasm")]
mod handover;
#[cfg(target_family = "wasm")]
mod line;
#[cfg(target_family = "wasm")]
mod page;
#[cfg(target_family = "wasm")]
mod state;
