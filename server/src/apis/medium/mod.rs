//! The served API medium: another system passes on what its users say (seed "API Medium Integration",
//! protocols.md 2). What the bot says to them goes out as webhooks.

mod attachments;
mod message;
mod refusal;
mod send;

pub(crate) use send::{not_allowed, send};
