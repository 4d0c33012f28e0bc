//! What the visitor does.

use parlour_protocol::Position;

use super::plain::texts;
use crate::chats::model::Act;
use crate::chats::moment::span;
use crate::date::Day;
use crate::flow::fields::{Fields, real, text, wrong_type};
use crate::flow::mistake::Mistakes;
use crate::flow::node::{Entry, Node, Value};

/// Keys of a step, of which it has one.
pub(super) const ACTS: &[&str] = &[
    "say",
    "press",
    "choose",
    "fill",
    "date",
    "rate",
    "place",
    "file",
    "ref",
    "wait",
    "standby",
    "give_back",
];

pub(super) fn act(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<Act> {
    let node = fields.node(key)?;
    let said = |mistakes: &mut Mistakes| text(node, key, mistakes).map(str::to_owned);
    Some(match key {
        "say" => Act::Say(said(mistakes)?),
        "press" => Act::Press(said(mistakes)?),
        "choose" => Act::Choose(texts(fields, key, mistakes)?),
        "fill" => Act::Fill(filled(fields, mistakes)),
        "date" => Act::Date(day(node, mistakes)?),
        "rate" => Act::Rate(grade(node, mistakes)?),
        "place" => Act::Place(place(node, mistakes)?),
        "file" => Act::File(said(mistakes)?),
        "ref" => Act::Jump(fields.reference(key, mistakes)?.text),
        "wait" => Act::Wait(pause(node, key, mistakes)?),
        "standby" => Act::Standby(said(mistakes)?),
        _ => {
            if !fields.flag(key, mistakes) {
                mistakes.add(node.at, "out_of_range", format!("`{key}` is false; leave it out"));
            }
            Act::GiveBack
        }
    })
}

fn filled(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Vec<(String, String)> {
    let entries = fields.table("fill", mistakes);
    let value = |entry: &Entry| {
        let value = match &entry.node.value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            _ => {
                wrong_type(&entry.node, &entry.key, "a text or a number", mistakes);
                return None;
            }
        };
        Some((entry.key.clone(), value))
    };
    entries.iter().filter_map(value).collect()
}

fn day(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    let written = text(node, "date", mistakes)?;
    if Day::parse(written).is_none() {
        let sentence = format!("`date` is `{written}`; allowed: a day, `2026-05-01`, `today` or `today+3`");
        mistakes.add(node.at, "out_of_range", sentence);
        return None;
    }
    Some(written.to_owned())
}

fn grade(node: &Node, mistakes: &mut Mistakes) -> Option<i64> {
    let number = real(node, "rate", mistakes)?;
    let whole = format!("{number:.0}").parse().ok().filter(|_| number.fract() == 0.0);
    if whole.is_none() {
        wrong_type(node, "rate", "a whole number", mistakes);
    }
    whole
}

fn place(node: &Node, mistakes: &mut Mistakes) -> Option<Position> {
    let fields = Fields::of(node, "a place", &["latitude", "longitude"], mistakes)?;
    let mut degrees = |key: &str| real(fields.required(key, mistakes)?, key, mistakes);
    let (latitude, longitude) = (degrees("latitude"), degrees("longitude"));
    let position = Position::of(latitude?, longitude?);
    if position.is_none() {
        let sentence = "there is no such place; allowed: latitude -90 to 90, longitude -180 to 180";
        mistakes.add(node.at, "out_of_range", sentence);
    }
    position
}

/// Milliseconds of a number of them, or of `30s`, `2h`, `3d`.
pub(super) fn pause(node: &Node, key: &str, mistakes: &mut Mistakes) -> Option<u64> {
    let ms = match &node.value {
        Value::Integer(ms) => Some(*ms),
        Value::Text(text) => span(text),
        _ => {
            wrong_type(node, key, "a number of milliseconds, or `30s`, `15m`, `2h`, `3d`", mistakes);
            return None;
        }
    };
    if ms.is_none() {
        let sentence =
            format!("`{key}` is no time; allowed: a number of milliseconds, or `30s`, `15m`, `2h`, `3d`");
        mistakes.add(node.at, "out_of_range", sentence);
    }
    ms
}
