//! What must come of a step.

use parlour_protocol::Action;

use super::act::pause;
use super::plain::{flag, one_or_more, table, texts};
use crate::Pattern;
use crate::chats::model::{Expect, Wording};
use crate::flow::fields::{Fields, number, text};
use crate::flow::mistake::Mistakes;
use crate::flow::node::{Node, Value};

/// Keys of a step that say what must come of it.
pub(super) const EXPECTATIONS: &[&str] = &[
    "texts", "contains", "matches", "choices", "kinds", "module", "modules", "fallback", "cvars", "unset",
    "waits", "within", "handover", "silent",
];
const WORDING: &[&str] = &["any", "contains", "matches"];

pub(super) fn expect(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Expect {
    let expect = Expect {
        texts: wordings(fields, mistakes),
        contains: one_or_more(fields, "contains")
            .iter()
            .filter_map(|node| text(node, "contains", mistakes).map(str::to_owned))
            .collect(),
        matches: one_or_more(fields, "matches").iter().filter_map(|node| pattern(node, mistakes)).collect(),
        choices: texts(fields, "choices", mistakes),
        kinds: kinds(fields, mistakes),
        module: fields.reference("module", mistakes).map(|reference| reference.text),
        modules: texts(fields, "modules", mistakes),
        fallback: flag(fields, "fallback", mistakes),
        cvars: table(fields, "cvars", mistakes),
        unset: texts(fields, "unset", mistakes).unwrap_or_default(),
        waits: waits(fields, mistakes),
        within_ms: fields.node("within").and_then(|node| pause(node, "within", mistakes)),
        handover: flag(fields, "handover", mistakes),
        silent: flag(fields, "silent", mistakes).unwrap_or_default(),
    };
    let says = [
        ("texts", expect.texts.as_ref().is_some_and(|texts| !texts.is_empty())),
        ("contains", !expect.contains.is_empty()),
        ("matches", !expect.matches.is_empty()),
    ];
    for (key, _) in says.into_iter().filter(|(_, says)| *says && expect.silent) {
        let at = fields.entry(key).map_or(fields.at(), |entry| entry.at);
        mistakes.add(at, "silent_and_said", format!("`{key}` wants words where `silent` wants none"));
    }
    for key in expect.cvars.keys() {
        if expect.unset.contains(key) {
            let at = fields.entry("unset").map_or(fields.at(), |entry| entry.at);
            mistakes.add(at, "set_and_unset", format!("`{key}` cannot hold something and nothing"));
        }
    }
    expect
}

fn wordings(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<Wording>> {
    fields.node("texts")?;
    let nodes = fields.list("texts", mistakes);
    Some(nodes.iter().filter_map(|node| wording(node, mistakes)).collect())
}

fn wording(node: &Node, mistakes: &mut Mistakes) -> Option<Wording> {
    if !matches!(node.value, Value::Table(_)) {
        return text(node, "texts", mistakes).map(|text| Wording::Whole(text.to_owned()));
    }
    let fields = Fields::of(node, "a text", WORDING, mistakes)?;
    let mut told = WORDING.iter().filter_map(|key| Some((*key, fields.node(key)?)));
    let (Some((key, written)), None) = (told.next(), told.next()) else {
        let sentence = format!("a text is told by one of: {}", WORDING.join(", "));
        mistakes.add(node.at, "missing_key", sentence);
        return None;
    };
    match key {
        "any" => texts(&fields, key, mistakes).map(Wording::Any),
        "contains" => text(written, key, mistakes).map(|text| Wording::Contains(text.to_owned())),
        _ => pattern(written, mistakes).map(Wording::Matches),
    }
}

fn pattern(node: &Node, mistakes: &mut Mistakes) -> Option<Pattern> {
    let source = text(node, "matches", mistakes)?;
    let read = Pattern::parse(source);
    read.map_err(|why| {
        mistakes.add(node.at, "bad_regex", format!("this regular expression cannot be read: {why}"));
    })
    .ok()
}

fn kinds(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<String>> {
    let kinds = texts(fields, "kinds", mistakes)?;
    for kind in kinds.iter().filter(|kind| !Action::TYPES.contains(&kind.as_str())) {
        let at = fields.entry("kinds").map_or(fields.at(), |entry| entry.at);
        let sentence = format!("there is no type `{kind}`; allowed: {}", Action::TYPES.join(", "));
        mistakes.add(at, "out_of_range", sentence);
    }
    Some(kinds)
}

fn waits(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u64>> {
    fields.node("waits")?;
    let nodes = fields.list("waits", mistakes);
    Some(nodes.iter().filter_map(|node| number(node, "waits", u64::from(u32::MAX), mistakes)).collect())
}
