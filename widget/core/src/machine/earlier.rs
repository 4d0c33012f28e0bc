//! Reading further back, a page at a time, as the visitor scrolls towards the beginning.

use parlour_protocol::{Cursor, HistoryPage, MessageEvent, StoredEvent};

use super::conversation::Machine;
use super::effect::{Call, Ticket};
use super::input::{Answer, Failure};
use crate::limits;
use crate::retry::Backoff;

/// What is known of the messages before the first one shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// There are none, the channel keeps none, or nothing is known of the log yet.
    None,
    /// The server has some.
    More,
    /// They are being read.
    Loading,
    /// They could not be read; scrolling back or [`super::Input::EarlierRetried`] tries again.
    Failed,
    /// The server has some, but there is no room for them ([`limits::TRANSCRIPT_ENTRIES`]).
    Full,
}

/// Whether there is more, and the call under way.
#[derive(Default)]
pub(super) struct Paging {
    has_more: bool,
    is_wanted: bool,
    has_failed: bool,
    flight: Option<(Ticket, u32)>,
    backoff: Backoff,
}

impl Paging {
    pub(super) fn is_flight(&self, ticket: Ticket) -> bool {
        self.flight.is_some_and(|(flight, _)| flight == ticket)
    }

    pub(super) fn hurry(&mut self) {
        self.backoff.hurry();
    }
}

impl Machine {
    /// What is known of the messages before the first of [`Self::entries`].
    pub fn earlier(&self) -> Earlier {
        let room = limits::TRANSCRIPT_ENTRIES.saturating_sub(self.transcript.entries().len());
        let paging = &self.paging;
        let has_history = self.session.capabilities.as_ref().is_some_and(|can| can.history);
        if !paging.has_more || !has_history {
            Earlier::None
        } else if self.session.is_refused || paging.has_failed {
            Earlier::Failed
        } else if paging.is_wanted {
            Earlier::Loading
        } else if room <= 2 * limits::TRANSCRIPT_TRIM {
            // What was let go to make room must not be read again at once.
            Earlier::Full
        } else {
            Earlier::More
        }
    }

    /// The log was read from its newest page, which begins with event `first`.
    pub(super) fn begin_log(&mut self, first: u64, has_more: bool) {
        self.log.begin_at(first);
        self.transcript.forget_before(first);
        self.paging.has_more = has_more;
    }

    /// What was let go to make room can be read again.
    pub(super) fn note_trimmed(&mut self) {
        if let Some(first) = self.transcript.take_trimmed() {
            self.log.first = first;
            self.paging.has_more = true;
            self.paging.flight = None;
            self.paging.is_wanted = false;
        }
    }

    pub(super) fn want_earlier(&mut self, now: u64) {
        let may_read = matches!(self.earlier(), Earlier::More | Earlier::Failed);
        if may_read && self.paging.backoff.is_due(now) {
            self.paging.is_wanted = true;
            self.paging.has_failed = false;
        }
    }

    pub(super) fn want_earlier_again(&mut self, now: u64) {
        self.paging.hurry();
        if self.session.is_refused {
            self.start();
        }
        self.want_earlier(now);
    }

    pub(super) fn pump_earlier(&mut self) {
        if !self.paging.is_wanted || self.paging.flight.is_some() || !self.log.is_ready {
            return;
        }
        let (Some(token), Some(epoch)) = (self.session.live_token(), self.log.epoch.clone()) else { return };
        let before = Cursor { epoch, seq: self.log.first };
        let ticket = self.call(Call::ReadEarlier { token, before });
        self.paging.flight = Some((ticket, self.session.generation));
    }

    pub(super) fn earlier_answered(&mut self, now: u64, result: Result<Answer, Failure>) {
        let generation = self.paging.flight.take().map_or(0, |(_, generation)| generation);
        match result {
            Ok(Answer::History(page)) if self.log.epoch.as_ref() == Some(&page.epoch) => {
                self.earlier_read(now, page);
            }
            Ok(Answer::History(page)) => {
                self.reload_log(now, page.epoch);
                self.log.replays_all = true;
            }
            Err(Failure::Refused { status: 401, .. }) => self.unauthorized(now, generation),
            Err(Failure::Refused { status: 410, .. }) => {
                let epoch = self.log.epoch.clone().unwrap_or_default();
                self.reload_log(now, epoch);
                self.log.replays_all = true;
            }
            Err(Failure::Refused { retry_after_ms, .. }) => self.earlier_failed(now, retry_after_ms),
            _ => self.earlier_failed(now, None),
        }
    }

    fn earlier_failed(&mut self, now: u64, retry_after_ms: Option<u64>) {
        self.paging.is_wanted = false;
        self.paging.has_failed = true;
        self.paging.backoff.fail(now, retry_after_ms, &mut self.spread);
    }

    fn earlier_read(&mut self, now: u64, page: HistoryPage) {
        self.session.proved();
        self.paging.backoff.clear();
        self.paging.is_wanted = false;
        let (shown, mut first) = (self.log.first, self.log.first);
        // A page that overlaps what is shown adds only what is not.
        let mut items = page.items;
        items.retain(|event| event.seq() < shown);
        for event in &items {
            first = first.min(event.seq());
            self.acknowledge_kept(event);
        }
        self.recall(now, items);
        // A page without news would be asked for again and again.
        self.paging.has_more = page.has_more && first < shown;
        self.log.first = first;
    }

    /// A message kept from an earlier page of the browser may have been stored long ago.
    fn acknowledge_kept(&mut self, event: &StoredEvent) {
        if let StoredEvent::Message(MessageEvent { mid: Some(mid), .. }) = event
            && self.sending.has(mid)
        {
            self.acknowledge_event(event);
        }
    }

    /// Shows events of long ago before everything else: at once, without pauses, replies or a word to
    /// a screen reader.
    fn recall(&mut self, now: u64, items: Vec<StoredEvent>) {
        let later = self.transcript.set_aside();
        let (choices, choices_seq) = (core::mem::take(&mut self.log.choices), self.log.choices_seq);
        let (visitor_seq, typing_until) = (self.log.visitor_seq, self.stream.typing_until);
        let (control, choices_only) = (self.log.control.take(), self.log.choices_only);
        let handover = self.log.handover.take();
        let waiting = (self.sending.awaiting_until, self.sending.waiting_since);
        let replay_to = core::mem::replace(&mut self.log.replay_to, u64::MAX);
        for event in items {
            match event {
                StoredEvent::Message(message) => self.apply(now, message),
                StoredEvent::Handover(handover) => self.apply_handover(now, handover),
            }
        }
        self.log.replay_to = replay_to;
        self.log.choices = choices;
        self.log.choices_seq = choices_seq;
        self.log.control = control;
        self.log.choices_only = choices_only;
        self.log.handover = handover;
        (self.sending.awaiting_until, self.sending.waiting_since) = waiting;
        self.log.visitor_seq = visitor_seq;
        self.stream.typing_until = typing_until;
        self.transcript.put_back(later);
    }
}
