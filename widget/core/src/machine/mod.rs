//! The conversation machine.

mod again;
mod connection;
mod consent;
mod conversation;
mod earlier;
mod effect;
mod handover;
mod history;
mod input;
mod keeping;
mod leaving;
mod log;
mod pacing;
mod partial;
mod polling;
mod receiving;
mod sending;
mod session;
mod stream;
mod tabs;
mod timers;
mod waiting;

pub use connection::Connection;
pub use consent::Consent;
pub use conversation::{Machine, Options};
pub use earlier::Earlier;
pub use effect::{
    Attachment, Call, Effect, Leaving, Method, Request, Saved, SavedMessage, Ticket, Token, Waiting,
};
pub use input::{Answer, Failure, Input, Storing, StreamEnd, StreamEvent};
pub use tabs::{Overheard, Role};
pub use waiting::Wait;
