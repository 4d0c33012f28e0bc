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
    /// 15 s, or what the bot may take, but not more than 60 s ([`Machine::wait`]).
    Long,
    /// 45 s more.
    VeryLong,
}

impl Wait {
    fn of(milliseconds: u64, named: [u64; 3]) -> Self {
        let [working, long, very_long] = named;
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
    /// takes, so nothing is said of it while one holds the conversation. A bot that is known to take its time
    /// (`max_delay_s` of its capabilities) is not called late before that.
    pub fn wait(&self) -> Wait {
        let is_with_people = self
            .log
            .handover
            .as_ref()
            .is_some_and(|now| matches!(now.state, HandoverState::Waiting | HandoverState::Agent));
        if is_with_people { Wait::None } else { self.wait }
    }

    pub(super) fn name_wait(&mut self, now: u64) {
        let waited = self.sending.waiting_since.map_or(0, |since| now.saturating_sub(since));
        self.wait = Wait::of(waited, self.wait_names());
    }

    /// After how many milliseconds a wait has its names.
    fn wait_names(&self) -> [u64; 3] {
        let [working, long, very_long] = WAIT_NAMED_MS;
        let takes = self.session.capabilities.as_ref().map_or(0, |can| u64::from(can.max_delay_s) * 1_000);
        let later = takes.min(very_long).saturating_sub(long);
        [working, long + later, very_long + later]
    }

    /// When the wait is named anew.
    pub(super) fn wait_named_at(&self) -> [Option<u64>; 3] {
        self.wait_names().map(|ms| Some(self.sending.waiting_since?.saturating_add(ms)))
    }
}
