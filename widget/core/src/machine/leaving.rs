//! The ends of a conversation that are asked for: starting over, logging out, being forgotten.

use super::consent::Consent;
use super::conversation::Machine;
use super::effect::{Call, Effect, Leaving};
use super::input::{Answer, Failure};
use super::sending::Sending;
use super::session::Session;
use super::waiting::Wait;

impl Machine {
    /// What waits is said in the new conversation; what is on its way belongs to the old one.
    pub(super) fn start_over(&mut self, now: u64) {
        self.transcript.drop_stored();
        self.give_up_flight();
        self.forget_log(now);
        let session = &mut self.session;
        session.is_live = false;
        session.ticket = None;
        session.backoff.clear();
        session.conversation_id = None;
        session.is_fresh = true;
        self.is_unsaved = true;
        self.start();
    }

    pub(super) fn leave(&mut self, now: u64, what: Leaving) {
        match (what, self.session.token.clone()) {
            (Leaving::Logout, token) => {
                if let Some(token) = token {
                    self.call(Call::Leave { token, what });
                }
                self.wipe(now);
            }
            (Leaving::Forget, Some(token)) => {
                self.forgetting = Some(self.call(Call::Leave { token, what }));
            }
            (Leaving::Forget, None) => self.forgotten(now, true),
        }
    }

    /// What the server does not know, or no longer lets this browser see, is as good as deleted here.
    /// A token that has run out is renewed first: the conversation is still there.
    pub(super) fn forget_answered(&mut self, now: u64, result: &Result<Answer, Failure>) {
        self.forgetting = None;
        if matches!(result, Err(Failure::Refused { status: 401, .. })) && !self.session.forgets {
            self.start();
            self.session.forgets = true;
            self.session.is_fresh = false;
            self.unauthorized(now, self.session.generation);
            return;
        }
        self.session.forgets = false;
        let is_done = matches!(result, Ok(_) | Err(Failure::Refused { status: 401 | 404, .. }));
        self.forgotten(now, is_done);
    }

    /// The session was renewed for this.
    pub(super) fn forget_now(&mut self) {
        if self.session.forgets
            && let Some(token) = self.session.live_token()
        {
            self.forgetting = Some(self.call(Call::Leave { token, what: Leaving::Forget }));
        }
    }

    pub(super) fn forgotten(&mut self, now: u64, is_done: bool) {
        if is_done {
            self.wipe(now);
        }
        self.effects.push(Effect::Forgot { is_done });
    }

    /// Nothing of the visitor stays, and nothing happens before somebody acts again.
    pub(super) fn wipe(&mut self, now: u64) {
        self.sending = Sending::default();
        self.keeping.begin_anew();
        self.transcript.clear();
        self.forget_log(now);
        self.session = Session::default();
        self.draft.clear();
        self.agreed = None;
        self.consent = if self.options.consent_to.is_some() { Consent::Required } else { Consent::Granted };
        self.started = false;
        self.wait = Wait::None;
        self.is_unsaved = false;
        self.effects.push(Effect::Wipe);
    }

    fn forget_log(&mut self, now: u64) {
        self.sending.rest();
        self.reload_log(now, String::new());
        self.stream.is_stopped = false;
    }
}
