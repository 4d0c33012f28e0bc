//! What holds for the whole window, as the views and the page are told of it.

use std::rc::Rc;

use parlour_core::{Connection, Consent, Content, Machine, Notice};
use parlour_protocol::{AgentCard, HandoverState};

use super::running::Shared;
use crate::address::picture;
use crate::config::Typing;
use crate::page_events::PageEvent;
use crate::view::{Gate, Now};
use crate::words;

/// What the page has been told of states.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    handover: Option<HandoverState>,
    consent: Consent,
}

impl Shared {
    /// Brings what is drawn of the state level with the conversation.
    pub(super) fn show_states(&self, machine: &Machine) {
        let files = self.files.borrow();
        let handover = machine.handover();
        let holds = |state| handover.filter(|now| now.state == state);
        let can_upload = machine.capabilities().is_some_and(|can| can.uploads);
        let gate = self.gate(machine);
        let asks_server = can_upload || gate == Gate::Ended || !machine.partial().is_empty();
        let now = Now {
            gate,
            wait: machine.wait(),
            has_no_room: machine.no_room().is_some(),
            queue: holds(HandoverState::Waiting).map(|now| now.queue.unwrap_or(0)),
            agent: holds(HandoverState::Agent)
                .and_then(|now| now.agent.clone())
                .map(|agent| AgentCard { avatar: agent.avatar.as_deref().and_then(picture), ..agent }),
            wanted: machine.wanted().map(str::to_owned),
            bearer: if asks_server { machine.bearer().map(|token| token.0) } else { None },
            has_files: !files.ready.is_empty(),
            is_uploading: files.is_uploading,
            files_sent: files.sent,
        };
        self.screen.card.set(now.gate);
        self.screen.uploads.set(can_upload && now.gate != Gate::Ended);
        self.screen.now.set(now);
    }

    /// Shows what is known of an answer that is being made; `true` if that is something else than before.
    pub(super) fn show_partial(&self, machine: &Machine) -> bool {
        let partial = machine.partial();
        let has_changed = self.screen.partial.peek(|shown| shown != partial);
        if has_changed {
            self.screen.partial_of.put(machine.partial_of().to_owned());
            self.screen.partial.put(partial.to_owned());
            self.screen.streams.set(!partial.is_empty());
        }
        has_changed
    }

    fn gate(&self, machine: &Machine) -> Gate {
        match (machine.consent(), self.typing.get()) {
            (Consent::Required, _) => Gate::Consent,
            (Consent::Denied, _) => Gate::Denied,
            _ if machine.wants_form() => Gate::Form,
            _ if machine.is_ended() => Gate::Ended,
            (_, Typing::Never) => Gate::Choices,
            (_, Typing::Auto) if machine.takes_only_choices() => Gate::Choices,
            _ => Gate::Open,
        }
    }

    /// What changed since the page was last told. Before the first act there is nothing to tell.
    pub(super) fn tell_states(self: &Rc<Self>, machine: &Machine, events: &mut Vec<PageEvent>) {
        let mut known = self.known.get();
        if known.consent != machine.consent() {
            known.consent = machine.consent();
            let state = consent_name(known.consent);
            events.push(PageEvent::new("parlour:consent").with("state", state));
        }
        let handover = machine.handover().map(|now| now.state);
        if known.handover != handover {
            known.handover = handover;
            self.say_who_came(machine);
            events.push(PageEvent::new("parlour:handover").with("state", handover_name(handover)));
        }
        self.known.set(known);
    }

    /// Who joined or left is heard as it happens, not when it is read again.
    fn say_who_came(self: &Rc<Self>, machine: &Machine) {
        let last = machine.entries().iter().rev().find_map(|entry| match &entry.content {
            Content::Notice(notice @ (Notice::Joined(_) | Notice::Left(_) | Notice::Ended)) => Some(notice),
            _ => None,
        });
        if let Some(notice) = last.filter(|_| machine.connection() == Connection::Online) {
            self.say(words::notice(&self.screen.words, notice));
        }
    }
}

/// The word of `parlour:consent` (embed.md §4).
pub(super) fn consent_name(consent: Consent) -> &'static str {
    match consent {
        Consent::Granted => "granted",
        Consent::Required => "required",
        Consent::Denied => "denied",
    }
}

/// The word of `parlour:handover` (embed.md §4); without people the bot holds every conversation.
pub(super) fn handover_name(state: Option<HandoverState>) -> &'static str {
    state.unwrap_or(HandoverState::Bot).as_str()
}
