//! The machine as its shell sees it: an input at a time, and what is to be shown.

use parlour_protocol::{Action, Capabilities};

use super::consent::Consent;
use super::earlier::Paging;
use super::effect::{Call, Effect, Saved, Ticket, Token};
use super::history::History;
use super::input::{Answer, Failure, Input};
use super::keeping::Keeping;
use super::log::Log;
use super::pacing::Pacing;
use super::partial::Partial;
use super::polling::Polling;
use super::sending::Sending;
use super::session::Session;
use super::stream::Stream;
use super::tabs::Tabs;
use super::waiting::Wait;
use crate::limits;
use crate::retry::Spread;
use crate::text::trimmed;
use crate::transcript::{Change, Entry, EntryKey, Notice, Transcript};

/// What a conversation is opened with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The bot deployment id.
    pub bot: String,
    /// Module at which a new conversation starts, by name or number; the bot's own choice if absent.
    pub start_module: Option<String>,
    /// BCP 47 tag the visitor reads.
    pub locale: Option<String>,
    /// Version of the text the visitor must agree to before anything is sent or stored; `None`: nothing
    /// is asked.
    pub consent_to: Option<String>,
    /// Whether a form comes before a visitor's first conversation.
    pub form_first: bool,
}

/// One conversation as a visitor's side sees it.
///
/// Inputs change what is known; after each, the machine asks for whatever is to be done next. Until
/// the first [`Input::Opened`] or [`Input::VisitorSent`] it asks for nothing at all.
pub struct Machine {
    pub(super) options: Options,
    pub(super) effects: Vec<Effect>,
    last_ticket: u32,
    pub(super) spread: Spread,
    pub(super) started: bool,
    pub(super) consent: Consent,
    /// Version of the text that was agreed to, on this page or an earlier one.
    pub(super) agreed: Option<String>,
    pub(super) wants_form: bool,
    pub(super) open: bool,
    pub(super) draft: String,
    /// Counts changes of the page; `page_told` is the last one the server has.
    pub(super) page_revision: u32,
    pub(super) page_told: u32,
    /// When to try although the browser says there is no network.
    pub(super) offline: Option<u64>,
    /// Whether what is stored is behind.
    pub(super) is_unsaved: bool,
    /// The `Wake` that is outstanding.
    pub(super) wake: Option<u64>,
    pub(super) wait: Wait,
    /// The deletion under way.
    pub(super) forgetting: Option<Ticket>,
    pub(super) session: Session,
    pub(super) keeping: Keeping,
    pub(super) sending: Sending,
    pub(super) history: History,
    pub(super) paging: Paging,
    pub(super) stream: Stream,
    pub(super) tabs: Tabs,
    pub(super) partial: Partial,
    pub(super) polling: Polling,
    pub(super) log: Log,
    pub(super) pacing: Pacing,
    pub(super) transcript: Transcript,
}

impl Machine {
    /// A conversation nobody has asked for yet.
    pub fn new(options: Options) -> Self {
        let consent = if options.consent_to.is_some() { Consent::Required } else { Consent::Granted };
        Self {
            consent,
            agreed: None,
            wants_form: options.form_first,
            options,
            effects: Vec::new(),
            last_ticket: 0,
            spread: Spread::default(),
            started: false,
            open: false,
            draft: String::new(),
            page_revision: 0,
            page_told: 0,
            offline: None,
            is_unsaved: false,
            wake: None,
            wait: Wait::None,
            forgetting: None,
            session: Session::default(),
            keeping: Keeping::default(),
            sending: Sending::default(),
            history: History::default(),
            paging: Paging::default(),
            stream: Stream::default(),
            tabs: Tabs::default(),
            partial: Partial::default(),
            polling: Polling::default(),
            log: Log::default(),
            pacing: Pacing::default(),
            transcript: Transcript::default(),
        }
    }

