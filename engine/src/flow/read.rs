//! Nodes into a draft: the keys a flow knows, their types and ranges.

use super::draft::{ConnectionDraft, FlowDraft, GroupDraft, KpiTagDraft, ModuleDraft, Reference};
use super::fields::{Fields, text, wrong_type};
use super::mistake::Mistakes;
use super::model::Condition;
use super::node::{Node, Value};
use super::say;
use crate::limits;
use crate::words::Words;

const FLOW: &[&str] = &["name", "fallback", "group", "kpi_tag", "connection", "module"];
const GROUP: &[&str] = &["name", "colour"];
const KPI_TAG: &[&str] = &["id", "label", "colour"];
const MODULE: &[&str] =
    &["id", "name", "starting", "by_ref", "group", "kpi_tags", "say", "connection", "fallback", "next"];
const CONNECTION: &[&str] = &["any_of", "exactly", "to"];

pub(super) fn flow(node: &Node, mistakes: &mut Mistakes) -> FlowDraft {
    let Some(fields) = Fields::of(node, "a flow", FLOW, mistakes) else { return FlowDraft::default() };
    let modules = fields.list("module", mistakes);
    if modules.len() > limits::MODULES {
        let sentence = format!("{} modules; allowed: {}", modules.len(), limits::MODULES);
        mistakes.add(fields.at(), "out_of_range", sentence);
    }
    FlowDraft {
        name: fields.text("name", mistakes).map(|(_, name)| name).unwrap_or_default(),
        groups: each(fields.list("group", mistakes), group, mistakes),
        kpi_tags: each(fields.list("kpi_tag", mistakes), kpi_tag, mistakes),
        modules: each(modules, module, mistakes),
        global_connections: each(fields.list("connection", mistakes), connection, mistakes),
        fallback: fields.reference("fallback", mistakes),
    }
}

fn each<T>(nodes: &[Node], read: fn(&Node, &mut Mistakes) -> Option<T>, mistakes: &mut Mistakes) -> Vec<T> {
    nodes.iter().filter_map(|node| read(node, mistakes)).collect()
}

fn group(node: &Node, mistakes: &mut Mistakes) -> Option<GroupDraft> {
    let fields = Fields::of(node, "a group", GROUP, mistakes)?;
    let name = fields.text("name", mistakes);
    let colour = fields.text("colour", mistakes);
    let (at, name) = name?;
    Some(GroupDraft { at, name, colour: colour?.1 })
}

fn kpi_tag(node: &Node, mistakes: &mut Mistakes) -> Option<KpiTagDraft> {
    let fields = Fields::of(node, "a KPI tag", KPI_TAG, mistakes)?;
    let id = fields.number("id", limits::MODULE_ID, mistakes);
    let label = fields.text("label", mistakes);
    let colour = fields.text("colour", mistakes);
    let (at, label) = label?;
    Some(KpiTagDraft { at, id: id?.1, label, colour: colour?.1 })
}

fn module(node: &Node, mistakes: &mut Mistakes) -> Option<ModuleDraft> {
    let fields = Fields::of(node, "a module", MODULE, mistakes)?;
    let starting = fields.flag("starting", mistakes);
    let draft = ModuleDraft {
        at: fields.at(),
        id: fields.number("id", limits::MODULE_ID, mistakes),
        name: fields.text("name", mistakes).and_then(|name| module_name(name, mistakes)),
        starting: fields.entry("starting").filter(|_| starting).map(|entry| entry.at),
        by_ref: fields.flag("by_ref", mistakes),
        group: fields.node("group").and_then(|node| name_of(node, "group", mistakes)),
        kpi_tags: fields
            .list("kpi_tags", mistakes)
            .iter()
            .filter_map(|node| name_of(node, "kpi_tags", mistakes))
            .collect(),
        say: say::pieces(fields.node("say"), mistakes),
        connections: each(fields.list("connection", mistakes), connection, mistakes),
        fallback: fields.reference("fallback", mistakes),
        next: fields.reference("next", mistakes),
    };
    if fields.node("say").is_none() && draft.next.is_none() {
        let sentence = "a module that says nothing needs `next`, or the visitor gets no answer";
        mistakes.add(draft.at, "nothing_said", sentence);
    }
    if let Some(next) = draft.next.as_ref().filter(|_| fields.node("connection").is_some()) {
        let sentence =
            "a module with `next` does not wait for an answer, so its connections are never looked at";
        mistakes.add(next.at, "next_and_connections", sentence);
    }
    Some(draft)
}

fn module_name((at, name): (usize, String), mistakes: &mut Mistakes) -> Option<(usize, String)> {
    if name.chars().count() > limits::NAME_CHARS {
        let sentence = format!("a name has at most {} characters", limits::NAME_CHARS);
        mistakes.add(at, "out_of_range", sentence);
        return None;
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        let sentence =
            format!("`{name}` would be taken for the number of a module; put a letter in the name");
        mistakes.add(at, "out_of_range", sentence);
        return None;
    }
    Some((at, name))
}

fn name_of(node: &Node, what: &str, mistakes: &mut Mistakes) -> Option<Reference> {
    text(node, what, mistakes).map(|name| Reference { at: node.at, text: name.to_owned() })
}

fn connection(node: &Node, mistakes: &mut Mistakes) -> Option<ConnectionDraft> {
    let fields = Fields::of(node, "a connection", CONNECTION, mistakes)?;
    let contains = phrases(&fields, "any_of", mistakes);
    let exactly = phrases(&fields, "exactly", mistakes);
    if fields.node("any_of").is_none() && fields.node("exactly").is_none() {
        let sentence = "a connection needs a condition: `any_of` or `exactly`";
        mistakes.add(fields.at(), "empty_condition", sentence);
    }
    fields.required("to", mistakes);
    let to = fields.reference("to", mistakes);
    Some(ConnectionDraft { condition: Condition { contains, exactly }, to })
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
