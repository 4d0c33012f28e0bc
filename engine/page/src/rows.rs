//! What is stored: rows of text under keys of text, so that any ordered store will do.
//!
//! `n` counts, `c/<conversation>` is where a conversation stands, `m/<conversation>/<seq>` one event of its
//! log as the stream tells it, `a/<conversation>/<mid>` the answer to a visitor's message.

use parlour_engine::Conversation;
use serde::{Deserialize, Serialize};

use crate::limits::KEY_DIGITS;

/// The key of [`Counters`].
pub(crate) const COUNTERS: &str = "n";

/// Numbers that are given once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counters {
    /// The log's epoch, hexadecimal.
    pub(crate) epoch: String,
    /// Conversations begun so far; the last one's number.
    pub(crate) conversations: u64,
    /// Messages stored so far; the last one's `id`.
    pub(crate) messages: u64,
}

/// Where a conversation stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Talk {
    /// The visitor's token; empty once it was revoked.
    pub(crate) token: String,
    /// What the last turn left.
    pub(crate) state: Conversation,
    /// The last `seq` given.
    pub(crate) last: u64,
    /// How far the visitor has read.
    pub(crate) read: u64,
}

/// What a visitor's message was answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What must be the same when the message comes again.
    pub(crate) sameness: String,
    /// The answer's bytes.
    pub(crate) body: String,
}

/// A run of the log, both ends belonging to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: String,
    pub(crate) to: String,
    /// At most so many rows, counted from the end if it is read backward.
    pub(crate) limit: usize,
    /// The rows come in the order of their keys all the same.
    pub(crate) is_backward: bool,
}

/// The rows a request needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) talk: Option<String>,
    pub(crate) kept: Option<String>,
    pub(crate) log: Option<Span>,
}

/// The same, as found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) counters: Option<String>,
    pub(crate) talk: Option<String>,
    pub(crate) kept: Option<String>,
    pub(crate) log: Vec<String>,
}

fn number(number: u64) -> String {
    format!("{number:0KEY_DIGITS$}")
}

pub(crate) fn talk_key(conversation: u64) -> String {
    ["c/", &number(conversation)].concat()
}

pub(crate) fn kept_key(conversation: u64, mid: &str) -> String {
    ["a/", &number(conversation), "/", mid].concat()
}

pub(crate) fn event_key(conversation: u64, seq: u64) -> String {
    ["m/", &number(conversation), "/", &number(seq)].concat()
}

/// First and last key of everything that belongs to the conversations from `first` to `last`.
pub(crate) fn of_conversations(first: u64, last: u64) -> [(String, String); 3] {
    let (first, last) = (number(first), number(last));
    // `~` comes behind every letter a key has.
    ["a/", "c/", "m/"].map(|kind| ([kind, &first].concat(), [kind, &last, "~"].concat()))
}
