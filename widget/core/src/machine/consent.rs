//! What must be settled before anything is sent or stored: the visitor's consent, and the form before
//! the chat (embed.md §2).

use super::conversation::Machine;
use super::effect::Effect;

/// Whether the visitor agrees to what the page asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Agreed, or never asked.
    #[default]
    Granted,
    /// Asked, and not yet answered.
    Required,
    /// Refused. It may be granted later.
    Denied,
}

impl Machine {
    /// Whether the visitor agrees to what the page asks.
    pub fn consent(&self) -> Consent {
        self.consent
    }

    /// Whether the form before the chat is to be filled in first.
    pub fn wants_form(&self) -> bool {
        self.wants_form
    }

    /// Whether anything may be sent or stored.
    pub(super) fn is_free(&self) -> bool {
        self.consent == Consent::Granted && !self.wants_form
    }

    /// An agreement holds for the version of the text that was agreed to. Whoever has a conversation has
    /// filled the form in.
    pub(super) fn restore_consent(&mut self, agreed: Option<String>) {
        if self.options.consent_to.is_some() && agreed == self.options.consent_to {
            self.consent = Consent::Granted;
        }
        // A page that does not ask leaves the answer to those that do.
        self.agreed = agreed;
        self.wants_form &= self.session.token.is_none();
    }

    pub(super) fn consented(&mut self, is_granted: bool) {
        if is_granted {
            self.consent = Consent::Granted;
            if self.options.consent_to.is_some() {
                self.agreed.clone_from(&self.options.consent_to);
            }
            self.is_unsaved = true;
            if self.open {
                self.start();
            }
        } else {
            let was_free = self.is_free();
            self.consent = Consent::Denied;
            self.agreed = None;
            if was_free {
                self.close_stream();
                self.keeping.forget_rows();
                self.effects.push(Effect::Wipe);
            }
        }
    }
}
