//! A conversation without a window: the machine of `parlour-core` with JSON at its edges.
//!
//! Pure but for `api.rs`. An act of the caller, an answer's bytes or a piece of the stream goes in with the time;
//! out comes what is to be done ([`task::Task`]) and what is to be told ([`told::Told`]). Who performs it
//! (`pkg/runtime/`) knows `fetch`, a timer and a place to store one text, and nothing of the protocol.

mod act;
mod answer;
pub mod api;
mod frame;
mod known;
mod line;
mod talk;
mod task;
mod told;

#[cfg(test)]
#[path = "../tests/talks.rs"]
mod talks;
