//! The visitor's messages on their way to the server: one at a time, in the order of typing, each
//! under its own `mid` however often it is sent.

use parlour_protocol::{
    Action, Author, BotMessage, MediaKind, MessageEvent, SendState, SentAction, StoredEvent, Turn,
    VisitorSend,
};

use super::conversation::Machine;
use super::effect::{Attachment, Call, SavedMessage, Ticket};
use super::input::{Answer, Failure};
use crate::limits;
use crate::retry::{Backoff, is_retryable};
use crate::text::is_blank;
use crate::transcript::{Delivery, Reason};

/// What is to be sent, and the call under way.
#[derive(Default)]
pub(super) struct Sending {
    /// Messages not known to be stored, oldest first.
    outbox: Vec<SavedMessage>,
    flight: Option<Flight>,
    pub(super) backoff: Backoff,
    /// Until when the answer to a stored message is awaited visibly.
    pub(super) awaiting_until: Option<u64>,
    /// The `seq` of that message.
    awaiting_seq: u64,
    /// Since when an answer has been awaited.
    pub(super) waiting_since: Option<u64>,
}

struct Flight {
    ticket: Ticket,
    mid: String,
    /// What the log will say of it.
    actions: Vec<Action>,
    conversation: Option<u64>,
    generation: u32,
    page_revision: u32,
}

impl Sending {
    pub(super) fn is_flight(&self, ticket: Ticket) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.ticket == ticket)
    }

    pub(super) fn is_awaiting(&self) -> bool {
        self.flight.is_some() || self.awaiting_until.is_some()
    }

    pub(super) fn wakes_at(&self) -> Option<u64> {
        if self.flight.is_some() || self.next().is_none() { None } else { self.backoff.until() }
    }

    /// Somebody spoke at `seq`.
    pub(super) fn answer_came(&mut self, seq: u64) {
        if seq > self.awaiting_seq {
            self.rest();
        }
    }

    /// No answer is awaited any more.
    pub(super) fn rest(&mut self) {
        self.awaiting_until = None;
        self.waiting_since = None;
    }

    fn next(&self) -> Option<&SavedMessage> {
        self.outbox.iter().find(|message| !message.failed)
    }

    pub(super) fn len(&self) -> usize {
        self.outbox.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &SavedMessage> {
        self.outbox.iter()
    }

    /// Adds a message behind those that were typed before it.
    pub(super) fn add(&mut self, message: SavedMessage) {
        let at = self.outbox.partition_point(|one| (one.at, &one.mid) < (message.at, &message.mid));
        self.outbox.insert(at, message);
    }

    /// Whether it is not known to be stored.
    pub(super) fn has(&self, mid: &str) -> bool {
        self.outbox.iter().any(|message| message.mid == mid)
    }

    pub(super) fn find(&mut self, mid: &str) -> Option<&mut SavedMessage> {
        self.outbox.iter_mut().find(|message| message.mid == mid)
    }

    pub(super) fn is_in_flight(&self, mid: &str) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.mid == mid)
    }
}

impl Machine {
    /// What is not in a row yet of an older version's entry.
    pub(super) fn saved_outbox(&self) -> Vec<SavedMessage> {
        self.sending.all().filter(|message| self.keeping.unmoved(&message.mid)).cloned().collect()
    }

    pub(super) fn send(&mut self, now: u64, mid: String, mut text: String) {
        // No server takes it, nobody typed it, and nothing of it is seen.
        text.retain(|letter| letter != '\0');
        if !is_blank(&text) {
            self.say(SavedMessage { mid, text, at: now, ..SavedMessage::default() });
        }
    }

    pub(super) fn send_files(&mut self, now: u64, mid: String, text: String, attachments: Vec<Attachment>) {
        let text = if is_blank(&text) { String::new() } else { text };
        if !attachments.is_empty() {
            self.say(SavedMessage { mid, text, at: now, attachments, ..SavedMessage::default() });
        }
    }

    pub(super) fn move_to(&mut self, now: u64, mid: String, reference: String) {
        self.want();
        let message = SavedMessage { mid, reference, at: now, ..SavedMessage::default() };
        // There is no bubble to say it in: what the outbox has no room for is not done.
        if self.has_room_for(&message).is_ok() {
            self.keep(message);
        }
    }

    fn say(&mut self, mut message: SavedMessage) {
        let mid = &message.mid;
        if mid.is_empty() || self.transcript.visitor(mid).is_some() || self.keeping.has(mid) {
            return;
        }
        self.want();
        let Err(reason) = self.has_room_for(&message) else { return self.keep(message) };
        if reason == Reason::Refused && self.sending.len() + self.keeping.len() < limits::OUTBOX_ROWS {
            message.failed = true;
            return self.keep(message);
        }
        self.take_from_draft(&message.text);
        let at = self.keeping.in_order(message.at);
        self.transcript.add_unsent(&message.mid, &message.shown(), at, Delivery::Failed(reason));
    }

