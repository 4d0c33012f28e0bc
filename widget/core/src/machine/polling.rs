//! Reading the log by reads that wait, where streams do not come through: a proxy on the way holds an answer
//! back until it is whole, which a stream never is. Who writes, and answers that grow, come by streams only.

use super::conversation::Machine;
use super::effect::Waiting;
use crate::limits;

/// How the log is read in the place of the stream.
#[derive(Default)]
pub(super) struct Polling {
    /// Whether it is.
    pub(super) is_on: bool,
    /// Whether the last read was answered.
    pub(super) is_level: bool,
    /// What the last one said of messages' states, as a number.
    pub(super) states: u64,
    /// When the next may be made: a server that does not know how to wait is not stormed.
    pub(super) rests_until: u64,
    /// Streams that were tried since in vain.
    tries: u32,
    /// Silences no stream has that comes through, since the last heartbeat in its time.
    lumps: u32,
}

impl Machine {
    /// Whether the next read may be made.
    pub(super) fn is_poll_due(&self, now: u64) -> bool {
        self.polling.is_on && !self.follows() && self.log.is_ready && now >= self.polling.rests_until
    }

    /// How the next read waits: not at all until one was answered, for then the line is known to be good.
    pub(super) fn next_wait(&mut self, now: u64) -> Waiting {
        let waits = self.polling.is_level && !self.log.has_held();
        if self.polling.is_level {
            self.polling.rests_until = now.saturating_add(limits::POLL_REST_MS);
        }
        Waiting { seconds: if waits { limits::POLL_SECONDS } else { 0 }, states: self.polling.states }
    }

    /// A read was answered.
    pub(super) fn polled(&mut self, now: u64, brought_news: bool) {
        if brought_news {
            self.polling.rests_until = 0;
        }
        if !core::mem::replace(&mut self.polling.is_level, true) {
            // What held this up may have held up the stream as well.
            self.polling.tries = 0;
            self.rest_stream(now, None);
        }
    }

    /// The stream is given up; the next is tried some time later, and reads wait in its place.
    pub(super) fn step_down(&mut self, now: u64) {
        self.close_stream();
        self.polling.is_on = true;
        // One more is enough from now on, and a heartbeat in its time is asked of the next stream.
        self.polling.lumps = self.polling.lumps.min(limits::STREAM_LUMPS - 1);
        self.rest_stream(now, None);
    }

    /// A stream comes through.
    pub(super) fn step_up(&mut self) {
        if self.polling.is_on {
            self.polling = Polling::default();
            self.history.stop_waiting();
        }
    }

    /// The stream is tried again later, and ever later.
    pub(super) fn rest_stream(&mut self, now: u64, retry_after_ms: Option<u64>) {
        let pause = limits::STREAM_TRIAL_FIRST_MS << self.polling.tries.min(8);
        let pause = pause.max(retry_after_ms.unwrap_or(0)).min(limits::STREAM_TRIAL_CAP_MS);
        self.polling.tries += 1;
        self.stream.backoff.clear();
        self.stream.backoff.hold_until(now.saturating_add(pause));
    }

    /// There is a network again, or somebody looks: the stream may come through by now.
    pub(super) fn try_stream(&mut self) {
        self.polling.tries = 0;
        self.stream.backoff.hurry();
    }

    /// Something came after `silence`. A stream has a heartbeat in its time, or comes in lumps.
    pub(super) fn note_beat(&mut self, is_first: bool, silence: u64) {
        if silence >= limits::STREAM_STALE_MS {
            self.note_lump();
        } else if !is_first && silence >= limits::STREAM_BEAT_MS {
            self.polling.lumps = 0;
        }
        if self.polling.lumps == 0 {
            self.step_up();
        }
    }

    /// Nothing came for longer than between two heartbeats.
    pub(super) fn note_lump(&mut self) {
        self.polling.lumps += 1;
    }

    /// Whether the stream comes in lumps. One may be a page that slept.
    pub(super) fn is_lumpy(&self) -> bool {
        self.polling.lumps >= limits::STREAM_LUMPS
    }
}
