//! What a module expects of the visitor, as written.

use super::fields::{Fields, number, real, text};
use super::mistake::Mistakes;
use super::node::Node;
use crate::input::{Input, InputKind};
use crate::limits;

pub(super) fn input(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Input {
    let kind = fields.node("type").and_then(|node| kind(node, mistakes)).unwrap_or_default();
    let listed = fields.list("options", mistakes);
    let options: Vec<String> =
        listed.iter().filter_map(|node| text(node, "options", mistakes).map(str::to_owned)).collect();
    let mut bound = |key: &str| real(fields.node(key)?, key, mistakes);
    let input = Input { min: bound("min"), max: bound("max"), kind, options };
    let chooses = matches!(kind, InputKind::MultipleChoice | InputKind::MultiSelect);
    let counts = matches!(kind, InputKind::Number | InputKind::Rating | InputKind::MultiSelect);
    let place = |key: &str| fields.entry(key).map(|entry| entry.at);
    if chooses && listed.is_empty() {
        let sentence = format!("a module of the type `{}` needs `options`", kind.as_str());
        mistakes.add(fields.at(), "missing_key", sentence);
    }
    if listed.len() > limits::SUGGESTED_REPLIES {
        let sentence = format!("{} options; allowed: {}", listed.len(), limits::SUGGESTED_REPLIES);
        mistakes.add(place("options").unwrap_or(fields.at()), "out_of_range", sentence);
    }
    if let Some(at) = place("options").filter(|_| !chooses) {
        mistakes.add(at, "unknown_key", "`options` belongs to the types multiple_choice and multi_select");
    }
    if let Some(at) = place("min").or_else(|| place("max")).filter(|_| !counts) {
        mistakes.add(
            at,
            "unknown_key",
            "`min` and `max` belong to the types number, rating and multi_select",
        );
    }
    if let Some(at) = place("error_instruction").or_else(|| place("retries"))
        && kind == InputKind::Statement
    {
        let sentence = "a module without a `type` takes every answer, so it never asks again";
        mistakes.add(at, "unknown_key", sentence);
    }
    let upside_down = match kind {
        InputKind::Rating => input.smallest() > input.largest(),
        _ => input.min.zip(input.max).is_some_and(|(min, max)| min > max),
    };
    if upside_down {
        let at = place("min").or_else(|| place("max")).unwrap_or(fields.at());
        mistakes.add(at, "out_of_range", "`min` is larger than `max`: no answer would do");
    }
    input
}

fn kind(node: &Node, mistakes: &mut Mistakes) -> Option<InputKind> {
    let word = text(node, "type", mistakes)?;
    let kind = InputKind::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    if kind.is_none() {
        let known: Vec<&str> = InputKind::ALL.iter().map(|(word, _)| *word).collect();
        mistakes.add(node.at, "out_of_range", format!("`type` is `{word}`; allowed: {}", known.join(", ")));
    }
    kind
}

pub(super) fn retries(fields: &Fields<'_>, mistakes: &mut Mistakes) -> u32 {
    let written = fields.node("retries");
    let written = written.and_then(|node| number(node, "retries", limits::RETRIES_MAX.into(), mistakes));
    written.and_then(|retries| u32::try_from(retries).ok()).unwrap_or(limits::RETRIES)
}
