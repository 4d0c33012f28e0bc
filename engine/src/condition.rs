//! When a connection is followed.

use serde_json::Value;

use crate::Cvars;
use crate::date::{Date, Day};
use crate::fuzzy;
use crate::input::number;
use crate::pattern::Pattern;
use crate::words::Words;

/// When a connection is followed.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Whatever is said.
    Always,
    /// The phrase stands in what was said, as whole words in a row.
    Says(Phrase),
    /// The phrase is all that was said.
    Exactly(Phrase),
    /// What was said holds these letters, also within a word; folded.
    Contains(String),
    /// The expression matches somewhere in what was said, as typed.
    Matches(Pattern),
    /// As [`Condition::Says`], with letters added, left out, exchanged or swapped.
    Resembles(Phrase, usize),
    /// What was said is a number, and a fitting one.
    Number(NumberTest),
    /// What was said is a day, and a fitting one.
    Date(DateTest),
    /// A custom variable.
    Cvar(String, CvarTest),
    /// Every one of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// Folded words of a flow file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase(pub(crate) Words);

/// Bounds of a number; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberTest {
    pub(crate) equals: Option<f64>,
    pub(crate) above: Option<f64>,
    pub(crate) below: Option<f64>,
    pub(crate) at_least: Option<f64>,
    pub(crate) at_most: Option<f64>,
}

/// Bounds of a day; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateTest {
    pub(crate) on: Option<Day>,
    pub(crate) before: Option<Day>,
    pub(crate) after: Option<Day>,
}

/// What is asked of a custom variable; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CvarTest {
    pub(crate) is_set: Option<bool>,
    pub(crate) equals: Option<Value>,
    pub(crate) number: NumberTest,
    pub(crate) date: DateTest,
}

/// What a condition looks at.
pub(crate) struct Said<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: &'a Words,
    pub(crate) cvars: &'a Cvars,
    pub(crate) now_ms: u64,
}

impl Condition {
    pub(crate) fn holds(&self, said: &Said<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::Says(phrase) => said.words.hold(&phrase.0),
            Self::Exactly(phrase) => *said.words == phrase.0,
            Self::Contains(letters) => said.words.spelling().contains(letters.as_str()),
            Self::Matches(expression) => expression.matches(said.text),
            Self::Resembles(phrase, distance) => fuzzy::resemble(said.words, &phrase.0, *distance),
            Self::Number(test) => number(said.text).is_some_and(|number| test.holds(number)),
            Self::Date(test) => Date::parse(said.text).is_some_and(|date| test.holds(date, said.now_ms)),
            Self::Cvar(name, test) => test.holds(said.cvars.get(name), said.now_ms),
            Self::All(parts) => parts.iter().all(|part| part.holds(said)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(said)),
            Self::Not(part) => !part.holds(said),
        }
    }
}

impl NumberTest {
    #[expect(
        clippy::float_cmp,
        reason = "both were read from decimal digits: the same digits are the same number"
    )]
    pub(crate) fn holds(&self, number: f64) -> bool {
        self.equals.is_none_or(|bound| number == bound)
            && self.above.is_none_or(|bound| number > bound)
            && self.below.is_none_or(|bound| number < bound)
            && self.at_least.is_none_or(|bound| number >= bound)
            && self.at_most.is_none_or(|bound| number <= bound)
    }

    fn asks_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl DateTest {
    pub(crate) fn holds(&self, date: Date, now_ms: u64) -> bool {
        let day = |day: Day| day.at(now_ms);
        self.on.is_none_or(|bound| date == day(bound))
            && self.before.is_none_or(|bound| date < day(bound))
            && self.after.is_none_or(|bound| date > day(bound))
    }

    fn asks_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl CvarTest {
    pub(crate) fn holds(&self, value: Option<&Value>, now_ms: u64) -> bool {
        let is_set = value.is_some_and(|value| !value.is_null() && value.as_str() != Some(""));
        let number = || match value? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => number(text),
            _ => None,
        };
        let date = || Date::parse(value?.as_str()?);
        self.is_set.is_none_or(|wanted| wanted == is_set)
            && self.equals.as_ref().is_none_or(|wanted| value.is_some_and(|value| same(value, wanted)))
            && (self.number.asks_nothing() || number().is_some_and(|number| self.number.holds(number)))
            && (self.date.asks_nothing() || date().is_some_and(|date| self.date.holds(date, now_ms)))
    }

    pub(crate) fn asks_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Texts are the same as folded words; a list is the same if one of it is.
fn same(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Array(values), _) => values.iter().any(|value| same(value, wanted)),
        (Value::String(text), Value::String(wanted)) => {
            text == wanted || Words::of(text) == Words::of(wanted)
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::String(text), Value::Number(wanted)) => {
            number(text).is_some() && number(text) == wanted.as_f64()
        }
        _ => value == wanted,
    }
}
