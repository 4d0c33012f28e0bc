//! Nodes into a draft: the keys a flow knows, their types and ranges.

use super::draft::{ConnectionDraft, FlowDraft, GroupDraft, KpiTagDraft, ModuleDraft, Reference};
use super::fields::{Fields, number, templates, text};
use super::mistake::Mistakes;
use super::model::Piece;
use super::node::Node;
use super::{conditions, cvars, expects, request, say, timeout, translations};
use crate::condition::Condition;
use crate::limits;

const FLOW: &[&str] =
    &["name", "language", "fallback", "group", "kpi_tag", "connection", "module", "translations"];
const GROUP: &[&str] = &["name", "colour"];
const KPI_TAG: &[&str] = &["id", "label", "colour"];
const MODULE: &[&str] = &[
    "id",
    "name",
    "type",
    "starting",
    "by_ref",
    "group",
    "kpi_tags",
    "instruction",
    "say",
    "error_instruction",
    "retries",
    "options",
    "min",
    "max",
    "choices_only",
    "field",
    "save",
    "clear",
    "set",
    "compute",
    "request",
    "handover",
    "timeout",
    "is_global",
    "when",
    "priority",
    "skip_user_input",
    "skip_global_connection_evaluation",
    "connection",
    "fallback",
    "next",
];
const LOCAL: &[&str] = &["id", "position", "to"];
const GLOBAL: &[&str] = &["id", "position", "priority", "to"];

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
        global_connections: each(fields.list("connection", mistakes), global_connection, mistakes),
        fallback: fields.reference("fallback", mistakes),
        languages: translations::languages(&fields, mistakes),
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
    let skips = fields.flag("skip_user_input", mistakes);
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
        say: spoken(&fields, mistakes),
        input: expects::input(&fields, mistakes),
        error_instruction: fields
            .node("error_instruction")
            .map(|node| templates(node, "error_instruction", mistakes))
            .unwrap_or_default(),
        retries: expects::retries(&fields, mistakes),
        save: fields.node("save").and_then(|node| cvars::name(node, mistakes)),
        changes: cvars::changes(&fields, mistakes),
        global: global(&fields, mistakes),
        priority: priority(&fields, mistakes),
        skip_user_input: skips.then(|| fields.entry("skip_user_input").map(|entry| entry.at)).flatten(),
        skip_global: fields.flag("skip_global_connection_evaluation", mistakes),
        request: fields.entry("request").and_then(|entry| request::request(entry, mistakes)),
        handover: fields.flag("handover", mistakes),
        timeout: fields.entry("timeout").and_then(|entry| timeout::timeout(entry, mistakes)),
        connections: each(fields.list("connection", mistakes), local_connection, mistakes),
        fallback: fields.reference("fallback", mistakes),
        next: fields.reference("next", mistakes),
    };
    let says = fields.node("say").or_else(|| fields.node("instruction")).is_some();
    let only_waits =
        !draft.say.is_empty() && draft.say.iter().all(|piece| matches!(piece, Piece::Wait { .. }));
    if (!says || only_waits) && !draft.leads_on() {
        let sentence = "a module that says nothing needs `next`, or the visitor gets no answer";
        mistakes.add(draft.at, "nothing_said", sentence);
    }
    if draft.handover && draft.leads_on() {
        let sentence = "a module that asks for a person is the last of its turn: it has no `next` and waits";
        mistakes.add(draft.at, "handover_leads_on", sentence);
    }
    if let Some(timeout) = draft.timeout.as_ref().filter(|_| draft.handover || draft.leads_on()) {
        let sentence = "a module that waits for nobody, or for a person, has no `timeout`";
        mistakes.add(timeout.at, "timeout_without_wait", sentence);
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

/// `instruction` is the first text of what is said.
fn spoken(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Vec<Piece> {
    let instruction = fields.node("instruction").map(|node| templates(node, "instruction", mistakes));
    let instruction = instruction.filter(|variations| !variations.is_empty());
    let mut pieces: Vec<Piece> =
        instruction.map(|variations| Piece::Text { variations }).into_iter().collect();
    pieces.extend(say::pieces(fields.node("say"), mistakes));
    pieces
}

fn global(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Condition> {
    let is_global = fields.flag("is_global", mistakes);
    let when = fields.node("when");
    match (is_global, when) {
        (true, None) => mistakes.add(fields.at(), "missing_key", "a module with `is_global` needs `when`"),
        (false, Some(node)) => {
            mistakes.add(node.at, "missing_key", "`when` has no effect without `is_global = true`");
        }
        _ => {}
    }
    let when = Fields::of(when?, "`when`", conditions::KEYS, mistakes)?;
    let condition = conditions::condition(&when, 0, mistakes);
    is_global.then_some(condition)
}

fn priority(fields: &Fields<'_>, mistakes: &mut Mistakes) -> u64 {
    let priority =
        fields.node("priority").and_then(|node| number(node, "priority", limits::MODULE_ID, mistakes));
    priority.unwrap_or_default()
}

fn local_connection(node: &Node, mistakes: &mut Mistakes) -> Option<ConnectionDraft> {
    connection(node, LOCAL, mistakes)
}

fn global_connection(node: &Node, mistakes: &mut Mistakes) -> Option<ConnectionDraft> {
    connection(node, GLOBAL, mistakes)
}

fn connection(node: &Node, own: &[&str], mistakes: &mut Mistakes) -> Option<ConnectionDraft> {
    let keys = [own, conditions::KEYS].concat();
    let fields = Fields::of(node, "a connection", &keys, mistakes)?;
    let condition = conditions::condition(&fields, 0, mistakes);
    let mut placed = |key: &str| {
        let node = fields.node(key)?;
        number(node, key, limits::MODULE_ID, mistakes).map(|number| (node.at, number))
    };
    let (id, position) = (placed("id"), placed("position"));
    let priority = priority(&fields, mistakes);
    fields.required("to", mistakes);
    let to = fields.reference("to", mistakes);
    Some(ConnectionDraft { id, position, priority, condition, to })
}
