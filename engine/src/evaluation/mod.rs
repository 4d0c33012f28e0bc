//! One turn of a conversation.

mod cvars;
mod follow;
mod outcome;
mod speak;
mod turn;

pub use outcome::{Conversation, Effect, Evaluated, Heard, Outcome, Spoken, Trail};
pub use turn::evaluate;
