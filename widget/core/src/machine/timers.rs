//! What is due by time, what is to be done next, and when to look again.

use super::conversation::Machine;
use super::effect::{Effect, Saved};

impl Machine {
    /// After every input: does what is due, asks for what is next.
    pub(super) fn advance(&mut self, now: u64) {
        self.expire_typing(now);
        self.expire_stream(now);
        self.expire_gap(now);
        self.look_behind(now);
        self.reveal(now);
        self.note_trimmed();
        if self.started && self.is_free() {
            if self.may_try(now) {
                self.pump_session(now);
                self.pump_history(now);
                self.pump_earlier();
                self.pump_sending(now);
                self.pump_stream(now);
            }
            self.level_rows();
            self.name_wait(now);
            self.persist();
            self.ask_to_wake(now);
        }
    }

    fn may_try(&self, now: u64) -> bool {
        self.offline.is_none_or(|probe| now >= probe)
    }

    /// First of all effects, so that nothing depends on what is not stored.
    fn persist(&mut self) {
        if core::mem::take(&mut self.is_unsaved) {
            let saved = Saved {
                token: self.session.token.clone(),
                outbox: self.saved_outbox(),
                draft: self.draft.clone(),
                open: self.open,
                consent: self.agreed.clone(),
            };
            self.effects.insert(0, Effect::Persist(saved));
        }
    }

    /// One `Wake` at most, at the earliest of all times. One that comes too early does no harm, so
    /// it is not replaced by a later one. What is due already waits for something else than time.
    fn ask_to_wake(&mut self, now: u64) {
        let tries = [
            self.session.wakes_at(),
            self.sending.wakes_at(),
            self.history.wakes_at(),
            self.stream.wakes_at(),
            (self.polling.is_on && !self.history.is_busy()).then_some(self.polling.rests_until),
        ];
        let tries = tries.into_iter().flatten();
        // Nothing is tried before the probe.
        let probe = self.offline.unwrap_or(0);
        let other = [
            self.offline,
            self.stream.dead_at(),
            self.stream.typing_until,
            self.sending.awaiting_until,
            self.log.gap_at,
            self.tabs.ask_at,
            self.silent_at(),
            self.pacing.reveals_at(),
        ];
        let other = other.into_iter().chain(self.wait_named_at()).flatten();
        let earliest = tries.map(|at| at.max(probe)).chain(other).filter(|at| *at > now).min();
        if let Some(at) = earliest
            && self.wake.is_none_or(|outstanding| at < outstanding)
        {
            self.wake = Some(at);
            self.effects.push(Effect::Wake { at });
        }
    }

    fn expire_typing(&mut self, now: u64) {
        for until in [&mut self.stream.typing_until, &mut self.sending.awaiting_until] {
            if until.is_some_and(|at| at <= now) {
                *until = None;
            }
        }
    }
}
