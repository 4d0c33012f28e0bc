//! One value of a report, and how it is written: the same value in a page, in CSV and in JSON.

use std::borrow::Cow;

use serde_json::Value;

use super::days::day_text;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A day, as days since 1970.
    Day,
    /// Words of others.
    Text,
    /// A number that only tells apart.
    Number,
    /// How many.
    Count,
    /// A part of a whole, in ten-thousandths.
    Share,
    /// A time in milliseconds.
    Millis,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// There is none, as of a share of nothing.
    Nothing,
    /// Words.
    Text(String),
    /// Any other kind.
    Number(Kind, i64),
}

impl Cell {
    /// The number, if it is one.
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(_, number) => Some(*number),
            Self::Nothing | Self::Text(_) => None,
        }
    }

    /// As it stands in a page.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Nothing => "–".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Number(Kind::Count, number) => grouped(*number),
            Self::Number(Kind::Share, number) => {
                let tenths = (number + 5) / 10;
                format!("{}.{} %", tenths / 10, tenths % 10)
            }
            Self::Number(Kind::Millis, number) => time(*number),
            Self::Number(Kind::Day, number) => day_text(*number),
            Self::Number(Kind::Number | Kind::Text, number) => number.to_string(),
        }
    }

    /// As it stands in CSV: numbers that programs read.
    pub(super) fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Nothing => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(Kind::Share, number) => {
                Cow::Owned(format!("{}.{:04}", number / 10_000, number % 10_000))
            }
            Self::Number(Kind::Day, number) => Cow::Owned(day_text(*number)),
            Self::Number(_, number) => Cow::Owned(number.to_string()),
        }
    }

    /// As it stands in JSON.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Text(text) => Value::from(text.as_str()),
            // Of the text, so that it has the digits it has in CSV.
            Self::Number(Kind::Share, _) => self.written().parse::<f64>().map_or(Value::Null, Value::from),
            Self::Number(Kind::Day, number) => Value::from(day_text(*number)),
            Self::Number(_, number) => Value::from(*number),
        }
    }
}

/// Groups of three digits, parted by a space that does not break.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A time in the unit in which it is short.
fn time(ms: i64) -> String {
    match ms {
        3_600_000.. => format!("{} h {} min", ms / 3_600_000, ms % 3_600_000 / 60_000),
        60_000..3_600_000 => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{ms} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_written_three_ways() {
        for (cell, shown, written, json) in [
            (Cell::Nothing, "–", "", "null"),
            (Cell::Text("=1".into()), "=1", "=1", "\"=1\""),
            (Cell::Number(Kind::Count, 1_234_567), "1\u{202f}234\u{202f}567", "1234567", "1234567"),
            (Cell::Number(Kind::Count, 999), "999", "999", "999"),
            (Cell::Number(Kind::Number, 123_456), "123456", "123456", "123456"),
            (Cell::Number(Kind::Share, 1_250), "12.5 %", "0.1250", "0.125"),
            (Cell::Number(Kind::Share, 10_000), "100.0 %", "1.0000", "1.0"),
            (Cell::Number(Kind::Share, 7), "0.1 %", "0.0007", "0.0007"),
            (Cell::Number(Kind::Millis, 0), "0 ms", "0", "0"),
            (Cell::Number(Kind::Millis, 1_230), "1.2 s", "1230", "1230"),
            (Cell::Number(Kind::Millis, 83_000), "1 min 23 s", "83000", "83000"),
            (Cell::Number(Kind::Millis, 3_660_000), "1 h 1 min", "3660000", "3660000"),
            (Cell::Number(Kind::Day, 18_976), "2021-12-15", "2021-12-15", "\"2021-12-15\""),
        ] {
            assert_eq!((cell.shown().as_str(), &*cell.written()), (shown, written), "{cell:?}");
            assert_eq!(cell.json().to_string(), json, "{cell:?}");
        }
    }
}
