//! Times with three digits that count, so that a day has few different ones.

/// The longest time that is told apart: a day.
const MOST: i64 = 86_400_000;

/// `ms` with three digits that count, cut and not rounded; below 0 is 0, beyond a day a day.
pub(super) fn rounded(ms: i64) -> i64 {
    let ms = ms.clamp(0, MOST);
    let mut unit = 1;
    while ms / unit >= 1_000 {
        unit *= 10;
    }
    ms / unit * unit
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn three_digits_count() {
        for (ms, told) in [
            (-5, 0),
            (0, 0),
            (7, 7),
            (999, 999),
            (1_000, 1_000),
            (1_234, 1_230),
            (99_999, 99_900),
            (3_600_001, 3_600_000),
            (86_400_000, 86_400_000),
            (i64::MAX, 86_400_000),
        ] {
            assert_eq!(rounded(ms), told, "{ms}");
        }
    }
}
