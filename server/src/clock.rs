//! The one place that reads the wall clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    #[cfg(feature = "simulation")]
    if let Some(now) = crate::simulation::now_ms() {
        return now;
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// RFC 3339, UTC, with milliseconds: `2026-11-21T10:00:00.123Z`.
pub(crate) fn rfc3339(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| String::new(), |at| format!("{at:.3}"))
}

/// Minutes as milliseconds.
pub(crate) fn minutes(count: u64) -> i64 {
    i64::try_from(count.saturating_mul(60_000)).unwrap_or(i64::MAX)
}

/// Days as milliseconds.
pub(crate) fn days(count: u64) -> i64 {
    minutes(count.saturating_mul(24 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_with_milliseconds() {
        assert_eq!(rfc3339(1_654_251_574_000), "2022-06-03T10:19:34.000Z");
        assert_eq!(rfc3339(1_654_251_574_007), "2022-06-03T10:19:34.007Z");
    }
}