    /// Somebody speaks: the conversation is wanted now.
    fn want(&mut self) {
        if !self.started || self.session.is_refused {
            self.start();
        }
    }

    /// Not before the rows are known: what earlier pages have left was typed before.
    pub(super) fn pump_sending(&mut self, now: u64) {
        if !self.keeping.is_read || self.sending.flight.is_some() || !self.sending.backoff.is_due(now) {
            return;
        }
        let (Some(token), Some(message)) = (self.session.live_token(), self.sending.next()) else { return };
        let SavedMessage { mid, text, reference, attachments, .. } = message.clone();
        let mut actions = if text.is_empty() { Vec::new() } else { vec![Action::text(text.clone())] };
        let mut ids = Vec::new();
        for file in attachments {
            ids.push(file.id);
            if !file.picture.is_empty() {
                let (url, text) = (file.picture, Some(file.name));
                actions.push(Action::Media { kind: MediaKind::Image, url, text, size: None });
            }
        }
        let said = SentAction { kind: String::from("text"), text: text.clone() };
        let body = VisitorSend {
            id: mid.clone(),
            actions: if text.is_empty() { Vec::new() } else { vec![said] },
            reference,
            attachments: ids,
            user_profile: None,
        };
        self.transcript.deliver(&mid, Delivery::Sending);
        self.sending.waiting_since = Some(now);
        let tells_page = self.page_told != self.page_revision;
        let ticket = self.call(Call::SendMessage { token, body, tells_page });
        let (generation, page_revision) = (self.session.generation, self.page_revision);
        let conversation = self.session.conversation_id;
        self.sending.flight = Some(Flight { ticket, mid, actions, conversation, generation, page_revision });
    }

    /// The call under way may never end; its message goes again under the same `mid`.
    pub(super) fn forget_flight(&mut self) {
        if let Some(flight) = self.sending.flight.take() {
            self.requeue(&flight.mid);
        }
    }

    /// The message under way is not this conversation's any more.
    pub(super) fn give_up_flight(&mut self) {
        if let Some(flight) = self.sending.flight.take() {
            self.leave_outbox(&flight.mid);
            self.transcript.remove(&flight.mid);
        }
    }

    pub(super) fn send_answered(&mut self, now: u64, result: Result<Answer, Failure>) {
        let Some(flight) = self.sending.flight.take() else { return };
        // What the server says of another conversation says nothing of this one, where the message is to stand.
        if flight.conversation != self.session.conversation_id {
            return self.requeue(&flight.mid);
        }
        match result {
            // Stored in a log that is not this one: the server was put back, or this page does not know yet.
            Ok(Answer::Turns(turns)) if self.is_of_another_log(&turns) => {
                self.retry_later(now, &flight.mid, None);
            }
            Ok(Answer::Turns(turns)) if !turns.is_empty() => {
                self.page_told = flight.page_revision;
                self.session.proved();
                self.turns_came(now, flight, turns);
            }
            Err(Failure::Refused { status: 401, .. }) => {
                self.requeue(&flight.mid);
                self.unauthorized(now, flight.generation);
            }
            Err(Failure::Refused { status, retry_after_ms, .. }) if is_retryable(status) => {
                self.retry_later(now, &flight.mid, retry_after_ms);
            }
            Err(Failure::Refused { status, code, .. }) => {
                let is_too_long = status == 413 || code == "text_too_long";
                self.sending.backoff.clear();
                self.fail(&flight.mid, if is_too_long { Reason::TooLong } else { Reason::Refused });
            }
            // An unreadable answer may come from anybody on the way: the same `mid` again is safe.
            _ => self.retry_later(now, &flight.mid, None),
        }
    }

    fn is_of_another_log(&self, turns: &[Turn]) -> bool {
        let told = turns.first().and_then(|turn| turn.cursor.as_ref());
        told.zip(self.log.epoch.as_ref()).is_some_and(|(told, epoch)| told.epoch != *epoch)
    }

    fn requeue(&mut self, mid: &str) {
        if self.sending.find(mid).is_some() {
            self.transcript.deliver(mid, Delivery::Queued);
        } else {
            // The log has shown it stored meanwhile: whatever failed before has come to its end.
            self.sending.backoff.clear();
        }
    }

    fn retry_later(&mut self, now: u64, mid: &str, retry_after_ms: Option<u64>) {
        // The stream may have shown it stored meanwhile.
        if self.sending.find(mid).is_some() {
            self.transcript.deliver(mid, Delivery::Queued);
            // Of the line to the bot the connection tells.
            self.sending.rest();
            self.sending.backoff.fail(now, retry_after_ms, &mut self.spread);
        } else {
            self.sending.backoff.clear();
        }
    }

