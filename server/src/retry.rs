//! Waits between tries (`webhook_retry`).

use std::time::Duration;

use crate::token::random_seed;

/// The wait in milliseconds, a fifth more or less, so that tries of many do not come together.
pub(crate) fn about(wait: Duration) -> i64 {
    let share = i64::try_from(random_seed() % 401).unwrap_or(200) - 200;
    let ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2_000);
    ms + ms / 1_000 * share + ms % 1_000 * share / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_fifth_more_or_less() {
        for _ in 0..1_000 {
            assert!((4_000..=6_000).contains(&about(Duration::from_secs(5))));
            assert!((800..=1_200).contains(&about(Duration::from_secs(1))));
        }
        let day = 86_400_000_i64;
        assert!((day * 8 / 10..=day * 12 / 10).contains(&about(Duration::from_hours(24))));
    }
}
