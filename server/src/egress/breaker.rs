//! Leaves an upstream alone that is in trouble, and tries it with one message after a while.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::{BREAKER_FAILURES, BREAKER_REST, BREAKER_WINDOW};

/// The breaker of one upstream. What waits behind it is in the store.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    /// When the last failures were.
    failures: VecDeque<Instant>,
    /// Nothing is sent before.
    rests_until: Option<Instant>,
    /// Whether only one message may try.
    is_open: bool,
    /// Whether that is under way.
    is_tried: bool,
}

impl Breaker {
    /// Asks for leave to send; whoever gets it says what came of it. Else it is to be asked again after
    /// this time.
    ///
    /// # Errors
    /// The time to wait.
    pub(crate) fn enter(&mut self, now: Instant) -> Result<(), Duration> {
        if let Some(rest) = self.rests_until.and_then(|until| until.checked_duration_since(now))
            && !rest.is_zero()
        {
            return Err(rest);
        }
        if self.is_open && self.is_tried {
            return Err(Duration::from_secs(1));
        }
        self.is_tried = self.is_open;
        Ok(())
    }

    /// It answered.
    pub(crate) fn succeed(&mut self) {
        *self = Self::default();
    }

    /// Whoever had leave to send did not: another may try.
    pub(crate) fn leave(&mut self) {
        self.is_tried = false;
    }

    /// It is in trouble. `is_first`: for this message for the first time. However often one message fails, it
    /// counts once: the trouble may be the message's own.
    pub(crate) fn fail(&mut self, now: Instant, is_first: bool) {
        self.is_tried = false;
        self.failures.retain(|at| now.duration_since(*at) < BREAKER_WINDOW);
        self.failures.extend(is_first.then_some(now));
        if self.is_open || self.failures.len() >= BREAKER_FAILURES {
            self.is_open = true;
            self.failures.clear();
            self.rest(now + BREAKER_REST);
        }
    }

    /// It asked to be left alone until then.
    pub(crate) fn rest(&mut self, until: Instant) {
        self.is_tried = false;
        self.rests_until = self.rests_until.max(Some(until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn five_failures_in_half_a_minute_open_it_and_one_message_tries() {
        let (mut breaker, begun) = (Breaker::default(), Instant::now());
        for second in 0..4 {
            assert_eq!(breaker.enter(begun + SECOND * second), Ok(()));
            breaker.fail(begun + SECOND * second, true);
        }
        assert_eq!(breaker.enter(begun + SECOND * 4), Ok(()));
        breaker.fail(begun + SECOND * 4, true);
        assert_eq!(breaker.enter(begun + SECOND * 5), Err(SECOND * 9));
        assert_eq!(breaker.enter(begun + SECOND * 14), Ok(()), "one tries");
        assert_eq!(breaker.enter(begun + SECOND * 14), Err(SECOND), "and no other");
        breaker.fail(begun + SECOND * 15, true);
        assert_eq!(breaker.enter(begun + SECOND * 16), Err(SECOND * 9), "it rests again");
        assert_eq!(breaker.enter(begun + SECOND * 25), Ok(()));
        breaker.succeed();
        assert_eq!(breaker.enter(begun + SECOND * 25), Ok(()));
        assert_eq!(breaker.enter(begun + SECOND * 25), Ok(()), "all may send again");
    }

    #[test]
    fn failures_that_lie_apart_do_not_open_it() {
        let (mut breaker, begun) = (Breaker::default(), Instant::now());
        for number in 0..20 {
            let now = begun + SECOND * 8 * number;
            assert_eq!(breaker.enter(now), Ok(()), "{number}");
            breaker.fail(now, true);
        }
    }

    #[test]
    fn a_message_that_fails_again_and_again_slows_no_other() {
        let (mut breaker, begun) = (Breaker::default(), Instant::now());
        for number in 0..20 {
            let now = begun + SECOND * number;
            assert_eq!(breaker.enter(now), Ok(()), "{number}");
            breaker.fail(now, number == 0);
        }
    }

    #[test]
    fn a_message_that_tries_and_fails_leaves_it_open_however_often_it_has_failed() {
        let (mut breaker, begun) = (Breaker::default(), Instant::now());
        for _ in 0..5 {
            breaker.fail(begun, true);
        }
        let later = begun + BREAKER_REST;
        assert_eq!(breaker.enter(later), Ok(()));
        breaker.fail(later, false);
        assert_eq!(breaker.enter(later), Err(BREAKER_REST));
    }

    #[test]
    fn a_word_of_the_upstream_is_kept_to() {
        let (mut breaker, now) = (Breaker::default(), Instant::now());
        breaker.rest(now + SECOND * 7);
        breaker.rest(now + SECOND * 3);
        assert_eq!(breaker.enter(now), Err(SECOND * 7));
        assert_eq!(breaker.enter(now + SECOND * 7), Ok(()));
    }

    #[test]
    fn who_had_leave_and_did_not_send_leaves_the_try_to_another() {
        let (mut breaker, begun) = (Breaker::default(), Instant::now());
        for _ in 0..5 {
            breaker.fail(begun, true);
        }
        let later = begun + BREAKER_REST;
        assert!(breaker.enter(later).is_ok());
        assert!(breaker.enter(later).is_err());
        breaker.leave();
        assert!(breaker.enter(later).is_ok());
    }
}
