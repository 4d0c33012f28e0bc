//! Why a condition holds, or does not.

use core::slice;

use serde_json::Value;

use super::bounds::{of_day, of_number};
use super::quoted::{list, quoted, value};
use crate::condition::{Condition, CvarTest, Phrase, Said};
use crate::date::Date;
use crate::input::number;

/// Half a sentence: what decided it. Of conditions within conditions, the one that did; the others are not told.
pub(super) fn because(condition: &Condition, said: &Said<'_>) -> String {
    let held = condition.holds(said);
    match condition {
        Condition::Always => "it always holds".to_owned(),
        Condition::Says(phrase) if held => format!("the text has {}", words(phrase)),
        Condition::Exactly(phrase) if held => format!("the text is exactly {}", quoted(spelling(phrase))),
        Condition::Contains(letters) if held => format!("the text has the letters {}", quoted(letters)),
        Condition::Resembles(phrase, _) if held => format!("the text has something like {}", words(phrase)),
        Condition::Matches(pattern) if held => format!("the text matches /{pattern}/"),
        Condition::Matches(pattern) => format!("the text does not match /{pattern}/"),
        Condition::Number(test) => match number(said.text) {
            Some(number) => format!("the number {number} {}", of_number(number, test)),
            None => "the text is not a number".to_owned(),
        },
        Condition::Date(test) => match Date::parse(said.text) {
            Some(day) => format!("the day {day} {}", of_day(day, test, said.now_ms)),
            None => "the text is not a day".to_owned(),
        },
        Condition::Cvar(name, test) => cvar(name, test, said),
        Condition::All(parts) if held => told(parts, said, " and "),
        Condition::All(parts) => first(parts, said, false),
        Condition::Any(parts) if held => first(parts, said, true),
        Condition::Any(parts) => none_of(parts, said),
        Condition::Not(part) if held => because(part, said),
        Condition::Not(part) => format!("it must not be that {}", because(part, said)),
        Condition::Says(_) | Condition::Exactly(_) | Condition::Contains(_) | Condition::Resembles(..) => {
            none_of(slice::from_ref(condition), said)
        }
    }
}

fn told(parts: &[Condition], said: &Said<'_>, between: &str) -> String {
    parts.iter().map(|part| because(part, said)).collect::<Vec<_>>().join(between)
}

/// The first part that holds, or does not.
fn first(parts: &[Condition], said: &Said<'_>, held: bool) -> String {
    let decided = parts.iter().find(|part| part.holds(said) == held);
    decided.map(|part| because(part, said)).unwrap_or_default()
}

/// Conditions that do not hold: those of a kind together, as a person would say it.
fn none_of(parts: &[Condition], said: &Said<'_>) -> String {
    let (mut says, mut exactly, mut contains, mut like) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut others = Vec::new();
    for part in parts {
        match part {
            Condition::Says(phrase) => says.push(spelling(phrase)),
            Condition::Exactly(phrase) => exactly.push(spelling(phrase)),
            Condition::Contains(letters) => contains.push(letters.as_str()),
            Condition::Resembles(phrase, _) => like.push(spelling(phrase)),
            part => others.push(because(part, said)),
        }
    }
    let mut sentences = Vec::new();
    let mut tell = |phrases: Vec<&str>, one: &str, many: &str| {
        if !phrases.is_empty() {
            let verb = if phrases.len() == 1 { one } else { many };
            sentences.push(format!("the text {verb} {}", list(phrases)));
        }
    };
    let is_word = says.first().is_some_and(|phrase| !phrase.contains(' '));
    let one = if is_word { "does not have the word" } else { "does not have the words" };
    tell(says, one, "has none of the words");
    tell(exactly, "is not exactly", "is none of");
    tell(contains, "does not have the letters", "has none of the letters");
    tell(like, "has nothing like", "has nothing like");
    sentences.extend(others);
    sentences.join("; ")
}

fn words(phrase: &Phrase) -> String {
    let spelling = spelling(phrase);
    let noun = if spelling.contains(' ') { "words" } else { "word" };
    format!("the {noun} {}", quoted(spelling))
}

fn spelling(phrase: &Phrase) -> &str {
    phrase.0.spelling().trim()
}

/// What is asked of a variable is asked part by part; the first that fails is told, else all.
fn cvar(name: &str, test: &CvarTest, said: &Said<'_>) -> String {
    let none = CvarTest::default;
    let parts = [
        CvarTest { is_set: test.is_set, ..none() },
        CvarTest { equals: test.equals.clone(), ..none() },
        CvarTest { number: test.number.clone(), ..none() },
        CvarTest { date: test.date.clone(), ..none() },
    ];
    let found = said.cvars.get(name);
    let mut holding = Vec::new();
    for part in parts.iter().filter(|part| !part.asks_nothing()) {
        let held = part.holds(found, said.now_ms);
        let sentence = format!("cvar {} {}", quoted(name), stands(found, part, held, said.now_ms));
        if !held {
            return sentence;
        }
        holding.push(sentence);
    }
    holding.join(" and ")
}

/// How a variable stands to one part of what is asked of it.
fn stands(found: Option<&Value>, part: &CvarTest, held: bool, now_ms: u64) -> String {
    let Some(is) = found.filter(|value| !value.is_null() && value.as_str() != Some("")) else {
        return match &part.equals {
            // Null and the empty text are not set, and may be what is wanted.
            Some(wanted) if held => format!("is {}", value(wanted)),
            _ => "is not set".to_owned(),
        };
    };
    if let Some(wanted) = &part.equals {
        let (is_list, is, wanted) = (is.is_array(), value(is), value(wanted));
        return match (is_list, held) {
            (true, true) => format!("has {wanted} among {is}"),
            (true, false) => format!("is {is}, without {wanted}"),
            (false, true) => format!("is {is}"),
            (false, false) => format!("is {is}, not {wanted}"),
        };
    }
    let shown = value(is);
    if part.is_set.is_some() {
        return format!("is set, to {shown}");
    }
    if part.number != crate::NumberTest::default() {
        let found = is.as_f64().or_else(|| number(is.as_str()?));
        let bounds = found.map(|number| of_number(number, &part.number));
        return format!("is {shown}, which {}", bounds.unwrap_or_else(|| "is not a number".to_owned()));
    }
    let day = is.as_str().and_then(Date::parse);
    let bounds = day.map(|day| of_day(day, &part.date, now_ms));
    format!("is {shown}, which {}", bounds.unwrap_or_else(|| "is not a day".to_owned()))
}
