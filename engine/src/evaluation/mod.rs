//! One turn of a conversation.

mod cvars;
mod follow;
mod outcome;
mod remark;
mod request;
mod speak;
mod turn;

pub use outcome::{Awaits, Conversation, Effect, Evaluated, Heard, Outcome, Response, Spoken, Trail};
pub use remark::Remark;
pub use turn::evaluate;
