//! The days a report of `/reports` covers, as the counts know them: days since 1970, in UTC.

use jiff::civil::{Date, date};
use jiff::{Span, Unit};

use crate::limits::{FIGURE_DAYS, FIGURE_DAYS_SHOWN};

/// Some days on end, at most [`FIGURE_DAYS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first.
    pub first: i64,
    /// The last.
    pub last: i64,
}

impl Days {
    /// Nothing if `to` is before `from`, or too far behind it.
    pub(crate) fn new(from: Date, to: Date) -> Option<Self> {
        let (first, last) = (number(from)?, number(to)?);
        (first <= last && last - first < FIGURE_DAYS).then_some(Self { first, last })
    }

    /// The last days up to today, as many as are shown where none are named.
    pub(crate) fn up_to_now(now_ms: i64) -> Self {
        Self::back_from(now_ms, FIGURE_DAYS_SHOWN)
    }

    /// So many days up to today.
    pub(crate) fn back_from(now_ms: i64, count: i64) -> Self {
        let last = now_ms.div_euclid(86_400_000);
        Self { first: last - count + 1, last }
    }

    /// The first day, `YYYY-MM-DD`.
    pub(crate) fn from(self) -> String {
        day_text(self.first)
    }

    /// The last day.
    pub(crate) fn to(self) -> String {
        day_text(self.last)
    }

    /// How many.
    pub(crate) fn count(self) -> i64 {
        self.last - self.first + 1
    }
}

fn number(day: Date) -> Option<i64> {
    let span = date(1970, 1, 1).until((Unit::Day, day)).ok()?;
    Some(i64::from(span.get_days()))
}

/// `YYYY-MM-DD`.
pub(super) fn day_text(day: i64) -> String {
    let span = Span::new().try_days(day).ok();
    let found = span.and_then(|span| date(1970, 1, 1).checked_add(span).ok());
    found.map_or_else(String::new, |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let days = Days::new(date(2021, 12, 15), date(2021, 12, 16)).unwrap();
        assert_eq!((days.first, days.last, days.count()), (18_976, 18_977, 2));
        assert_eq!((days.from(), days.to()), ("2021-12-15".into(), "2021-12-16".into()));
        assert_eq!(Days::new(date(2021, 12, 16), date(2021, 12, 15)), None);
        assert_eq!(Days::new(date(2020, 1, 1), date(2022, 1, 1)), None, "two years and a day more");
        assert!(Days::new(date(2020, 1, 1), date(2021, 12, 31)).is_some());
        assert_eq!(Days::back_from(18_976 * 86_400_000 + 5, 7), Days { first: 18_970, last: 18_976 });
    }
}