    /// Takes one input at `now` (milliseconds since 1970) and says what is to be done, in order.
    ///
    /// A clock that jumps back delays what is timed and breaks nothing.
    pub fn handle(&mut self, now: u64, input: Input) -> Vec<Effect> {
        if self.wake.is_some_and(|at| at <= now) || matches!(input, Input::Woke) {
            self.wake = None;
        }
        self.transcript.forget_changes();
        match input {
            Input::Restored(saved) => self.restore(now, saved.unwrap_or_default()),
            Input::Kept { mid, how } => self.kept(now, &mid, how),
            Input::RowsRead(rows) => self.rows_read(now, rows),
            Input::RowsLeft => self.read_rows_again(),
            Input::KeepsNothing => self.keeps_nothing(now),
            Input::PageChanged => self.page_revision += 1,
            Input::Opened => self.open_window(),
            Input::Closed => self.close_window(),
            Input::DraftChanged { text } => self.change_draft(text),
            Input::VisitorSent { mid, text } => self.send(now, mid, text),
            Input::FilesSent { mid, text, attachments } => self.send_files(now, mid, text, attachments),
            Input::Moved { mid, reference } => self.move_to(now, mid, reference),
            Input::Consented { is_granted } => self.consented(is_granted),
            Input::Introduced => self.wants_form = false,
            Input::Reads { locale } => self.options.locale = Some(locale),
            Input::StartedOver => self.start_over(now),
            Input::Left(what) => self.leave(now, what),
            Input::Renewed => self.renew(),
            Input::VisitorRetried { mid, again } => self.send_again(now, &mid, again),
            Input::VisitorCancelled { mid } => self.give_up(&mid),
            Input::ScrolledNearTop => self.want_earlier(now),
            Input::EarlierRetried => self.want_earlier_again(now),
            Input::Answered { ticket, result } => self.answered(now, ticket, result),
            Input::StreamOpened { ticket } => self.stream_opened(now, ticket),
            Input::Streamed { ticket, event } => self.streamed(now, ticket, event),
            Input::StreamClosed { ticket, end } => self.stream_closed(now, ticket, end),
            Input::Role(role) => self.take_role(now, role),
            Input::Overheard(told) => self.overheard(now, told),
            Input::CancelledElsewhere { mid } => self.cancelled_elsewhere(&mid),
            Input::LeftElsewhere => self.left_elsewhere(now),
            Input::Woke => {}
            Input::WentOffline => self.offline = Some(now.saturating_add(limits::OFFLINE_PROBE_MS)),
            Input::WentOnline => self.went_online(now),
        }
        self.advance(now);
        core::mem::take(&mut self.effects)
    }

    /// What is shown, in display order: what the server stored by `seq`, then what is still to be
    /// sent in the order of typing. Keys are stable; a revision grows when its entry changes.
    pub fn entries(&self) -> &[Entry] {
        self.transcript.entries()
    }

    /// The same, each with its `seq` in the log if the server has given it one.
    pub fn placed(&self) -> impl DoubleEndedIterator<Item = (&Entry, Option<u64>)> {
        self.transcript.placed()
    }

    /// Grows whenever [`Self::entries`] changes.
    pub fn revision(&self) -> u32 {
        self.transcript.revision()
    }

    /// What the last input added to [`Self::entries`] or changed in it, each entry once. Not what
    /// was read back from earlier, nor what has only moved or gone.
    pub fn changes(&self) -> &[Change] {
        self.transcript.changes()
    }

    /// The suggested replies of the last received message: empty once the visitor has said anything
    /// after it or the conversation is over, and while a `wait` still runs.
    pub fn choices(&self) -> &[String] {
        if self.is_answered() || self.pacing.is_running() { &[] } else { &self.log.choices }
    }

    /// What the last received message asks for besides [`Self::choices`], for as long as they are there:
    /// a multi-select, a rating, a date, a form or an input; of several the first, for one message answers
    /// one question. A rating without words of its own has those
    /// of the bubble above it.
    pub fn control(&self) -> Option<&Action> {
        self.log.control.as_ref().filter(|_| !self.is_answered() && !self.pacing.is_running())
    }

    /// The `seq` of the message in which [`Self::control`] stands: with it changes what is asked for.
    pub fn control_seq(&self) -> Option<u64> {
        self.control().map(|_| self.log.choices_seq)
    }

    /// The entries of the last received message, whose buttons may be pressed: none once the visitor
    /// has said anything after it, or the conversation is over.
    pub fn open_entries(&self) -> Vec<EntryKey> {
        if self.is_answered() { Vec::new() } else { self.transcript.keys_of(self.log.choices_seq) }
    }

    /// Whether the bot takes nothing but what it offers.
    pub fn takes_only_choices(&self) -> bool {
        self.log.choices_only && !self.is_answered() && !self.pacing.is_running()
    }

    /// What the bot wants typed: `number email phone date file location`, or a word of a later version.
    pub fn wanted(&self) -> Option<&str> {
        match self.control() {
            Some(Action::Input { wanted, .. }) => Some(wanted),
            _ => None,
        }
    }

