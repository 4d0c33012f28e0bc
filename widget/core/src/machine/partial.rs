//! An answer that is being made: shown as it grows, told to a screen reader sentence by sentence, and gone
//! when the log has the whole of it.

use parlour_protocol::PartialEvent;

use super::conversation::Machine;
use super::effect::Effect;
use crate::limits;
use crate::markup;
use crate::text::{is_blank, sentences};

/// The last answer that was being made.
#[derive(Default)]
pub(super) struct Partial {
    /// The message it answers.
    mid: String,
    /// What is known of it; empty while there is nothing to be shown.
    pub(super) text: String,
    /// The beginning of it that a screen reader was told.
    told: String,
    /// Whether the log has it: what is still on its way of it is late.
    is_over: bool,
}

impl Machine {
    /// What has been said so far of an answer that is being made; empty where there is none.
    pub fn partial(&self) -> &str {
        &self.partial.text
    }

    /// The message it answers, by its `mid`.
    pub fn partial_of(&self) -> &str {
        &self.partial.mid
    }

    pub(super) fn partial_came(&mut self, event: PartialEvent) {
        let partial = &mut self.partial;
        if partial.mid != event.in_reply_to {
            *partial = Partial { mid: event.in_reply_to, ..Partial::default() };
        }
        if event.offset == 0 {
            partial.text.clear();
            // After a restart of the server it may be another answer.
            if !event.text.starts_with(&partial.told) {
                partial.told.clear();
            }
        }
        let length = partial.text.encode_utf16().count();
        // Behind a piece that was lost nothing can be added: the whole of it comes.
        if partial.is_over || length as u64 != event.offset || length > limits::PARTIAL_BYTES {
            return;
        }
        partial.text.push_str(&event.text);
        let text = partial.text.get(partial.told.len()..).unwrap_or_default();
        let text = text.get(..sentences(text)).unwrap_or_default();
        partial.told.push_str(text);
        if !is_blank(text) {
            let text = markup::plain(text);
            self.effects.push(Effect::Announce { text });
        }
        self.sending.rest();
    }

    /// The log has the answer `text` to the message `mid`. Gives how many bytes of it were told already.
    pub(super) fn partial_ended(&mut self, mid: Option<&str>, text: &str) -> usize {
        let Some(mid) = mid else { return 0 };
        let partial = &mut self.partial;
        let told = if partial.mid == mid && text.starts_with(&partial.told) { partial.told.len() } else { 0 };
        // Of a message whose answer came before its pieces they are late. Another's goes on.
        if partial.mid == mid || partial.text.is_empty() {
            *partial = Partial { mid: mid.to_owned(), is_over: true, ..Partial::default() };
        }
        told
    }
}
