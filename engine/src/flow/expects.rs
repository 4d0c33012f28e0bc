//! What a module expects of the visitor, as written.

use parlour_protocol::limits::{FORM_FIELDS, RATING_GRADES};

use super::conditions::day;
use super::cvars::name;
use super::fields::{Fields, number, real, text};
use super::mistake::Mistakes;
use super::node::Node;
use crate::input::{FormInput, Input, InputKind};
use crate::limits;
use crate::lookup::Lookup;
use crate::words::Words;

const FIELD: &[&str] = &["name", "label", "type", "required", "options"];
/// What a field may expect: all that one line can answer.
const OF_FIELDS: &[InputKind] = &[
    InputKind::Text,
    InputKind::Number,
    InputKind::Email,
    InputKind::Phone,
    InputKind::Date,
    InputKind::MultipleChoice,
    InputKind::MultiSelect,
];

pub(super) fn input(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Input {
    let kind = fields.node("type").and_then(|node| kind(node, mistakes)).unwrap_or_default();
    let options = options(fields, kind, mistakes);
    let is_date = kind == InputKind::Date;
    let mut input = Input { kind, options, ..Input::default() };
    if is_date {
        let mut bound = |key: &str| day(fields.node(key)?, key, mistakes);
        (input.earliest, input.latest) = (bound("min"), bound("max"));
    } else {
        let mut bound = |key: &str| real(fields.node(key)?, key, mistakes);
        (input.min, input.max) = (bound("min"), bound("max"));
    }
    input.choices_only = fields.flag("choices_only", mistakes);
    input.fields = form_fields(fields, kind, mistakes);
    belongs(fields, kind, mistakes);
    bounds(fields, &input, mistakes);
    input
}

/// The options of a module or of a form's field.
fn options(fields: &Fields<'_>, kind: InputKind, mistakes: &mut Mistakes) -> Vec<String> {
    let listed = fields.list("options", mistakes);
    let chooses = matches!(kind, InputKind::MultipleChoice | InputKind::MultiSelect);
    let at = fields.entry("options").map(|entry| entry.at);
    if chooses && listed.is_empty() {
        let sentence = format!("the type `{}` needs `options`", kind.as_str());
        mistakes.add(fields.at(), "missing_key", sentence);
    }
    if listed.len() > limits::SUGGESTED_REPLIES {
        let sentence = format!("{} options; allowed: {}", listed.len(), limits::SUGGESTED_REPLIES);
        mistakes.add(at.unwrap_or(fields.at()), "out_of_range", sentence);
    }
    if let Some(at) = at.filter(|_| !chooses) {
        mistakes.add(at, "unknown_key", "`options` belongs to the types multiple_choice and multi_select");
    }
    listed.iter().filter_map(|node| text(node, "options", mistakes).map(str::to_owned)).collect()
}

/// Keys that mean nothing beside this type.
fn belongs(fields: &Fields<'_>, kind: InputKind, mistakes: &mut Mistakes) {
    use InputKind::{Date, Form, MultiSelect, MultipleChoice, Number, Rating, Statement};
    let place = |key: &str| fields.entry(key).map(|entry| entry.at);
    if let Some(at) = place("min").or_else(|| place("max"))
        && !matches!(kind, Number | Rating | MultiSelect | Date)
    {
        let sentence = "`min` and `max` belong to the types number, rating, multi_select and date";
        mistakes.add(at, "unknown_key", sentence);
    }
    if let Some(at) = place("choices_only").filter(|_| !matches!(kind, MultipleChoice | MultiSelect)) {
        let sentence = "`choices_only` belongs to the types multiple_choice and multi_select";
        mistakes.add(at, "unknown_key", sentence);
    }
    if let Some(at) = place("field").filter(|_| kind != Form) {
        mistakes.add(at, "unknown_key", "`field` belongs to the type form");
    }
    if let Some(at) = place("error_instruction").or_else(|| place("retries"))
        && kind == Statement
    {
        let sentence = "a module without a `type` takes every answer, so it never asks again";
        mistakes.add(at, "unknown_key", sentence);
    }
}

fn bounds(fields: &Fields<'_>, input: &Input, mistakes: &mut Mistakes) {
    let at = |key: &str| fields.entry(key).map(|entry| entry.at);
    let either = || at("min").or_else(|| at("max")).unwrap_or(fields.at());
    let counts = matches!(input.kind, InputKind::Rating | InputKind::MultiSelect);
    for (key, bound) in [("min", input.min), ("max", input.max)] {
        if bound.is_some_and(|bound| counts && (bound.fract() != 0.0 || bound.abs() > 1e6)) {
            let sentence = format!("`{key}` of this type is a whole number");
            mistakes.add(at(key).unwrap_or(fields.at()), "out_of_range", sentence);
        }
    }
    let upside_down = match input.kind {
        InputKind::Rating => input.smallest() > input.largest(),
        // Days are compared as they are on one day; `today` and a fixed day may cross later.
        InputKind::Date => {
            let day = |day: crate::date::Day| day.at(0);
            let alike = matches!(
                (input.earliest, input.latest),
                (Some(crate::date::Day::On(_)), Some(crate::date::Day::On(_)))
                    | (Some(crate::date::Day::FromToday(0..)), Some(crate::date::Day::FromToday(0..)))
            );
            alike && input.earliest.zip(input.latest).is_some_and(|(min, max)| day(min) > day(max))
        }
        InputKind::MultiSelect => {
            let most = f64::from(u32::try_from(input.options.len()).unwrap_or(u32::MAX));
            input.min.is_some_and(|min| min > input.max.unwrap_or(most).min(most))
                || input.max.is_some_and(|max| max < 1.0)
        }
        _ => input.min.zip(input.max).is_some_and(|(min, max)| min > max),
    };
    if upside_down {
        mistakes.add(either(), "out_of_range", "no answer would do between `min` and `max`");
    }
    if input.kind == InputKind::Rating && input.largest() - input.smallest() >= f64::from(RATING_GRADES) {
        let sentence = format!("a rating has at most {RATING_GRADES} grades; ask for a number instead");
        mistakes.add(either(), "out_of_range", sentence);
    }
}

fn form_fields(fields: &Fields<'_>, kind: InputKind, mistakes: &mut Mistakes) -> Vec<FormInput> {
    let nodes = fields.list("field", mistakes);
    if kind == InputKind::Form && nodes.is_empty() {
        mistakes.add(fields.at(), "missing_key", "the type `form` needs at least one `field`");
    }
    if nodes.len() > FORM_FIELDS {
        let sentence = format!("{} fields; allowed: {FORM_FIELDS}", nodes.len());
        mistakes.add(fields.at(), "out_of_range", sentence);
    }
    let (mut names, mut labels) = (Lookup::default(), Lookup::default());
    let mut found = Vec::new();
    for node in nodes {
        let Some(field) = form_field(node, mistakes) else { continue };
        let folded = Words::of(&field.label).spelling().to_owned();
        if !names.add(field.name.clone(), ()) || !labels.add(folded, ()) {
            let sentence = format!("another field of this form is `{}` or `{}`", field.name, field.label);
            mistakes.add(node.at, "duplicate_name", sentence);
        }
        found.push(field);
    }
    found
}

fn form_field(node: &Node, mistakes: &mut Mistakes) -> Option<FormInput> {
    let fields = Fields::of(node, "a field", FIELD, mistakes)?;
    let name = fields.required("name", mistakes).and_then(|node| name(node, mistakes));
    let label = fields.text("label", mistakes);
    let kind = match fields.node("type") {
        Some(node) => kind(node, mistakes)?,
        None => InputKind::Text,
    };
    if let Some(node) = fields.node("type").filter(|_| !OF_FIELDS.contains(&kind)) {
        let words: Vec<&str> = OF_FIELDS.iter().map(|kind| kind.as_str()).collect();
        let sentence = format!("a field is no `{}`; allowed: {}", kind.as_str(), words.join(", "));
        mistakes.add(node.at, "out_of_range", sentence);
    }
    let options = options(&fields, kind, mistakes);
    let required = fields.flag("required", mistakes);
    let input = Input { kind, options, ..Input::default() };
    Some(FormInput { name: name?, label: label?.1, required, input })
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
