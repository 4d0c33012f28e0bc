//! The tabs of one browser with the same conversation: one of them keeps the stream, the others hear from it what came.
//!
//! Each sends its own messages, so that none of them needs another page to be alive. What is heard may be lost, doubled,
//! late, or of a log that is no more: `seq` says what is missing, and the server is asked for it.

use parlour_protocol::Cursor;

use super::connection::Connection;
use super::conversation::Machine;
use super::effect::Effect;
use super::input::StreamEvent;
use crate::limits;
use crate::transcript::Delivery;

/// Whether this tab keeps the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It does, and tells the others. What a page is that has no others.
    Leads,
    /// Another one does.
    Follows,
}

/// What the tab that leads tells the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Overheard {
    /// How far it is in the log.
    pub cursor: Cursor,
    /// How its line is.
    pub connection: Connection,
    /// What came down its stream; `None`: only the rest is news.
    pub event: Option<StreamEvent>,
}

/// What is known of the tab that leads.
#[derive(Default)]
pub(super) struct Tabs {
    follows: bool,
    /// How its line is; `None` before it has told.
    line: Option<Connection>,
    /// How far it said the log goes, until this tab is level with it or has asked the server.
    told: Option<Cursor>,
    /// When to ask.
    pub(super) ask_at: Option<u64>,
}

impl Machine {
    pub(super) fn follows(&self) -> bool {
        self.tabs.follows
    }

    /// Whether what happens is heard of at once, by a stream of its own or another tab's.
    pub(super) fn hears(&self) -> bool {
        if self.tabs.follows {
            self.tabs.line == Some(Connection::Online)
        } else {
            self.stream.is_open || self.stream.is_stopped || self.polling.is_level
        }
    }

    /// Whether the tab that leads waits for its next try.
    pub(super) fn hears_of_delay(&self) -> bool {
        self.tabs.follows && self.tabs.line == Some(Connection::Delayed)
    }

    pub(super) fn take_role(&mut self, now: u64, role: Role) {
        let follows = role == Role::Follows;
        if follows == self.tabs.follows {
            return;
        }
        // Whoever has just heard the bot says so until it hears otherwise.
        let line = self.hears().then_some(Connection::Online);
        self.tabs = Tabs { follows, line, ..Tabs::default() };
        self.stream.last_byte = now;
        self.stream.backoff.clear();
        if follows {
            self.close_stream();
            // Nor does it read in the place of a stream.
            self.step_up();
        }
    }

    pub(super) fn overheard(&mut self, now: u64, told: Overheard) {
        if !self.tabs.follows {
            return;
        }
        self.tabs.line = Some(told.connection);
        self.stream.last_byte = now;
        let is_same_log = self.is_in_log(&told.cursor);
        match told.event.filter(|_| is_same_log) {
            Some(StreamEvent::Stored(event)) => self.receive(now, event),
            Some(StreamEvent::Status(status)) => self.status_came(&status),
            Some(StreamEvent::Typing(typing)) => self.typing_came(now, &typing),
            Some(StreamEvent::Partial(partial)) => self.partial_came(partial),
            // What could not be read there leaves a gap here; of a reset the cursors tell.
            Some(
                StreamEvent::Reset(_)
                | StreamEvent::Bye(_)
                | StreamEvent::Heartbeat
                | StreamEvent::Unreadable,
            )
            | None => {}
        }
        if !self.is_level_with(&told.cursor) {
            self.tabs.told = Some(told.cursor);
        }
    }

    fn is_in_log(&self, cursor: &Cursor) -> bool {
        self.log.is_ready && self.log.epoch.as_ref() == Some(&cursor.epoch)
    }

    fn is_level_with(&self, cursor: &Cursor) -> bool {
        self.is_in_log(cursor) && cursor.seq <= self.log.applied
    }

    /// Asks the server where the tab that leads knows more for a while, and where nothing has been heard of it.
    pub(super) fn look_behind(&mut self, now: u64) {
        let is_behind = self.tabs.told.as_ref().is_some_and(|told| !self.is_level_with(told));
        if !is_behind {
            self.tabs.told = None;
            self.tabs.ask_at = None;
        } else if self.tabs.ask_at.is_none() {
            self.tabs.ask_at = Some(now.saturating_add(limits::GAP_MS));
        }
        let is_due = self.tabs.ask_at.is_some_and(|at| at <= now);
        let is_silent = self.silent_at().is_some_and(|at| at <= now);
        if (is_due || is_silent) && self.log.is_ready && !self.history.is_busy() {
            self.tabs.told = None;
            self.tabs.ask_at = None;
            self.stream.last_byte = now;
            self.read_on();
        }
    }

    /// When the tab that leads has said nothing for as long as makes a stream dead.
    pub(super) fn silent_at(&self) -> Option<u64> {
        let waits = self.tabs.follows && self.log.is_ready;
        waits.then(|| self.stream.last_byte.saturating_add(limits::STREAM_DEAD_MS))
    }

    /// What is under way goes to its end, and is shown as what became of it.
    pub(super) fn cancelled_elsewhere(&mut self, mid: &str) {
        let is_open =
            matches!(self.transcript.visitor(mid), Some((_, _, Delivery::Queued | Delivery::Failed(_))));
        if is_open && !self.sending.is_in_flight(mid) {
            self.leave_outbox(mid);
            self.transcript.remove(mid);
        }
    }

    /// The visitor is gone from this browser, as another tab knows. What is stored is that tab's to take away: it may
    /// be another visitor's by now. But a row of this tab's may come to stand after that.
    pub(super) fn left_elsewhere(&mut self, now: u64) {
        let rows = self.keeping.row_ids();
        self.wipe(now);
        self.effects.retain(|effect| *effect != Effect::Wipe);
        self.effects.extend(rows.into_iter().map(|mid| Effect::Drop { mid }));
    }
}
