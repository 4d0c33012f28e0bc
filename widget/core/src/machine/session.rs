//! Opening, resuming and renewing the session (server.md §3.2).

use parlour_protocol::{Capabilities, SessionCreated, SessionRequest};

use super::conversation::Machine;
use super::effect::{Call, Ticket, Token};
use super::input::{Answer, Failure};
use crate::limits;
use crate::retry::{Backoff, is_retryable};
use crate::transcript::{Notice, Reason};

/// `ErrorCode::IdentityInvalid`.
const IDENTITY_INVALID: &str = "identity_invalid";

/// The right to take part in one conversation.
#[derive(Default)]
pub(super) struct Session {
    pub(super) token: Option<Token>,
    /// Whether the token is this page's own, and not yet refused.
    pub(super) is_live: bool,
    /// Whether the server said this page may not talk to the bot.
    pub(super) is_refused: bool,
    /// Whether that was for who the visitor is.
    is_unidentified: bool,
    /// Whether the visitor was told so.
    has_said: bool,
    /// Why, in one word: the code of the server's answer; empty where it has none, as a server of ours always has.
    pub(super) refusal: String,
    /// Answers since the last session that were none, though they said they were.
    unreadable: u32,
    pub(super) ticket: Option<Ticket>,
    pub(super) backoff: Backoff,
    pub(super) conversation_id: Option<u64>,
    pub(super) capabilities: Option<Capabilities>,
    /// Whether another conversation is wanted although there is a token.
    pub(super) is_fresh: bool,
    /// Whether the conversation is to be deleted as soon as the token is renewed.
    pub(super) forgets: bool,
    /// Whether the call under way carries a token.
    is_resuming: bool,
    /// Which `page_revision` the call under way carries.
    page_revision: u32,
    /// Counts sessions: a 401 to a call of an earlier one says nothing of this one.
    pub(super) generation: u32,
    /// Renewals since a call last succeeded.
    renewals: u32,
}

impl Session {
    pub(super) fn wakes_at(&self) -> Option<u64> {
        if self.is_live || self.is_refused || self.ticket.is_some() { None } else { self.backoff.until() }
    }

    /// The token to call with, while there is a good one.
    pub(super) fn live_token(&self) -> Option<Token> {
        if self.is_live { self.token.clone() } else { None }
    }

    /// A call with the token succeeded.
    pub(super) fn proved(&mut self) {
        self.renewals = 0;
    }
}

impl Machine {
    pub(super) fn pump_session(&mut self, now: u64) {
        let session = &self.session;
        if session.is_live || session.is_refused || session.ticket.is_some() || !session.backoff.is_due(now) {
            return;
        }
        let resume = session.token.clone();
        let fresh = self.session.is_fresh && resume.is_some();
        self.session.is_resuming = resume.is_some() && !fresh;
        self.session.page_revision = self.page_revision;
        let body = SessionRequest {
            reference: if self.session.is_resuming { None } else { self.options.start_module.clone() },
            fresh,
            locale: self.options.locale.clone(),
            ..SessionRequest::default()
        };
        let tells_page = self.page_revision > 0;
        self.session.ticket = Some(self.call(Call::StartSession { resume, body, tells_page }));
    }

    pub(super) fn session_answered(&mut self, now: u64, result: Result<Answer, Failure>) {
        self.session.ticket = None;
        match result {
            Ok(Answer::Session(created)) => self.session_created(now, created),
            Err(Failure::Refused { status, code, retry_after_ms, .. }) => {
                // That is of the page's proof, not of the token.
                let is_unidentified = code == IDENTITY_INVALID;
                if status == 401 && self.session.is_resuming && self.session.forgets && !is_unidentified {
                    self.forgotten(now, true);
                } else if status == 401 && self.session.is_resuming && !is_unidentified {
                    // The next call goes without it and starts another conversation.
                    self.session.token = None;
                    self.is_unsaved = true;
                } else if is_retryable(status) {
                    self.session.backoff.fail(now, retry_after_ms, &mut self.spread);
                } else {
                    self.session_refused(now, code);
                }
            }
            // A proxy may cut one short; what goes on answering so is another server, as of a page's own files.
            Err(Failure::Unreadable) if self.session.unreadable >= limits::UNREADABLE_SESSIONS => {
                self.session_refused(now, String::new());
            }
            other => {
                self.session.unreadable += u32::from(matches!(other, Err(Failure::Unreadable)));
                self.session.backoff.fail(now, None, &mut self.spread);
            }
        }
    }

    fn session_created(&mut self, now: u64, created: SessionCreated) {
        let session = &mut self.session;
        let goes_on = session.conversation_id == Some(created.conversation_id)
            && self.log.epoch.as_ref() == Some(&created.cursor.epoch);
        session.token = Some(Token(created.token));
        session.is_live = true;
        session.is_fresh = false;
        session.has_said = false;
        session.unreadable = 0;
        session.generation = session.generation.wrapping_add(1);
        session.backoff.clear();
        session.conversation_id = Some(created.conversation_id);
        session.capabilities = Some(created.capabilities);
        self.spread.differ(created.conversation_id);
        let is_resumed = session.is_resuming;
        self.page_told = session.page_revision;
        self.is_unsaved = true;
        self.sending.backoff.hurry();
        self.history.backoff.hurry();
        self.stream.backoff.hurry();
        self.forget_now();
        if !goes_on {
            // "Do not come back" was said of the other conversation.
            self.stream.is_stopped = false;
            self.reload_log(now, created.cursor.epoch);
            // What a resumed conversation holds already has been seen; a greeting has not.
            self.log.replay_to = if is_resumed { created.cursor.seq } else { 0 };
        }
    }

    fn session_refused(&mut self, now: u64, code: String) {
        if core::mem::take(&mut self.session.forgets) {
            self.forgotten(now, false);
        }
        let is_unidentified = code == IDENTITY_INVALID;
        let session = &mut self.session;
        // Whoever tries again reads the same sentence only once.
        let is_said = session.has_said && session.is_unidentified == is_unidentified;
        session.is_refused = true;
        session.is_unidentified = is_unidentified;
        session.has_said = true;
        session.refusal = code;
        self.fail_waiting(Reason::NoSession);
        if !is_said {
            self.notify(now, if is_unidentified { Notice::Unidentified } else { Notice::Unavailable });
        }
    }

    /// Whether it was the visitor's signed identity that the server refused last, or missed.
    pub fn is_unidentified(&self) -> bool {
        self.session.is_refused && self.session.is_unidentified
    }

    pub(super) fn renew(&mut self) {
        self.session.is_live = false;
        self.session.backoff.clear();
        self.start();
    }

    /// A call or stream of session `generation` was answered 401.
    pub(super) fn unauthorized(&mut self, now: u64, generation: u32) {
        let session = &mut self.session;
        if generation != session.generation || !session.is_live {
            return;
        }
        session.is_live = false;
        session.renewals = session.renewals.saturating_add(1);
        if session.renewals > 1 {
            session.backoff.fail(now, None, &mut self.spread);
        }
    }
}
