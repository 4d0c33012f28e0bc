//! Days of the Gregorian calendar, without a clock.

use core::fmt;

use crate::limits;

/// A day; later days are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    year: u32,
    month: u32,
    day: u32,
}

impl Date {
    /// Reads `2026-05-01` or `1.5.2026`. Notations with `/` are read differently in different
    /// countries, so none is taken.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let numbers = |separator| {
            let parts: Option<Vec<u32>> = text
                .split(separator)
                .map(|part| {
                    let is_number =
                        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
                    if is_number { part.parse().ok() } else { None }
                })
                .collect();
            parts
        };
        let date = match (numbers('-').as_deref(), numbers('.').as_deref()) {
            (Some([year, month, day]), _) | (_, Some([day, month, year])) => {
                Self { year: *year, month: *month, day: *day }
            }
            _ => return None,
        };
        (date.year >= 1000 && (1..=date.days_of_month()).contains(&date.day)).then_some(date)
    }

    /// The day, in UTC, of a time in milliseconds since 1970 (the algorithm of Howard Hinnant's
    /// `civil_from_days`).
    pub(crate) fn of_ms(now_ms: u64) -> Self {
        let days = now_ms / DAY_MS + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self { year: narrow(year), month: narrow(month), day: narrow(day) }
    }

    fn days_of_month(self) -> u32 {
        let is_leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        }
    }
}

/// A day of the calendar, or one counted from the day of the turn (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// The day of the turn and so many days more.
    FromToday(i32),
    /// This day.
    On(Date),
}

impl Day {
    /// Reads a day, `today`, or `today+30`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let Some(rest) = text.trim().strip_prefix("today") else { return Date::parse(text).map(Self::On) };
        let rest: String = rest.chars().filter(|letter| !letter.is_whitespace()).collect();
        if rest.is_empty() {
            return Some(Self::FromToday(0));
        }
        let days = rest
            .strip_prefix(['+', '-'])
            .filter(|digits| digits.starts_with(|d: char| d.is_ascii_digit()))?;
        let days: i32 = days.parse().ok().filter(|days| *days <= limits::DAYS_FROM_TODAY)?;
        Some(Self::FromToday(if rest.starts_with('-') { -days } else { days }))
    }

    /// The day meant at a time in milliseconds since 1970.
    pub(crate) fn at(self, now_ms: u64) -> Date {
        match self {
            Self::FromToday(days) => {
                let ms = u64::from(days.unsigned_abs()).saturating_mul(DAY_MS);
                Date::of_ms(if days < 0 { now_ms.saturating_sub(ms) } else { now_ms.saturating_add(ms) })
            }
            Self::On(date) => date,
        }
    }
}

const DAY_MS: u64 = 86_400_000;

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_day_of_the_turn() {
        let noon = 1_709_208_000_000; // 2024-02-29, noon
        for (written, day) in [
            ("today", "2024-02-29"),
            ("today+1", "2024-03-01"),
            ("today - 29", "2024-01-31"),
            ("today+366", "2025-03-01"),
            ("2026-05-01", "2026-05-01"),
        ] {
            assert_eq!(Day::parse(written).map(|day| day.at(noon).to_string()).as_deref(), Some(day));
        }
        for written in ["todays", "today+", "today+-1", "today+1.5", "today+99999999999", "tomorrow", ""] {
            assert_eq!(Day::parse(written), None, "{written:?}");
        }
    }

    #[test]
    fn a_time_falls_on_its_day() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (1_709_251_199, "2024-02-29"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(Date::of_ms(seconds * 1_000).to_string(), day);
        }
        assert!(Date::of_ms(u64::MAX) > Date::of_ms(0));
    }
}
