//! Bots and people: who holds a conversation, and how it changes hands.

mod hold;
mod machine;
mod typing;

pub(crate) use hold::{Moved, make_move, tell_queue};
pub(crate) use machine::{Hold, Move, Refusal};
pub(crate) use typing::Typing;
