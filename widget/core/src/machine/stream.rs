//! The event stream: keeping it open, noticing when it is dead, and reading it.

use parlour_protocol::{Author, StatusEvent, TypingEvent};

use super::conversation::Machine;
use super::effect::{Effect, Ticket};
use super::input::{StreamEnd, StreamEvent};
use crate::limits;
use crate::retry::Backoff;
use crate::transcript::{Delivery, Notice};

/// The stream under way, or when to open the next.
#[derive(Default)]
pub(super) struct Stream {
    flight: Option<(Ticket, u32)>,
    /// Whether it is connected.
    pub(super) is_open: bool,
    /// Whether anything came of it.
    has_begun: bool,
    /// Whether the server said not to come back.
    pub(super) is_stopped: bool,
    pub(super) backoff: Backoff,
    /// When the last byte came, or the stream was asked for.
    pub(super) last_byte: u64,
    /// The last stored event this stream brought, or the one it was opened after.
    last_seq: u64,
    /// Unreadable events since.
    unreadable: u32,
    /// Until when somebody counts as typing.
    pub(super) typing_until: Option<u64>,
}

impl Stream {
    pub(super) fn wakes_at(&self) -> Option<u64> {
        if self.flight.is_some() || self.is_stopped { None } else { self.backoff.until() }
    }

    pub(super) fn dead_at(&self) -> Option<u64> {
        let patience = if self.has_begun { limits::STREAM_DEAD_MS } else { limits::STREAM_BEGIN_MS };
        self.flight.map(|_| self.last_byte.saturating_add(patience))
    }

    fn is_flight(&self, ticket: Ticket) -> bool {
        self.flight.is_some_and(|(flight, _)| flight == ticket)
    }

    fn ended(&mut self) -> u32 {
        self.is_open = false;
        self.typing_until = None;
        self.flight.take().map_or(0, |(_, generation)| generation)
    }
}

impl Machine {
    pub(super) fn pump_stream(&mut self, now: u64) {
        let stream = &self.stream;
        if self.follows()
            || stream.flight.is_some()
            || stream.is_stopped
            || !self.log.is_ready
            || !stream.backoff.is_due(now)
        {
            return;
        }
        let (Some(token), Some(after)) = (self.session.live_token(), self.cursor()) else { return };
        let ticket = self.next_ticket();
        self.stream.flight = Some((ticket, self.session.generation));
        self.stream.last_byte = now;
        self.stream.has_begun = false;
        self.stream.last_seq = after.seq;
        self.stream.unreadable = 0;
        self.effects.push(Effect::OpenStream { ticket, token, after });
    }

    /// Gives the stream up; the next is opened when it may be.
    pub(super) fn close_stream(&mut self) {
        if let Some((ticket, _)) = self.stream.flight {
            self.stream.ended();
            self.effects.push(Effect::CloseStream { ticket });
        }
    }

    pub(super) fn expire_stream(&mut self, now: u64) {
        if self.stream.dead_at().is_none_or(|at| at > now) {
            return;
        }
        if self.stream.has_begun {
            self.note_lump();
        }
        // What has not begun is held back, or as good as that.
        if self.is_lumpy() || !self.stream.has_begun {
            self.step_down(now);
        } else {
            self.close_stream();
        }
    }

    pub(super) fn stream_opened(&mut self, now: u64, ticket: Ticket) {
        if self.stream.is_flight(ticket) {
            self.stream.is_open = true;
            self.stream.last_byte = now;
            self.offline = None;
            // If it is still being made, it comes from its beginning.
            self.partial.text.clear();
        }
    }

