//! What the visitor does with a message that did not arrive: it goes again, or is given up.

use super::conversation::Machine;
use super::effect::SavedMessage;
use crate::text::is_blank;
use crate::transcript::Delivery;

impl Machine {
    pub(super) fn send_again(&mut self, now: u64, mid: &str, again: String) {
        let (text, at) = match self.transcript.visitor(mid) {
            Some((text, at, Delivery::Failed(_))) => (text, at),
            Some((text, _, Delivery::Unknown)) => {
                let text = text.to_owned();
                return self.send(now, again, text);
            }
            _ => return,
        };
        let again =
            SavedMessage { mid: mid.to_owned(), text: text.to_owned(), at, ..SavedMessage::default() };
        if let Some(message) = self.sending.find(mid) {
            message.failed = false;
        } else if let Err(reason) = self.has_room_for(&again) {
            self.transcript.deliver(mid, Delivery::Failed(reason));
            return;
        } else {
            self.sending.add(again);
        }
        self.keeping.is_behind = true;
        self.transcript.deliver(mid, Delivery::Queued);
        self.start();
    }

    /// What was written goes back into an empty text box.
    pub(super) fn give_up(&mut self, mid: &str) {
        let Some((shown, _, Delivery::Queued | Delivery::Failed(_))) = self.transcript.visitor(mid) else {
            return;
        };
        let shown = shown.to_owned();
        if !self.sending.is_in_flight(mid) {
            if is_blank(&self.draft) {
                // Without the names of its files.
                self.draft = self.sending.find(mid).map_or(shown, |message| message.text.clone());
                self.is_unsaved = true;
            }
            self.leave_outbox(mid);
            self.transcript.remove(mid);
        }
    }
}
