//! What the visitor does with a message that did not arrive: it goes again, or is given up.

use super::conversation::Machine;
use super::effect::SavedMessage;
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
        } else if let Err(reason) = self.enqueue(again) {
            self.transcript.deliver(mid, Delivery::Failed(reason));
            return;
        }
        self.is_unsaved = true;
        self.transcript.deliver(mid, Delivery::Queued);
        self.start();
    }

    pub(super) fn give_up(&mut self, mid: &str) {
        let is_open =
            matches!(self.transcript.visitor(mid), Some((_, _, Delivery::Queued | Delivery::Failed(_))));
        if is_open && !self.sending.is_in_flight(mid) {
            self.leave_outbox(mid);
            self.transcript.remove(mid);
        }
    }
}
