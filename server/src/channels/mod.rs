//! What answers a visitor: the embedded engine, or a bot that lives elsewhere, one folder per API. Those
//! translate and do nothing else; `call.rs` is the only place where a channel's secret meets a request.

mod addresses;
mod aimylogic;
mod answer;
mod api_medium;
mod call;
mod capable;
mod certainly;
mod engine;
mod hook;
mod judge;
mod letter;
mod message;
mod openai;
mod past;
#[cfg(test)]
mod tolerance;
mod trail;
mod turn;
mod upstream;

pub(crate) use answer::{Answer, Asked, Fate, Heard, Reply, Sent, SentFile, Told};
pub(crate) use call::{Past, address, call, past_call};
pub(crate) use hook::{Hook, HookFault, hooks, name_by, unasked};
pub(crate) use judge::{Verdict, back_off, judge, retry_after};
pub(crate) use letter::{Letter, Outcome, Taken};
pub(crate) use openai::{Ending, Growth, request, told};
pub(crate) use past::{Memory, as_hook, is_readable, missed, name, recall, remembers};
pub(crate) use turn::{
    Turn, answers_later, begins_unheard, capabilities, hears_while_held, keeps_record, learn, times_out,
    turn, wants_file,
};
