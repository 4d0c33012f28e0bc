//! What was promised so far, to be held against what is stored.

use std::collections::{BTreeMap, BTreeSet};

use parlour_protocol::Turn;
use parlour_server::simulation::Answered;

use crate::dice::Dice;

/// A conversation's number and a message's id.
type Named = (u64, String);

#[derive(Default)]
pub(crate) struct Books {
    /// Which conversation a token opens.
    conversations: BTreeMap<String, u64>,
    /// Conversations that are no more.
    gone: BTreeSet<u64>,
    /// Messages the server said it has, with the place it told.
    acked: BTreeMap<Named, u64>,
    /// Figures for the table.
    pub(crate) kills: u64,
    pub(crate) broken: Option<String>,
    /// Requests that use another message's id, by their number.
    pub(crate) probes: BTreeMap<u64, String>,
}

impl Books {
    pub(crate) fn opens(&mut self, token: &str, conversation: u64) {
        self.conversations.insert(token.to_owned(), conversation);
    }

    /// A message was answered: the first answer and every later one must name the same place.
    pub(crate) fn answered(&mut self, token: &str, mid: &str, answered: &Answered) {
        if !matches!(answered.status, 200 | 202) {
            return;
        }
        let turns: Vec<Turn> = serde_json::from_str(&answered.body).unwrap_or_default();
        let Some(seq) = turns.first().and_then(|turn| turn.seq) else {
            self.breaks(format!("P2: an answer to {mid} without its place: {}", answered.body));
            return;
        };
        // An answer that waited may come after its conversation has gone.
        let Some(conversation) = self.conversations.get(token).filter(|one| !self.gone.contains(*one)) else {
            return;
        };
        let first = *self.acked.entry((*conversation, mid.to_owned())).or_insert(seq);
        if first != seq {
            self.breaks(format!("P2: {mid} was told to stand at {first}, and then at {seq}"));
        }
    }

    /// What a kill has left: everything acknowledged must be there, where it was told to be.
    pub(crate) fn check_acked(&mut self, stored: &BTreeMap<Named, u64>) {
        let wrong = self.acked.iter().find(|(named, seq)| stored.get(*named) != Some(*seq));
        if let Some(((conversation, mid), seq)) = wrong {
            let found = stored.get(&(*conversation, mid.clone()));
            self.breaks(format!("P5: {mid} was acknowledged at {seq} of {conversation}; stored: {found:?}"));
        }
    }

    /// One of the acknowledged messages, with its conversation.
    pub(crate) fn some_acked(&self, dice: &mut Dice) -> Option<(String, u64)> {
        let number = dice.index(self.acked.len().max(1));
        self.acked.keys().nth(number).map(|(conversation, mid)| (mid.clone(), *conversation))
    }

    /// A token that opened this conversation once.
    pub(crate) fn token_of(&self, conversation: u64) -> Option<String> {
        let mut tokens = self.conversations.iter().filter(|(_, other)| **other == conversation);
        tokens.next().map(|(token, _)| token.clone())
    }

    /// What came of using an id again: a conflict, unless the token or the server was gone.
    pub(crate) fn probed(&mut self, mid: &str, answered: &Answered) {
        if !matches!(answered.status, 401 | 409 | 503) {
            let Answered { status, body, .. } = answered;
            self.breaks(format!("P2: {mid} with another text was answered {status}: {body}"));
        }
    }

    /// Conversations that are gone on purpose.
    pub(crate) fn forget(&mut self, conversations: &BTreeSet<u64>) {
        self.gone.extend(conversations);
        self.acked.retain(|(conversation, _), _| !conversations.contains(conversation));
    }

    /// The store is an older one again: what it does not have is lost with the disk.
    pub(crate) fn go_back(&mut self, stored: &BTreeMap<Named, u64>) {
        self.acked.retain(|named, _| stored.contains_key(named));
        self.gone.clear();
    }

    /// Something that was promised does not hold; the first is kept.
    pub(crate) fn breaks(&mut self, what: String) {
        self.broken.get_or_insert(what);
    }
}
