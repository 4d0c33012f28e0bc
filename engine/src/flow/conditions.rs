//! Conditions as written: the keys of a connection, of `when`, and of the tables within `all`, `any`, `not`.

use super::fields::{Fields, number, real, text, wrong_type};
use super::mistake::Mistakes;
use super::node::{Node, Value};
use crate::condition::{Condition, CvarTest, DateTest, NumberTest, Phrase};
use crate::date::Day;
use crate::pattern::Pattern;
use crate::words::Words;
use crate::{fuzzy, limits};

/// Keys that say when.
pub(super) const KEYS: &[&str] = &[
    "any_of", "exactly", "contains", "regex", "fuzzy", "distance", "number", "date", "cvar", "all", "any",
    "not", "always",
];
const NUMBER: &[&str] = &["equals", "above", "below", "at_least", "at_most"];
const DATE: &[&str] = &["on", "before", "after"];
const CVAR: &[&str] =
    &["name", "is_set", "equals", "above", "below", "at_least", "at_most", "on", "before", "after"];

/// The condition of a table; any of its keys is enough.
pub(super) fn condition(fields: &Fields<'_>, depth: usize, mistakes: &mut Mistakes) -> Condition {
    let mut parts: Vec<Condition> = Vec::new();
    let words = |key: &str, mistakes: &mut Mistakes| phrases(fields, key, mistakes).into_iter().map(Phrase);
    parts.extend(words("any_of", mistakes).map(Condition::Says));
    parts.extend(words("exactly", mistakes).map(Condition::Exactly));
    let letters = |phrase: Phrase| Condition::Contains(phrase.0.spelling().trim().to_owned());
    parts.extend(words("contains", mistakes).map(letters));
    let distance = fields
        .node("distance")
        .and_then(|node| number(node, "distance", limits::FUZZY_DISTANCE, mistakes))
        .and_then(|distance| usize::try_from(distance).ok());
    parts.extend(words("fuzzy", mistakes).map(|phrase| {
        let usual = fuzzy::usual_distance(&phrase.0);
        Condition::Resembles(phrase, distance.unwrap_or(usual))
    }));
    if let Some(node) = fields.node("regex") {
        parts.extend(regex(node, mistakes));
    }
    if let Some(node) = fields.node("number") {
        parts.extend(Fields::of(node, "`number`", NUMBER, mistakes).map(|fields| {
            let test = number_test(&fields, true, mistakes);
            asks(&fields, test == NumberTest::default(), mistakes);
            Condition::Number(test)
        }));
    }
    if let Some(node) = fields.node("date") {
        parts.extend(Fields::of(node, "`date`", DATE, mistakes).map(|fields| {
            let test = date_test(&fields, mistakes);
            asks(&fields, test == DateTest::default(), mistakes);
            Condition::Date(test)
        }));
    }
    if let Some(node) = fields.node("cvar") {
        parts.extend(cvar(node, mistakes));
    }
    if let Some(nodes) = several(fields, "all", mistakes) {
        parts.push(Condition::All(within(nodes, depth, mistakes)));
    }
    if let Some(nodes) = several(fields, "any", mistakes) {
        parts.push(Condition::Any(within(nodes, depth, mistakes)));
    }
    if let Some(node) = fields.node("not") {
        parts.extend(
            within(core::slice::from_ref(node), depth, mistakes)
                .pop()
                .map(|part| Condition::Not(part.into())),
        );
    }
    if fields.flag("always", mistakes) {
        parts.push(Condition::Always);
    }
    let says_when = KEYS.iter().any(|key| *key != "distance" && fields.node(key).is_some());
    if !says_when {
        let sentence = format!("a connection needs a condition: one of {}", KEYS.join(", "));
        mistakes.add(fields.at(), "empty_condition", sentence);
    }
    match parts.len() {
        1 => parts.pop().unwrap_or(Condition::Always),
        _ => Condition::Any(parts),
    }
}

fn within(nodes: &[Node], depth: usize, mistakes: &mut Mistakes) -> Vec<Condition> {
    let mut found = Vec::new();
    for node in nodes {
        if depth >= limits::DEPTH {
            let sentence = format!("conditions within conditions; allowed: {}", limits::DEPTH);
            mistakes.add(node.at, "out_of_range", sentence);
        } else if let Some(fields) = Fields::of(node, "a condition", KEYS, mistakes) {
            found.push(condition(&fields, depth.saturating_add(1), mistakes));
        }
    }
    found
}

