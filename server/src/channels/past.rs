//! What an upstream remembers of a letter, whatever its API.

use serde_json::{Value, json};

use super::aimylogic;
use super::hook::Hook;
use super::letter::{Letter, Read};
use crate::config::{Upstream, UpstreamApi};

/// What was found of a letter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Memory {
    /// The bot has answered: the answer, as a webhook would have brought it.
    Answered(Value),
    /// The upstream has it under this name, and no answer yet.
    Taken(String),
    /// It does not know it.
    Nothing,
}

/// Whether the upstream can be asked what became of a letter.
pub(crate) fn remembers(upstream: &Upstream) -> bool {
    upstream.api == UpstreamApi::Aimylogic
}

/// Whether the body of an answer says what the bot said.
pub(crate) fn is_readable(upstream: &Upstream, body: &[u8]) -> bool {
    !remembers(upstream) || aimylogic::read(body) != Read::Unreadable
}

/// The upstream's name of a letter it took to answer later.
pub(crate) fn name(body: &[u8]) -> Option<String> {
    aimylogic::name(body)
}

/// Looks for the letter in what the upstream remembers; none if that cannot be read.
pub(crate) fn recall(body: &[u8], letter: &Letter) -> Option<Memory> {
    aimylogic::recall(body, letter)
}

/// Events that a webhook should have brought.
pub(crate) fn missed(body: &[u8], letter: &Letter) -> Vec<Hook> {
    aimylogic::missed(body, letter)
}

/// An answer that was found, as an event: what a webhook brings later is the same.
pub(crate) fn as_hook(answer: &Value) -> Option<Hook> {
    aimylogic::hook(&json!(answer), &String::new().into()).ok()
}
