//! When to try again.

use crate::limits::{BACKOFF_CAP_MS, BACKOFF_FIRST_MS, BACKOFF_SOON, BACKOFF_SOON_MS, RETRY_AFTER_CAP_MS};

/// Whether a request refused with `status` may be made again (server.md §3.2).
pub(crate) fn is_retryable(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

/// Spreads delays so that many visitors do not come back at once.
///
/// A hash of the time and of how often it was asked, not a random source: the same inputs at the
/// same times give the same effects. Visitors differ by their conversations: a server that dies ends the streams of all
/// in the same millisecond.
#[derive(Default)]
pub(crate) struct Spread {
    asked: u64,
}

impl Spread {
    /// Of this conversation from now on.
    pub(crate) fn differ(&mut self, conversation: u64) {
        self.asked = self.asked.wrapping_add(conversation << 16);
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, now: u64, low: u64, high: u64) -> u64 {
        self.asked = self.asked.wrapping_add(1);
        // splitmix64 (Steele, Lea, Flood 2014)
        let mut hash = now.wrapping_add(self.asked.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^= hash >> 31;
        low + hash % (high.saturating_sub(low) + 1)
    }
}

/// How often something failed in a row, and when to try it again.
#[derive(Default)]
pub(crate) struct Backoff {
    attempts: u32,
    until: Option<u64>,
}

impl Backoff {
    /// One more failure. The delay is drawn from the whole range between the shortest and
    /// `shortest × 2^failures`, capped low for the first failures and high for all others; a `Retry-After`
    /// takes its place.
    pub(crate) fn fail(&mut self, now: u64, retry_after_ms: Option<u64>, spread: &mut Spread) {
        self.attempts = self.attempts.saturating_add(1);
        let high = highest(self.attempts);
        let delay = match retry_after_ms {
            Some(asked) => asked.min(RETRY_AFTER_CAP_MS) + spread.between(now, 0, BACKOFF_FIRST_MS),
            None => spread.between(now, BACKOFF_FIRST_MS, high),
        };
        self.until = Some(now.saturating_add(delay));
    }

    /// Not before `at`, without a failure.
    pub(crate) fn hold_until(&mut self, at: u64) {
        self.until = Some(at);
    }

    /// It worked.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Try at once; what failed so far still counts.
    pub(crate) fn hurry(&mut self) {
        self.until = None;
    }

    pub(crate) fn is_due(&self, now: u64) -> bool {
        self.until.is_none_or(|until| now >= until)
    }

    pub(crate) fn until(&self) -> Option<u64> {
        self.until
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// The longest delay after so many failures in a row.
fn highest(failures: u32) -> u64 {
    match failures.checked_sub(BACKOFF_SOON) {
        None | Some(0) => (BACKOFF_FIRST_MS << failures.min(16)).min(BACKOFF_SOON_MS),
        Some(more) => (BACKOFF_SOON_MS << more.min(16)).min(BACKOFF_CAP_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_stay_within_their_bounds_and_spread() {
        let mut spread = Spread::default();
        let mut highest = 0;
        for start in 0..2_000_u64 {
            let mut backoff = Backoff::default();
            let caps = [1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 6, 12, 24, 30, 30];
            for cap in caps {
                backoff.fail(start, None, &mut spread);
                let delay = backoff.until().unwrap() - start;
                assert!((BACKOFF_FIRST_MS..=cap * 1_000).contains(&delay), "{delay} of {cap} s");
                highest = highest.max(delay);
            }
        }
        assert!(highest > 29_000, "{highest}");
    }

    #[test]
    fn retry_after_is_honoured_up_to_its_cap() {
        let mut backoff = Backoff::default();
        backoff.fail(1_000, Some(7_000), &mut Spread::default());
        assert!(!backoff.is_due(7_999));
        assert!(backoff.is_due(8_500));
        backoff.fail(0, Some(u64::MAX), &mut Spread::default());
        assert!(backoff.is_due(RETRY_AFTER_CAP_MS + BACKOFF_FIRST_MS));
    }

    #[test]
    fn only_the_listed_statuses_are_tried_again() {
        let listed: Vec<u16> = (100..600).filter(|status| is_retryable(*status)).collect();
        assert_eq!(listed, [408, 425, 429, 500, 502, 503, 504]);
    }
}
