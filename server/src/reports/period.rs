//! The days a report covers: UTC, both ends included (protocols.md 1.5.1).

use std::ops::Range;

use jiff::Unit;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::limits::REPORT_DAYS;

/// From the beginning of one day to the end of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    from: Date,
    to: Date,
}

/// A day of the calendar written `YYYY-MM-DD`, from 1970 on.
pub(crate) fn day(text: &str) -> Option<Date> {
    let is_shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date: Date = text.parse().ok().filter(|_| is_shape)?;
    // The last day has no day behind it to end at.
    (date.year() >= 1970 && date < Date::MAX).then_some(date)
}

impl Period {
    /// Nothing if `to` is before `from`.
    pub(crate) fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// Whether it may be answered at once. The documented example, 2021-12-15 to 2021-12-30, is 15
    /// days as a difference.
    pub(crate) fn is_short(self) -> bool {
        self.from.until((Unit::Day, self.to)).is_ok_and(|span| i64::from(span.get_days()) <= REPORT_DAYS)
    }

    /// Milliseconds since 1970, the end not included.
    pub(crate) fn at_ms(self) -> Range<i64> {
        let begin = |date: Date| {
            let midnight = date.to_zoned(TimeZone::UTC).ok();
            midnight.map_or(i64::MAX, |at| at.timestamp().as_millisecond())
        };
        begin(self.from)..self.to.tomorrow().map_or(i64::MAX, begin)
    }

    /// The first day.
    pub(crate) fn from(self) -> String {
        self.from.to_string()
    }

    /// The last day.
    pub(crate) fn to(self) -> String {
        self.to.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for text in ["2021-12-15", "2024-02-29", "1970-01-01", "9999-12-30"] {
            assert!(day(text).is_some(), "{text}");
        }
        for text in [
            "2021-02-30",
            "2023-02-29",
            "2021-13-01",
            "2021-00-10",
            "2021-1-1",
            "21-12-15",
            "2021-12-15T00:00",
            " 2021-12-15",
            "20211215",
            "1969-12-31",
            "-021-12-15",
            "2021/12/15",
            "٢٠٢١-١٢-١٥",
            "",
            "9999-12-31",
        ] {
            assert!(day(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_period_holds_both_its_days() {
        let period = |from, to| Period::new(day(from)?, day(to)?);
        let one = period("1970-01-02", "1970-01-02").unwrap();
        assert_eq!(one.at_ms(), 86_400_000..2 * 86_400_000);
        assert!(period("2021-12-15", "2021-12-30").unwrap().is_short());
        assert!(!period("2021-12-15", "2021-12-31").unwrap().is_short());
        assert!(period("2024-02-20", "2024-03-06").unwrap().is_short());
        assert!(!period("2021-12-15", "2022-12-16").unwrap().is_short());
        assert_eq!(period("2021-12-16", "2021-12-15"), None);
    }
}
