//! What may be done after a try to send a letter (`Retry-After` and back-off among it). An upstream knows
//! no repeated message: what may have been heard is not sent again by itself.

use std::time::Duration;

use super::letter::Outcome;
use crate::egress::{Answer, Fault, Trouble};
use crate::limits::{UPSTREAM_BACKOFF, UPSTREAM_BACKOFF_MOST, UPSTREAM_RETRY_AFTER_MOST};

/// What a try comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// That is what became of it.
    Over(Outcome),
    /// That is what became of it, and it says nothing of how the upstream does: the visitor wanted no answer any
    /// more, there was nothing to be sent, or the time was over.
    GivenUp(Outcome),
    /// It was not heard: it may be sent again, not before this time if one is named.
    Later(Option<Duration>),
    /// It may have been heard.
    Unknown,
}

impl Verdict {
    /// Whether the upstream itself is in trouble, for the breaker.
    pub(crate) fn is_trouble(&self) -> bool {
        match self {
            Self::Over(_) | Self::GivenUp(_) | Self::Later(Some(_)) => false,
            Self::Later(None) | Self::Unknown => true,
        }
    }
}

/// Judges a try. `now_ms` is for a `Retry-After` that names a moment.
pub(crate) fn judge(tried: Result<Answer, Trouble>, now_ms: i64) -> Verdict {
    let answer = match tried {
        Ok(answer) => answer,
        Err(Trouble { has_left: true, .. }) => return Verdict::Unknown,
        // Nothing that time would mend.
        Err(Trouble { fault: Fault::Invalid | Fault::Refused, .. }) => {
            return Verdict::Over(Outcome::Undelivered);
        }
        Err(_) => return Verdict::Later(None),
    };
    match answer.status {
        200..300 => Verdict::Over(Outcome::Answered(answer.body.to_vec())),
        // Not looked at: too long on the way, too early, too many, not now (RFC 9110 15.5.9, 15.6.4; 6585).
        408 | 425 | 429 | 503 => {
            Verdict::Later(answer.retry_after.and_then(|line| retry_after(&line, now_ms)))
        }
        status @ 300..500 => Verdict::Over(Outcome::Refused(status)),
        _ => Verdict::Unknown,
    }
}

/// What a `Retry-After` asks for: seconds, or a moment.
pub(crate) fn retry_after(line: &str, now_ms: i64) -> Option<Duration> {
    let line = line.trim();
    let wait = if let Ok(seconds) = line.parse() {
        Duration::from_secs(seconds)
    } else {
        let at = jiff::fmt::rfc2822::parse(line).ok()?.timestamp().as_millisecond();
        Duration::from_millis(u64::try_from(at.saturating_sub(now_ms)).unwrap_or_default())
    };
    Some(wait.min(UPSTREAM_RETRY_AFTER_MOST))
}

/// Full jitter: any time up to a bound that doubles with each try. `chance` is any number.
pub(crate) fn back_off(tries: u32, chance: u64) -> Duration {
    let bound = UPSTREAM_BACKOFF.saturating_mul(2_u32.saturating_pow(tries)).min(UPSTREAM_BACKOFF_MOST);
    let bound = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(chance % bound.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after: Option<&str>) -> Verdict {
        let answer = Answer { status, body: "[]".into(), retry_after: retry_after.map(str::to_owned) };
        judge(Ok(answer), 1_445_412_420_000)
    }

    #[test]
    fn what_may_have_been_heard_is_told_from_what_was_not() {
        for (status, verdict) in [
            (200, Verdict::Over(Outcome::Answered(b"[]".to_vec()))),
            (204, Verdict::Over(Outcome::Answered(b"[]".to_vec()))),
            (302, Verdict::Over(Outcome::Refused(302))),
            (401, Verdict::Over(Outcome::Refused(401))),
            (408, Verdict::Later(None)),
            (429, Verdict::Later(None)),
            (503, Verdict::Later(None)),
            (500, Verdict::Unknown),
            (502, Verdict::Unknown),
            (504, Verdict::Unknown),
        ] {
            assert_eq!(answered(status, None), verdict, "{status}");
        }
        let trouble = |fault, has_left| judge(Err(Trouble { fault, has_left }), 0);
        assert_eq!(trouble(Fault::Timeout, true), Verdict::Unknown);
        assert_eq!(trouble(Fault::Unreachable, true), Verdict::Unknown);
        assert_eq!(trouble(Fault::TooLarge, true), Verdict::Unknown);
        assert_eq!(trouble(Fault::Timeout, false), Verdict::Later(None));
        assert_eq!(trouble(Fault::Unreachable, false), Verdict::Later(None));
        assert_eq!(trouble(Fault::Refused, false), Verdict::Over(Outcome::Undelivered));
    }

    #[test]
    fn retry_after_is_seconds_or_a_moment_and_has_a_bound() {
        let later = |seconds| Verdict::Later(Some(Duration::from_secs(seconds)));
        assert_eq!(answered(429, Some("7")), later(7));
        assert_eq!(answered(503, Some("Wed, 21 Oct 2015 07:28:00 GMT")), later(60));
        assert_eq!(answered(503, Some("Wed, 21 Oct 2015 07:20:00 GMT")), later(0));
        assert_eq!(answered(503, Some("999999")), Verdict::Later(Some(UPSTREAM_RETRY_AFTER_MOST)));
        assert_eq!(answered(503, Some("soon")), Verdict::Later(None));
    }

    #[test]
    fn back_off_is_any_time_up_to_a_bound_that_doubles_and_ends() {
        for (tries, bound) in [(0, 500), (1, 1_000), (3, 4_000), (6, 30_000), (40, 30_000)] {
            assert_eq!(back_off(tries, bound), Duration::from_millis(bound), "{tries}");
            assert_eq!(back_off(tries, bound + 1), Duration::ZERO, "{tries}");
        }
    }
}