fn several<'a>(fields: &Fields<'a>, key: &str, mistakes: &mut Mistakes) -> Option<&'a [Node]> {
    let node = fields.node(key)?;
    let nodes = fields.list(key, mistakes);
    if nodes.is_empty() {
        mistakes.add(node.at, "empty_condition", format!("`{key}` is empty"));
    }
    Some(nodes)
}

fn asks(fields: &Fields<'_>, nothing: bool, mistakes: &mut Mistakes) {
    if nothing {
        mistakes.add(fields.at(), "empty_condition", "this asks nothing: no bound is given");
    }
}

fn regex(node: &Node, mistakes: &mut Mistakes) -> Option<Condition> {
    let source = text(node, "regex", mistakes)?;
    match Pattern::parse(source) {
        Ok(pattern) => Some(Condition::Matches(pattern)),
        Err(why) => {
            mistakes.add(node.at, "bad_regex", format!("this regular expression cannot be read: {why}"));
            None
        }
    }
}

fn number_test(fields: &Fields<'_>, with_equals: bool, mistakes: &mut Mistakes) -> NumberTest {
    let mut bound = |key: &str| real(fields.node(key)?, key, mistakes);
    NumberTest {
        equals: if with_equals { bound("equals") } else { None },
        above: bound("above"),
        below: bound("below"),
        at_least: bound("at_least"),
        at_most: bound("at_most"),
    }
}

fn date_test(fields: &Fields<'_>, mistakes: &mut Mistakes) -> DateTest {
    let mut day = |key: &str| day(fields.node(key)?, key, mistakes);
    DateTest { on: day("on"), before: day("before"), after: day("after") }
}

/// A day, or one counted from today.
pub(super) fn day(node: &Node, what: &str, mistakes: &mut Mistakes) -> Option<Day> {
    let written = text(node, what, mistakes)?;
    let day = Day::parse(written);
    if day.is_none() {
        let sentence =
            format!("`{written}` is no day; allowed: `today`, `today+30` or a day such as 2026-05-01");
        mistakes.add(node.at, "out_of_range", sentence);
    }
    day
}

fn cvar(node: &Node, mistakes: &mut Mistakes) -> Option<Condition> {
    let fields = Fields::of(node, "`cvar`", CVAR, mistakes)?;
    let name = fields.text("name", mistakes);
    let test = CvarTest {
        is_set: fields.node("is_set").map(|_| fields.flag("is_set", mistakes)),
        equals: fields.node("equals").and_then(|node| plain(node, "equals", mistakes)),
        number: number_test(&fields, false, mistakes),
        date: date_test(&fields, mistakes),
    };
    asks(&fields, test.asks_nothing(), mistakes);
    name.map(|(_, name)| Condition::Cvar(name, test))
}

/// A text, a number, or true or false.
pub(super) fn plain(node: &Node, what: &str, mistakes: &mut Mistakes) -> Option<serde_json::Value> {
    match &node.value {
        Value::Text(text) => Some(text.as_str().into()),
        Value::Integer(number) => Some((*number).into()),
        Value::Number(number) => Some((*number).into()),
        Value::Boolean(flag) => Some((*flag).into()),
        _ => {
            wrong_type(node, what, "a text, a number, true or false", mistakes);
            None
        }
    }
}

/// One text or a list of them, folded.
fn phrases(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Vec<Words> {
    let Some(node) = fields.node(key) else { return Vec::new() };
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        Value::Text(_) => core::slice::from_ref(node),
        _ => {
            wrong_type(node, key, "a text or a list of texts", mistakes);
            return Vec::new();
        }
    };
    if nodes.is_empty() {
        mistakes.add(node.at, "empty_condition", format!("`{key}` is empty: nothing would match"));
    }
    let phrase = |node: &Node| {
        let Value::Text(text) = &node.value else {
            wrong_type(node, key, "a text", mistakes);
            return None;
        };
        let words = Words::of(text);
        if words.is_empty() {
            let sentence = format!("`{text}` holds no word: nothing would match");
            mistakes.add(node.at, "empty_condition", sentence);
            return None;
        }
        Some(words)
    };
    nodes.iter().filter_map(phrase).collect()
}