    /// Nor is anything asked of a visitor whose conversation is over.
    fn is_answered(&self) -> bool {
        let is_saying = self.keeping.len() > 0 || self.transcript.ends_unsent();
        self.log.visitor_seq > self.log.choices_seq || is_saying || self.is_ended()
    }

    /// Whether to show that somebody writes: a `wait` runs, the answer to a sent message is awaited,
    /// or the bot or an agent says so.
    pub fn typing(&self) -> bool {
        self.pacing.is_running() || self.sending.is_awaiting() || self.stream.typing_until.is_some()
    }

    /// What stands in the text box.
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// Whether the window is open; after [`Input::Restored`], whether it was. The shell reports
    /// [`Input::Opened`] when it opens it again.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The bearer of what the shell asks for by itself (uploads), once there is a session.
    pub fn bearer(&self) -> Option<Token> {
        self.session.live_token()
    }

    /// Place in the log of the visitor's message of this id, once it is known.
    pub fn seq_of(&self, mid: &str) -> Option<u64> {
        self.transcript.seq_of(mid)
    }

    /// The conversation's number, once there is a session.
    pub fn conversation_id(&self) -> Option<u64> {
        self.session.conversation_id
    }

    /// What the bot's channel can do, once there is a session.
    pub fn capabilities(&self) -> Option<&Capabilities> {
        self.session.capabilities.as_ref()
    }

    fn restore(&mut self, now: u64, saved: Saved) {
        self.session.token = saved.token;
        self.draft = saved.draft;
        self.open = saved.open;
        self.restore_consent(saved.consent);
        self.take_over(now, saved.outbox);
    }

    fn open_window(&mut self) {
        self.is_unsaved |= !self.open;
        self.open = true;
        self.start();
    }

    fn close_window(&mut self) {
        self.is_unsaved |= self.open;
        self.open = false;
    }

    fn change_draft(&mut self, text: String) {
        if self.draft != text {
            self.keeping.has_room();
            self.is_unsaved = true;
        }
        self.draft = text;
    }

    /// What was said leaves the text box, if it stands there.
    pub(super) fn take_from_draft(&mut self, said: &str) {
        if !said.is_empty() && trimmed(&self.draft) == trimmed(said) {
            self.draft.clear();
            self.is_unsaved = true;
        }
    }

    /// Somebody acted: the conversation is wanted now.
    pub(super) fn start(&mut self) {
        self.started = true;
        self.session.is_refused = false;
        self.hurry();
    }

    fn went_online(&mut self, now: u64) {
        let was_offline = self.offline.take().is_some();
        if was_offline {
            self.forget_flight();
            // It may wait on a line that is no more.
            self.history.stop_waiting();
            self.polling.is_level = false;
        }
        if was_offline || now.saturating_sub(self.stream.last_byte) >= limits::STREAM_STALE_MS {
            self.close_stream();
            if self.follows() {
                self.read_on();
            }
        }
        self.hurry();
        self.try_stream();
    }

    /// Everything that waits for its next try is tried now.
    fn hurry(&mut self) {
        self.session.backoff.hurry();
        self.sending.backoff.hurry();
        self.history.backoff.hurry();
        self.paging.hurry();
        if !self.polling.is_on {
            self.stream.backoff.hurry();
        }
    }

    fn answered(&mut self, now: u64, ticket: Ticket, result: Result<Answer, Failure>) {
        match &result {
            Err(Failure::NoAnswer) => {
                if self.offline.is_some() {
                    self.offline = Some(now.saturating_add(limits::OFFLINE_PROBE_MS));
                }
            }
            _ => self.offline = None,
        }
        if self.session.ticket == Some(ticket) {
            self.session_answered(now, result);
        } else if self.sending.is_flight(ticket) {
            self.send_answered(now, result);
        } else if self.history.is_flight(ticket) {
            self.history_answered(now, result);
        } else if self.paging.is_flight(ticket) {
            self.earlier_answered(now, result);
        } else if self.forgetting == Some(ticket) {
            self.forget_answered(now, &result);
        }
    }

    /// Asks the shell for a call and gives its ticket.
    pub(super) fn call(&mut self, call: Call) -> Ticket {
        let ticket = self.next_ticket();
        self.effects.push(Effect::Call { ticket, call });
        ticket
    }

    pub(super) fn next_ticket(&mut self) -> Ticket {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        Ticket(self.last_ticket)
    }

    /// Speaks to the visitor, after everything that is known of the log.
    pub(super) fn notify(&mut self, now: u64, notice: Notice) {
        let after = self.log.is_ready.then_some(self.log.applied);
        self.transcript.add_notice(after, now, notice);
    }
}
