//! How long the visitor has been waiting for an answer, in words rather than seconds.

use parlour_protocol::HandoverState;

use super::conversation::Machine;
use crate::limits::WAIT_NAMED_MS;

/// How long an answer has been awaited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// Not long, or for none.
    #[default]
    None,
    /// 3 s.
    Working,
    /// 15 s.
    Long,
    /// 60 s.
    VeryLong,
}

impl Wait {
    fn of(milliseconds: u64) -> Self {
        let [working, long, very_long] = WAIT_NAMED_MS;
        match milliseconds {
            ms if ms >= very_long => Self::VeryLong,
            ms if ms >= long => Self::Long,
            ms if ms >= working => Self::Working,
            _ => Self::None,
        }
    }
}

impl Machine {
    /// How long an answer has been awaited, as of the last input. A person may take the time a person
    /// takes, so nothing is said of it while one holds the conversation.
    pub fn wait(&self) -> Wait {
        let is_with_people = self
            .log
            .handover
            .as_ref()
            .is_some_and(|now| matches!(now.state, HandoverState::Waiting | HandoverState::Agent));
        if is_with_people { Wait::None } else { self.wait }
    }

    pub(super) fn name_wait(&mut self, now: u64) {
        self.wait = Wait::of(self.sending.waiting_since.map_or(0, |since| now.saturating_sub(since)));
    }

    /// When the wait is named anew.
    pub(super) fn wait_named_at(&self) -> [Option<u64>; 3] {
        WAIT_NAMED_MS.map(|ms| Some(self.sending.waiting_since?.saturating_add(ms)))
    }
}
