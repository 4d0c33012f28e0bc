//! One turn of a conversation.

mod cvars;
mod follow;
mod outcome;
mod remark;
mod request;
mod speak;
mod turn;

pub(crate) use cvars::keep_answer;
pub(crate) use follow::heard;
pub use outcome::{Awaits, Conversation, Effect, Evaluated, Heard, Outcome, Response, Spoken, Trail};
pub use remark::Remark;
pub use turn::evaluate;