    pub(super) fn streamed(&mut self, now: u64, ticket: Ticket, event: StreamEvent) {
        if !self.stream.is_flight(ticket) {
            return;
        }
        let silence = now.saturating_sub(self.stream.last_byte);
        let is_first = !core::mem::replace(&mut self.stream.has_begun, true);
        self.stream.last_byte = now;
        self.stream.is_open = true;
        self.stream.backoff.clear();
        self.session.proved();
        self.note_beat(is_first, silence);
        if self.is_lumpy() {
            // The next read has what this lump has.
            self.step_down(now);
            return;
        }
        match event {
            StreamEvent::Stored(event) => {
                self.pass_over_unreadable(event.seq());
                self.receive(now, event);
            }
            StreamEvent::Status(status) => self.status_came(&status),
            StreamEvent::Typing(typing) => self.typing_came(now, &typing),
            StreamEvent::Partial(partial) => self.partial_came(partial),
            StreamEvent::Reset(reset) => {
                self.reload_log(now, reset.epoch);
                self.log.replays_all = true;
            }
            StreamEvent::Bye(bye) => {
                self.close_stream();
                let pause = u64::from(bye.retry_ms).min(limits::BACKOFF_CAP_MS);
                self.stream.backoff.hold_until(now.saturating_add(pause));
            }
            StreamEvent::Unreadable => self.unreadable_came(now),
            StreamEvent::Heartbeat => {}
        }
    }

    pub(super) fn stream_closed(&mut self, now: u64, ticket: Ticket, end: StreamEnd) {
        if !self.stream.is_flight(ticket) {
            return;
        }
        let generation = self.stream.ended();
        match end {
            StreamEnd::Broken if self.polling.is_on => self.rest_stream(now, None),
            StreamEnd::Broken => self.stream.backoff.fail(now, None, &mut self.spread),
            StreamEnd::Stop => {
                self.stream.is_stopped = true;
                self.step_up();
            }
            StreamEnd::Refused { status: 401, .. } => self.unauthorized(now, generation),
            StreamEnd::Refused { retry_after_ms, .. } if self.polling.is_on => {
                self.rest_stream(now, retry_after_ms);
            }
            StreamEnd::Refused { retry_after_ms, .. } => {
                self.stream.backoff.fail(now, retry_after_ms, &mut self.spread);
                // Without a stream, history at the pace of the tries keeps this page level.
                self.read_on();
            }
        }
    }

    /// A stream brings events in order and leaves none out, so a hole in it no larger than the
    /// number of unreadable events before it is those events.
    fn pass_over_unreadable(&mut self, seq: u64) {
        let hole = seq.saturating_sub(self.stream.last_seq.saturating_add(1));
        if hole <= u64::from(self.stream.unreadable) {
            for missing in seq - hole..seq {
                if missing > self.log.applied && !self.log.hold(missing, None) {
                    break;
                }
            }
        }
        self.stream.last_seq = self.stream.last_seq.max(seq);
        self.stream.unreadable = 0;
    }

    fn unreadable_came(&mut self, now: u64) {
        if self.log.noticed_at != self.log.applied {
            self.log.noticed_at = self.log.applied;
            self.log.noticed = 0;
        }
        self.stream.unreadable = self.stream.unreadable.saturating_add(1);
        if self.stream.unreadable > self.log.noticed {
            self.log.noticed = self.stream.unreadable;
            self.notify(now, Notice::Unreadable);
        }
    }

    pub(super) fn typing_came(&mut self, now: u64, typing: &TypingEvent) {
        if typing.author != Author::Visitor {
            self.stream.typing_until = typing.active.then_some(now.saturating_add(limits::TYPING_MS));
        }
    }

    pub(super) fn status_came(&mut self, status: &StatusEvent) {
        match status.state.as_str() {
            "failed" => self.fail_by_status(&status.mid, status.seq),
            "unknown" => self.unknown_by_status(&status.mid, status.seq),
            state @ ("sent" | "delivered" | "read") if status.seq.is_some() => {
                self.confirm(&status.mid, status.seq);
                let has_receipts = self.session.capabilities.as_ref().is_some_and(|can| can.receipts);
                match if has_receipts { state } else { "sent" } {
                    "delivered" => self.transcript.deliver_further(&status.mid, Delivery::Delivered),
                    "read" => self.transcript.deliver_further(&status.mid, Delivery::Read),
                    _ => {}
                }
            }
            // A word of a later version.
            _ => {}
        }
    }
}
