//! A condition as a person reads it, in a picture of a flow.

use core::fmt;

use crate::condition::{Condition, DateTest, NumberTest, Phrase};
use crate::date::Day;

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Says(phrase) => write!(f, "{phrase}"),
            Self::Exactly(phrase) => write!(f, "only {phrase}"),
            Self::Contains(letters) => write!(f, "…{letters}…"),
            Self::Matches(expression) => write!(f, "/{expression}/"),
            Self::Resembles(phrase, _) => write!(f, "like {phrase}"),
            Self::Number(test) => write!(f, "number{test}"),
            Self::Date(test) => write!(f, "day{test}"),
            Self::Cvar(name, test) => {
                f.write_str(name)?;
                match test.is_set {
                    Some(true) => f.write_str(" is set")?,
                    Some(false) => f.write_str(" is not set")?,
                    None => {}
                }
                if let Some(value) = &test.equals {
                    write!(f, " = {value}")?;
                }
                write!(f, "{}{}", test.number, test.date)
            }
            Self::All(parts) => joined(f, parts, " and "),
            Self::Any(parts) => joined(f, parts, ", "),
            Self::Not(part) => write!(f, "not ({part})"),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Condition], between: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        match part {
            Condition::All(_) | Condition::Any(_) => write!(f, "({part})")?,
            part => write!(f, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.spelling().trim())
    }
}

impl fmt::Display for NumberTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = [
            ("=", self.equals),
            (">", self.above),
            ("<", self.below),
            ("≥", self.at_least),
            ("≤", self.at_most),
        ];
        for (sign, bound) in bounds {
            if let Some(bound) = bound {
                write!(f, " {sign} {bound}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for DateTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, day) in [("on", self.on), ("before", self.before), ("after", self.after)] {
            match day {
                Some(Day::On(date)) => write!(f, " {word} {date}")?,
                Some(Day::FromToday(0)) => write!(f, " {word} today")?,
                Some(Day::FromToday(days)) => write!(f, " {word} today{days:+}")?,
                None => {}
            }
        }
        Ok(())
    }
}
