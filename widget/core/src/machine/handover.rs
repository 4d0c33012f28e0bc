//! Who holds the conversation: the bot, a queue, a person, or nobody any more.

use parlour_protocol::{AgentCard, HandoverEvent, HandoverState};

use super::conversation::Machine;
use crate::transcript::{Content, Notice};

impl Machine {
    /// The last change of hands; `None` while the bot has held the conversation from the start.
    pub fn handover(&self) -> Option<&HandoverEvent> {
        self.log.handover.as_ref()
    }

    /// Whether the conversation is over.
    pub fn is_ended(&self) -> bool {
        self.handover().is_some_and(|now| now.state == HandoverState::Ended)
    }

    /// A place in the queue is shown beside the conversation; comings and goings stand in it.
    pub(super) fn apply_handover(&mut self, now: u64, event: HandoverEvent) {
        let seq = event.seq;
        let before = self.log.handover.take();
        let here = before.filter(|before| before.state == HandoverState::Agent);
        let (came, gone) =
            (name(event.agent.as_ref()), name(here.as_ref().and_then(|here| here.agent.as_ref())));
        let notice = match (event.state, here.is_some()) {
            (HandoverState::Agent, is_here) => (!is_here || came != gone).then_some(Notice::Joined(came)),
            (HandoverState::Bot | HandoverState::Waiting, true) => Some(Notice::Left(gone)),
            (HandoverState::Ended, _) => Some(Notice::Ended),
            _ => None,
        };
        self.stream.typing_until = None;
        self.sending.rest();
        self.log.handover = Some(event);
        if let Some(notice) = notice {
            // The event has no time of its own; of long ago it is as old as what stands before it.
            let before = self.transcript.entries().last().filter(|_| seq <= self.log.replay_to);
            let at = before.map_or(now, |entry| entry.at);
            self.transcript.add_stored(seq, 0, at, Content::Notice(notice));
        }
    }
}

fn name(agent: Option<&AgentCard>) -> String {
    agent.map(|agent| agent.name.clone()).unwrap_or_default()
}
