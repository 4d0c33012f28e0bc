//! What is to be written to a bot that lives elsewhere, before any wire is chosen.

use serde_json::{Map, Value};

use super::answer::SentFile;

/// A message for an upstream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a> {
    /// The gateway's name of the visitor there.
    pub user: &'a str,
    /// The upstream's own name of the visitor, once it gave one.
    pub known_as: Option<&'a str>,
    /// Our id of the message.
    pub id: Option<&'a str>,
    /// What is said.
    pub says: Says<'a>,
    /// Profile of the visitor.
    pub profile: &'a Map<String, Value>,
    /// Custom variables.
    pub cvars: &'a Map<String, Value>,
    /// Now, in seconds since 1970.
    pub now_s: i64,
}

/// What is said.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says<'a> {
    /// Nothing yet: the conversation begins.
    Begins,
    /// This, at the module `reference` if that is not empty.
    This {
        /// What was typed; may be empty.
        text: &'a str,
        /// Files beside it.
        files: &'a [SentFile],
        /// The module to move to, or empty.
        reference: &'a str,
    },
    /// This, while a person has the word.
    Noted(&'a str),
}
