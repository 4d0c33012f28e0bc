//! Applying the log's events once each and in order, whichever way they came.

use parlour_protocol::{Action, Author, MULTI_SELECT, MediaKind, MessageEvent, StoredEvent};

use super::conversation::Machine;
use super::pacing::Step;
use crate::limits;
use crate::timestamp;
use crate::transcript::{Content, Delivery};

impl Machine {
    /// Takes an event from the stream or from the answer to a message.
    pub(super) fn receive(&mut self, now: u64, event: StoredEvent) {
        self.acknowledge_event(&event);
        let seq = event.seq();
        if self.log.is_ready && seq <= self.log.applied {
            return;
        }
        if !self.log.hold(seq, Some(event)) {
            // Let go for want of room: history still has it.
            self.log.gap_at = Some(now);
        }
        if self.log.is_ready {
            self.drain(now, 0);
        }
    }

    /// The visitor's own message is stored as soon as it is seen, also behind a gap.
    pub(super) fn acknowledge_event(&mut self, event: &StoredEvent) {
        if let StoredEvent::Message(MessageEvent { seq, mid: Some(mid), author: Author::Visitor, .. }) = event
        {
            self.acknowledge(mid, Some(*seq));
        }
    }

    /// Applies what is held as far as it follows, and as far as `known_to` in any case.
    pub(super) fn drain(&mut self, now: u64, known_to: u64) {
        while let Some((seq, event)) = self.log.next(known_to) {
            self.log.applied = seq;
            match event {
                Some(StoredEvent::Message(message)) => self.apply(now, message),
                Some(StoredEvent::Handover(handover)) => self.apply_handover(now, handover),
                None => {}
            }
        }
        self.log.applied = self.log.applied.max(known_to);
        if !self.log.has_held() {
            self.log.gap_at = None;
        } else if !self.history.is_busy() && self.log.gap_at.is_none() {
            self.log.gap_at = Some(now.saturating_add(limits::GAP_MS));
        }
    }

    pub(super) fn apply(&mut self, now: u64, message: MessageEvent) {
        let at = timestamp::milliseconds(&message.at).unwrap_or(now);
        if message.author == Author::Visitor {
            self.apply_visitors(at, message);
        } else {
            self.apply_received(at, message);
        }
    }

    fn apply_visitors(&mut self, at: u64, message: MessageEvent) {
        let mid = message.mid.unwrap_or_default();
        let mut text = String::new();
        for action in &message.actions {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&action.readable());
        }
        let is_known = !mid.is_empty() && self.transcript.visitor(&mid).is_some();
        // A message without text is a move to a module, which is not said aloud.
        if !is_known && !text.is_empty() {
            let content = Content::Visitor { mid, text, delivery: Delivery::Sent };
            self.transcript.add_stored(message.seq, 0, at, content);
        }
        if is_known || !message.actions.is_empty() {
            self.log.visitor_seq = message.seq;
        }
        for (within, action) in (1..).zip(message.actions) {
            if matches!(action, Action::Media { kind: MediaKind::Image, .. }) {
                let content = Content::Received { author: Author::Visitor, action, agent: None, lang: None };
                self.transcript.add_stored(message.seq, within, at, content);
            }
        }
    }

    fn apply_received(&mut self, at: u64, message: MessageEvent) {
        let (seq, author, agent) = (message.seq, message.author, message.agent);
        let lang = message.lang;
        self.log.choices.clear();
        self.log.control = None;
        self.log.choices_seq = seq;
        self.log.choices_only = false;
        self.sending.answer_came(seq);
        self.stream.typing_until = None;
        let first = if let Some(Action::Text { text }) = message.actions.first() { text } else { "" };
        let mut said = self.partial_ended(message.in_reply_to.as_deref(), first);
        let mut above = String::new();
        for (within, action) in (0..).zip(message.actions) {
            if let Action::Choice { rules, .. } = &action {
                self.log.choices_only |= rules.choices_only;
            }
            match &action {
                Action::Choice { options, options_type, .. } if options_type != MULTI_SELECT => {
                    self.log.choices.extend(options.iter().cloned());
                }
                // One message answers one question: the first that is asked.
                action if action.asks() && self.log.control.is_some() => {}
                // What is asked may stand in a bubble of its own above the control.
                Action::Rating { text, min, max } if text.is_empty() => {
                    let text = core::mem::take(&mut above);
                    self.log.control = Some(Action::Rating { text, min: *min, max: *max });
                }
                action if action.asks() => self.log.control = Some(action.clone()),
                Action::Text { text } => above.clone_from(text),
                _ => {}
            }
            let said = core::mem::take(&mut said);
            let step =
                Step { seq, within, at, author, agent: agent.clone(), lang: lang.clone(), action, said };
            if seq <= self.log.replay_to {
                self.show(step);
            } else {
                self.pacing.add(step);
            }
        }
    }
}
