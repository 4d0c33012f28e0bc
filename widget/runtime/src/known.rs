//! What the caller has been told of states, so that only what has changed is told.

use parlour_core::{Change, Connection, Content, Earlier, Entry, Machine, Notice};
use parlour_protocol::HandoverState;

use crate::line::{self, line};
use crate::told::{self, Told};

/// States as they were last told.
pub(crate) struct Known {
    connection: Connection,
    conversation: Option<u64>,
    handover: Option<HandoverState>,
    earlier: Earlier,
    typing: bool,
    choices: Vec<String>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            connection: Connection::Idle,
            conversation: None,
            handover: None,
            earlier: Earlier::None,
            typing: false,
            choices: Vec::new(),
        }
    }
}

impl Known {
    /// What is news after an input. `has_started_over`: what was told before is void.
    pub(crate) fn news<'a>(&mut self, machine: &'a Machine, has_started_over: bool) -> Vec<Told<'a>> {
        let mut news = Vec::new();
        if has_started_over || has_reset(machine) {
            news.push(Told::Reset);
        }
        let connection = machine.connection();
        if connection != Connection::Idle && connection != self.connection {
            let reason = (connection == Connection::Refused).then(|| machine.refusal());
            news.push(Told::Connection { state: told::connection(connection), reason });
        }
        self.connection = connection;
        let conversation = machine.conversation_id();
        if let Some(id) = conversation.filter(|_| conversation != self.conversation) {
            news.push(Told::Conversation { id, capabilities: machine.capabilities() });
        }
        self.conversation = conversation;
        for change in machine.changes() {
            news.extend(of_change(machine, *change));
        }
        self.tell_states(machine, &mut news);
        news
    }

    fn tell_states<'a>(&mut self, machine: &'a Machine, news: &mut Vec<Told<'a>>) {
        let handover = machine.handover();
        let state = handover.map(|now| now.state);
        if state != self.handover {
            self.handover = state;
            news.push(Told::Handover {
                state: state.unwrap_or(HandoverState::Bot).as_str(),
                agent: handover.and_then(|now| now.agent.as_ref()),
                queue: handover.and_then(|now| now.queue),
            });
        }
        if machine.typing() != self.typing {
            self.typing = machine.typing();
            news.push(Told::Typing { active: self.typing });
        }
        if machine.choices() != self.choices {
            machine.choices().clone_into(&mut self.choices);
            news.push(Told::Choices { options: machine.choices() });
        }
        if machine.earlier() != self.earlier {
            self.earlier = machine.earlier();
            news.push(Told::Earlier { state: told::earlier(self.earlier) });
        }
    }
}

/// The server has lost or restored its log.
fn has_reset(machine: &Machine) -> bool {
    let is_reset = |entry: &&Entry| matches!(entry.content, Content::Notice(Notice::Reset));
    let resets = || machine.entries().iter().filter(is_reset);
    machine.changes().iter().any(|change| change.is_new && resets().any(|entry| entry.key == change.key))
}

fn of_change(machine: &Machine, change: Change) -> Option<Told<'_>> {
    // What has changed stands near the end.
    let (entry, seq) = machine.placed().rfind(|(entry, _)| entry.key == change.key)?;
    if change.is_new {
        return Some(Told::Message { message: line(entry, seq) });
    }
    let Content::Visitor { mid, delivery, .. } = &entry.content else { return None };
    Some(Told::Status { id: mid, state: delivery.as_str(), seq, reason: line::reason(*delivery) })
}
