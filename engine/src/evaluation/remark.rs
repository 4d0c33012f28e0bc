//! What a visitor said, made ready to be held against connections.

use serde::{Deserialize, Serialize};

use crate::input::bounded;
use crate::words::Words;

/// A text with its folded words. Folding costs by far the most of hearing a long text and depends on
/// nothing else, so it can be done before a conversation is locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// As typed, as far as it is looked at.
    text: String,
    words: Words,
}

impl Remark {
    /// Folds `text`.
    pub fn new(text: &str) -> Self {
        Self { text: bounded(text).to_owned(), words: Words::of(text) }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn words(&self) -> &Words {
        &self.words
    }
}