    fn turns_came(&mut self, now: u64, flight: Flight, turns: Vec<Turn>) {
        let mid = flight.mid.as_str();
        self.sending.backoff.clear();
        let first = turns.first();
        let seq = first.and_then(|turn| turn.seq);
        let has_error = turns.iter().any(|turn| turn.error.is_some());
        match first.and_then(|turn| turn.state) {
            Some(SendState::Unknown) => self.unknown_by_status(mid, seq),
            Some(SendState::Failed) => self.fail_by_status(mid, seq),
            _ if has_error => self.fail_by_status(mid, seq),
            Some(SendState::Sending) => {
                self.confirm(mid, seq);
                self.sending.awaiting_seq = seq.unwrap_or(self.log.applied);
                if self.log.choices_seq <= self.sending.awaiting_seq {
                    self.sending.awaiting_until = Some(now.saturating_add(limits::AWAIT_MS));
                }
            }
            _ => {
                self.confirm(mid, seq);
                self.sending.rest();
            }
        }
        if let Some(seq) = seq {
            // With its text: a reset may have taken its bubble away while it was under way.
            let event = message(seq, Some(flight.mid.clone()), Author::Visitor, flight.actions);
            self.receive(now, StoredEvent::Message(event));
        }
        for reply in turns.into_iter().flat_map(|turn| turn.message) {
            if let Some(event) = reply_event(reply, mid) {
                self.receive(now, event);
            }
        }
    }

    /// The server has it, and has not said that anything is wrong with it.
    pub(super) fn acknowledge(&mut self, mid: &str, seq: Option<u64>) {
        let delivery = self.transcript.visitor(mid).map(|(_, _, delivery)| delivery);
        match delivery {
            None => self.leave_outbox(mid),
            Some(Delivery::Unknown | Delivery::Failed(Reason::BotFailed)) => self.place(mid, seq),
            Some(_) => self.confirm(mid, seq),
        }
    }

    /// Stored and taken by the bot.
    pub(super) fn confirm(&mut self, mid: &str, seq: Option<u64>) {
        self.place(mid, seq);
        self.transcript.deliver_further(mid, Delivery::Sent);
    }

    pub(super) fn unknown_by_status(&mut self, mid: &str, seq: Option<u64>) {
        self.place(mid, seq);
        self.sending.rest();
        self.transcript.deliver(mid, Delivery::Unknown);
    }

    pub(super) fn fail_by_status(&mut self, mid: &str, seq: Option<u64>) {
        self.sending.rest();
        if seq.is_some() {
            self.place(mid, seq);
            self.transcript.deliver(mid, Delivery::Failed(Reason::BotFailed));
        } else {
            self.fail(mid, Reason::BotFailed);
        }
    }

    /// Stored: it leaves the outbox and stands where the log has it.
    fn place(&mut self, mid: &str, seq: Option<u64>) {
        self.leave_outbox(mid);
        if self.log.is_ready && seq.is_some_and(|seq| seq < self.log.first) {
            // It stands on a page that is not read yet, and comes with it.
            self.transcript.remove(mid);
        } else {
            self.transcript.put(mid, seq, self.log.applied);
        }
        if let Some(seq) = seq {
            self.log.visitor_seq = self.log.visitor_seq.max(seq);
        }
    }

    pub(super) fn leave_outbox(&mut self, mid: &str) {
        let before = self.sending.outbox.len();
        self.sending.outbox.retain(|message| message.mid != mid);
        if self.sending.outbox.len() != before {
            self.keeping.is_behind = true;
            if self.sending.flight.is_none() {
                self.sending.backoff.clear();
            }
        }
    }

    fn fail(&mut self, mid: &str, reason: Reason) {
        self.sending.rest();
        let is_move = self.sending.find(mid).is_some_and(|message| message.shown().is_empty());
        if is_move {
            return self.leave_outbox(mid);
        }
        if let Some(message) = self.sending.find(mid) {
            message.failed = true;
            self.keeping.is_behind = true;
            self.transcript.deliver(mid, Delivery::Failed(reason));
        }
    }

    pub(super) fn fail_waiting(&mut self, reason: Reason) {
        for message in &mut self.sending.outbox {
            if !message.failed {
                message.failed = true;
                self.keeping.is_behind = true;
                self.transcript.deliver(&message.mid, Delivery::Failed(reason));
            }
        }
    }
}

/// A reply without `seq` is left to the stream, which has one for it.
fn reply_event(reply: BotMessage, mid: &str) -> Option<StoredEvent> {
    Some(StoredEvent::Message(MessageEvent {
        lang: reply.lang,
        in_reply_to: Some(mid.to_owned()),
        ..message(reply.seq?, None, Author::Bot, reply.actions)
    }))
}

fn message(seq: u64, mid: Option<String>, author: Author, actions: Vec<Action>) -> MessageEvent {
    MessageEvent {
        seq,
        mid,
        author,
        at: String::new(),
        actions,
        bot_module: None,
        in_reply_to: None,
        agent: None,
        lang: None,
    }
}
