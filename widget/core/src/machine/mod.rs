//! The conversation machine.

mod connection;
mod conversation;
mod earlier;
mod effect;
mod history;
mod input;
mod log;
mod pacing;
mod receiving;
mod sending;
mod session;
mod stream;
mod timers;

pub use connection::Connection;
pub use conversation::{Machine, Options};
pub use earlier::Earlier;
pub use effect::{Call, Effect, Method, Request, Saved, SavedMessage, Ticket, Token};
pub use input::{Answer, Failure, Input, StreamEnd, StreamEvent};
