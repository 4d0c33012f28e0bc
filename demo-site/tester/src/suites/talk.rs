//! What a visitor did in this session, without what came of it.

use parlour_engine::chats::{Act, Head};

use crate::why::{Did, Turn};

/// Milliseconds of what a file counts in seconds.
const SECOND_MS: u64 = 1_000;

/// What a visitor did, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Talk {
    /// Who talked, and when it began.
    pub head: Head,
    /// What was done.
    pub acts: Vec<Done>,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// What; a text that pressed something is the text, as on the wire.
    pub act: Act,
}

/// What was done in `turns`, by a visitor who reads `locale` (BCP 47; empty if that is not told).
///
/// A file has variables from the beginning only: those that came with the first message, which a page sends with
/// every one.
pub fn talk(turns: &[Turn], locale: &str) -> Talk {
    let mut talk = Talk::default();
    talk.head.locale = Some(locale.to_owned()).filter(|locale| !locale.is_empty());
    if let Some(first) = turns.first() {
        talk.head.now_ms = first.at_ms - first.at_ms % SECOND_MS;
    }
    for turn in turns {
        if talk.acts.is_empty() && !turn.cvars.is_empty() {
            talk.head.cvars.clone_from(&turn.cvars);
        }
        let act = match &turn.did {
            Did::Began(reference) => {
                talk.head.reference.clone_from(reference);
                continue;
            }
            Did::Said(text) => Act::Say(text.clone()),
            Did::Moved(reference) => Act::Jump(reference.clone()),
        };
        talk.acts.push(Done { at_ms: turn.at_ms, act });
    }
    talk
}
