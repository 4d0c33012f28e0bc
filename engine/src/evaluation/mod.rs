//! One turn of a conversation.

mod speak;
mod turn;

pub use turn::{Conversation, Heard, Outcome, Spoken, evaluate};
