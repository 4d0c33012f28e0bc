//! Moments and spans of time, as a file writes them.

use crate::date::Date;

/// When a conversation begins that does not say: Monday, 5 January 2026, 9 o'clock (UTC).
pub(super) const DEFAULT_NOW_MS: u64 = 1_767_603_600_000;

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Milliseconds since 1970 of `2026-05-01T09:00:00Z`, or of the beginning of `2026-05-01`; UTC.
pub(super) fn moment(text: &str) -> Option<u64> {
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, time.strip_suffix('Z')?),
        None => (text, "00:00:00"),
    };
    let is_written_in_full = day.len() == 10 && day.contains('-');
    let days = Date::parse(day).filter(|_| is_written_in_full).and_then(|_| day_number(day))?;
    let seconds = time.split_once('.').map_or(time, |(seconds, _)| seconds);
    let mut parts = seconds.split(':').map(|part| part.parse::<u64>().ok().filter(|_| part.len() == 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let fits = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    fits.then(|| days * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS)
}

/// `2026-05-01T09:00:00Z`.
pub(super) fn written(now_ms: u64) -> String {
    let of_day = now_ms % DAY_MS;
    let (hour, minute) = (of_day / HOUR_MS, of_day % HOUR_MS / MINUTE_MS);
    format!("{}T{hour:02}:{minute:02}:{:02}Z", Date::of_ms(now_ms), of_day % MINUTE_MS / SECOND_MS)
}

/// Milliseconds of `1500ms`, `30s`, `15m`, `2h` or `3d`.
pub(super) fn span(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let unit = match text.get(digits..)?.trim() {
        "ms" => 1,
        "s" => SECOND_MS,
        "m" => MINUTE_MS,
        "h" => HOUR_MS,
        "d" => DAY_MS,
        _ => return None,
    };
    text.get(..digits)?.parse::<u64>().ok()?.checked_mul(unit)
}

/// The span in the largest unit that keeps it whole.
pub(super) fn span_written(ms: u64) -> String {
    let units = [(DAY_MS, "d"), (HOUR_MS, "h"), (MINUTE_MS, "m"), (SECOND_MS, "s")];
    let whole = units.into_iter().find(|(unit, _)| ms > 0 && ms.is_multiple_of(*unit));
    let (unit, name) = whole.unwrap_or((1, "ms"));
    format!("{}{name}", ms / unit)
}

/// Days since 1970 of a day that is one (the algorithm of Howard Hinnant's `days_from_civil`).
fn day_number(text: &str) -> Option<u64> {
    let mut parts = text.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year).checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_comes_back_as_it_was_written() {
        for (text, ms) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T23:59:59Z", 951_868_799_000),
            ("2026-01-05T09:00:00Z", DEFAULT_NOW_MS),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ] {
            assert_eq!(moment(text), Some(ms), "{text}");
            assert_eq!(written(ms), text);
        }
        assert_eq!(moment("2026-01-05"), Some(DEFAULT_NOW_MS - 9 * HOUR_MS));
        for text in
            ["", "2026-02-30", "2026-01-05T09:00:00", "2026-01-05T24:00:00Z", "5.1.2026", "1969-12-31"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_is_written_in_its_largest_unit() {
        for (text, ms) in [("1500ms", 1_500), ("90s", 90_000), ("2h", 7_200_000), ("3d", 259_200_000)] {
            assert_eq!((span(text), span_written(ms).as_str()), (Some(ms), text));
        }
        for text in ["", "2", "h", "2 weeks", "-1s", "99999999999999999999d"] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
