//! What is known of the conversation's log, and the events that came before their turn.

use parlour_protocol::{Action, HandoverEvent, StoredEvent};

use crate::limits;

/// A place in the log and what stands there; `None` for an event that came and cannot be read.
type Held = (u64, Option<StoredEvent>);

/// How far the log is known.
#[derive(Default)]
pub(super) struct Log {
    pub(super) epoch: Option<String>,
    /// Whether history was read: before it nobody knows where the log begins.
    pub(super) is_ready: bool,
    /// The last event applied; all before it are too.
    pub(super) applied: u64,
    /// The first event shown; what lies before it can be read from history.
    pub(super) first: u64,
    /// Events after a gap, by `seq`.
    held: Vec<Held>,
    /// When the gap has been open for too long.
    pub(super) gap_at: Option<u64>,
    /// Events up to here are shown without pauses and not announced.
    pub(super) replay_to: u64,
    /// Whether the next history page is shown like that, whole.
    pub(super) replays_all: bool,
    /// The last event of the visitor's.
    pub(super) visitor_seq: u64,
    /// The suggested replies of the last received message, and its `seq`.
    pub(super) choices: Vec<String>,
    pub(super) choices_seq: u64,
    /// What else the last received message asks for.
    pub(super) control: Option<Action>,
    /// Whether that message takes nothing but its options.
    pub(super) choices_only: bool,
    /// The last change of hands.
    pub(super) handover: Option<HandoverEvent>,
    /// How many unreadable events after `noticed_at` have been noticed: a stream that is reopened
    /// there brings them again.
    pub(super) noticed: u32,
    pub(super) noticed_at: u64,
}

impl Log {
    /// A log of which nothing is known but its epoch.
    pub(super) fn of(epoch: String) -> Self {
        Self { epoch: Some(epoch), ..Self::default() }
    }

    /// Keeps an event until its turn; `false` if there is no room for it.
    #[must_use]
    pub(super) fn hold(&mut self, seq: u64, event: Option<StoredEvent>) -> bool {
        let position = self.held.partition_point(|(other, _)| *other < seq);
        let is_next = seq == self.applied.saturating_add(1);
        if self.held.get(position).is_some_and(|(other, _)| *other == seq) {
            if let (Some((_, slot @ None)), Some(event)) = (self.held.get_mut(position), event) {
                *slot = Some(event);
            }
            return true;
        }
        if self.held.len() >= limits::HELD_EVENTS && !is_next {
            if position == self.held.len() {
                return false;
            }
            self.held.pop();
            self.held.insert(position, (seq, event));
            return false;
        }
        self.held.insert(position, (seq, event));
        true
    }

    /// Keeps an event of a history page, which has its own limit and is applied at once.
    pub(super) fn hold_anyway(&mut self, event: StoredEvent) {
        let seq = event.seq();
        let position = self.held.partition_point(|(other, _)| *other < seq);
        match self.held.get_mut(position) {
            Some((other, slot)) if *other == seq => *slot = Some(event),
            _ => self.held.insert(position, (seq, Some(event))),
        }
    }

    /// The next event to apply: the one after the last applied, or any up to `known_to`, where it is
    /// known that nothing stands between.
    pub(super) fn next(&mut self, known_to: u64) -> Option<Held> {
        while let Some((seq, _)) = self.held.first() {
            if *seq > self.applied {
                let is_turn = *seq <= known_to || *seq == self.applied.saturating_add(1);
                return is_turn.then(|| self.held.remove(0));
            }
            self.held.remove(0);
        }
        None
    }

    /// Lets go of what history will bring with its page.
    pub(super) fn begin_at(&mut self, first: u64) {
        self.first = first;
        self.held.retain(|(seq, _)| *seq >= first);
    }

    pub(super) fn has_held(&self) -> bool {
        !self.held.is_empty()
    }

    pub(super) fn first_held(&self) -> Option<u64> {
        self.held.first().map(|(seq, _)| *seq)
    }
}
