//! Reading the log: at the start, to fill a gap, and anew after a reset.

use parlour_protocol::{Cursor, HistoryPage, StoredEvent};

use super::conversation::Machine;
use super::earlier::Paging;
use super::effect::{Call, Ticket};
use super::input::{Answer, Failure};
use super::log::Log;
use crate::limits;
use crate::retry::{Backoff, is_retryable};
use crate::transcript::Notice;

/// What is to be read, and the call under way.
#[derive(Default)]
pub(super) struct History {
    wanted: Option<Wanted>,
    flight: Option<(Ticket, u32)>,
    pub(super) backoff: Backoff,
    /// Reads that brought nothing while there was a gap after event `idle_at`.
    idle_reads: u8,
    idle_at: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The newest page, where the log begins for this page.
    Newest,
    /// What follows the last event applied.
    After,
    /// The same as soon as there is something, in the place of a stream.
    News,
}

impl History {
    pub(super) fn is_flight(&self, ticket: Ticket) -> bool {
        self.flight.is_some_and(|(flight, _)| flight == ticket)
    }

    pub(super) fn is_busy(&self) -> bool {
        self.wanted.is_some()
    }

    pub(super) fn wakes_at(&self) -> Option<u64> {
        if self.wanted.is_none() || self.flight.is_some() { None } else { self.backoff.until() }
    }

    /// Gives a read up that waits.
    pub(super) fn stop_waiting(&mut self) {
        if self.wanted == Some(Wanted::News) {
            self.wanted = None;
            self.flight = None;
            self.backoff.clear();
        }
    }

    fn want(&mut self, wanted: Wanted) {
        self.wanted = Some(wanted);
        self.flight = None;
        self.backoff.clear();
    }
}

impl Machine {
    /// Forgets the log and what is shown of it, and reads it anew. What is unsent stays.
    pub(super) fn reload_log(&mut self, now: u64, epoch: String) {
        let was_shown = self.transcript.has_stored();
        self.close_stream();
        self.stream.backoff.clear();
        self.pacing.clear();
        self.sending.rest();
        self.transcript.drop_stored();
        self.log = Log::of(epoch);
        if was_shown {
            self.notify(now, Notice::Reset);
        }
        self.say_unkept(now);
        self.paging = Paging::default();
        self.history.idle_reads = 0;
        self.history.want(Wanted::Newest);
    }

    /// Reads what follows the last event applied.
    pub(super) fn read_on(&mut self) {
        if self.log.is_ready && !self.history.is_busy() {
            self.history.want(Wanted::After);
        }
    }

    pub(super) fn expire_gap(&mut self, now: u64) {
        if self.log.gap_at.is_some_and(|at| at <= now) {
            self.log.gap_at = None;
            self.read_on();
        }
    }

    pub(super) fn pump_history(&mut self, now: u64) {
        if self.history.wanted.is_none() && self.is_poll_due(now) {
            self.history.wanted = Some(Wanted::News);
        }
        let (Some(wanted), None, true) =
            (self.history.wanted, self.history.flight, self.history.backoff.is_due(now))
        else {
            return;
        };
        let Some(token) = self.session.live_token() else { return };
        let after = if wanted == Wanted::Newest { None } else { self.cursor() };
        let wait = if wanted == Wanted::News { Some(self.next_wait(now)) } else { None };
        let ticket = self.call(Call::ReadHistory { token, after, wait });
        self.history.flight = Some((ticket, self.session.generation));
    }

    /// The last event applied; `None` before anything is known of the log.
    pub fn cursor(&self) -> Option<Cursor> {
        let epoch = self.log.epoch.clone()?;
        Some(Cursor { epoch, seq: self.log.applied })
    }

    pub(super) fn history_answered(&mut self, now: u64, result: Result<Answer, Failure>) {
        let generation = self.history.flight.take().map_or(0, |(_, generation)| generation);
        if result.is_err() {
            self.polling.is_level = false;
            self.polling.rests_until = 0;
        }
        match result {
            Ok(Answer::History(page)) => self.page_read(now, page),
            Err(Failure::Refused { status: 401, .. }) => self.unauthorized(now, generation),
            Err(Failure::Refused { status: 410, .. }) if self.history.wanted != Some(Wanted::Newest) => {
                let epoch = self.log.epoch.clone().unwrap_or_default();
                self.reload_log(now, epoch);
                self.log.replays_all = true;
            }
            Err(Failure::Refused { status, retry_after_ms, .. }) if is_retryable(status) => {
                self.history.backoff.fail(now, retry_after_ms, &mut self.spread);
            }
            Err(failure) if failure == Failure::NoAnswer || self.history.wanted == Some(Wanted::News) => {
                self.history.backoff.fail(now, None, &mut self.spread);
            }
            _ => self.page_unreadable(now),
        }
    }

    fn page_read(&mut self, now: u64, page: HistoryPage) {
        self.session.proved();
        self.history.backoff.clear();
        let wanted = self.history.wanted.take();
        let is_newest = wanted == Some(Wanted::Newest);
        if !is_newest && self.log.epoch.as_ref() != Some(&page.epoch) {
            self.reload_log(now, page.epoch);
            self.log.replays_all = true;
            return;
        }
        let before = self.log.applied;
        let end = page.cursor.seq;
        // A server that waits has answered because of them, also where this page knew them by then.
        let brought_news = !page.items.is_empty() || page.states != self.polling.states;
        self.log.epoch = Some(page.epoch);
        self.log.is_ready = true;
        if core::mem::take(&mut self.log.replays_all) {
            self.log.replay_to = end;
        }
        if is_newest {
            self.begin_log(page.items.first().map_or(end + 1, StoredEvent::seq), page.has_more);
        }
        for event in page.items {
            self.acknowledge_event(&event);
            self.log.hold_anyway(event);
        }
        self.drain(now, end);
        self.transcript.settle(self.log.applied);
        let has_grown = self.log.applied > before;
        if wanted == Some(Wanted::News) {
            self.polled(now, brought_news);
            self.polling.states = page.states;
        }
        for status in &page.statuses {
            self.status_came(status);
        }
        if !is_newest {
            if page.has_more && has_grown {
                self.history.want(Wanted::After);
            } else if !has_grown && self.log.has_held() {
                self.gap_unfilled(now);
            }
        }
    }

    /// History knows nothing between the last event applied and the first one held.
    fn gap_unfilled(&mut self, now: u64) {
        if self.history.idle_at != self.log.applied {
            self.history.idle_at = self.log.applied;
            self.history.idle_reads = 0;
        }
        self.history.idle_reads += 1;
        if self.history.idle_reads >= limits::GAP_READS {
            self.history.idle_reads = 0;
            self.pass_over_gap(now);
        }
    }

    /// A page that cannot be read must not end the chat: the stream reads event by event. In a gap
    /// it may have been spoilt on the way, and is read a few times more.
    fn page_unreadable(&mut self, now: u64) {
        if self.history.wanted.take() == Some(Wanted::After) {
            self.drain(now, 0);
            self.gap_unfilled(now);
        } else {
            self.log.is_ready = true;
            self.drain(now, 0);
            self.transcript.settle(self.log.applied);
        }
        self.history.backoff.clear();
    }

    fn pass_over_gap(&mut self, now: u64) {
        if let Some(first) = self.log.first_held() {
            self.notify(now, Notice::Unreadable);
            self.drain(now, first);
        }
    }
}
