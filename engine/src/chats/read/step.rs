//! One step: what the visitor does, what other servers answer, what must come of it.

use super::act::{ACTS, act};
use super::expect::{EXPECTATIONS, expect};
use super::plain::{json, word};
use crate::chats::model::{ScriptedAnswer, Step};
use crate::flow::fields::{Fields, number};
use crate::flow::mistake::Mistakes;
use crate::flow::node::Node;

const ANSWER: &[&str] = &["url", "status", "body", "error"];

/// Reads a step; the first one `may_only_look`.
pub(super) fn step(node: &Node, may_only_look: bool, mistakes: &mut Mistakes) -> Option<Step> {
    let keys = [ACTS, &["request"], EXPECTATIONS].concat();
    let fields = Fields::of(node, "a step", &keys, mistakes)?;
    let done: Vec<&str> = ACTS.iter().copied().filter(|key| fields.node(key).is_some()).collect();
    if let [first, second, ..] = done.as_slice() {
        let at = fields.entry(second).map_or(fields.at(), |entry| entry.at);
        let sentence =
            format!("a step does one thing, and this one has `{first}` already; make it two steps");
        mistakes.add(at, "two_acts", sentence);
    }
    if done.is_empty() && !may_only_look {
        let allowed = ACTS.join(", ");
        let sentence = format!(
            "only the first step may look without doing anything, where the bot speaks first; allowed: {allowed}"
        );
        mistakes.add(fields.at(), "no_act", sentence);
    }
    let act = done.first().and_then(|key| act(&fields, key, mistakes));
    let nodes = fields.list("request", mistakes);
    let answers = nodes.iter().filter_map(|node| answer(node, mistakes)).collect();
    let expect = expect(&fields, mistakes);
    Some(Step { line: 0, act, answers, expect })
}

fn answer(node: &Node, mistakes: &mut Mistakes) -> Option<ScriptedAnswer> {
    let fields = Fields::of(node, "a request's answer", ANSWER, mistakes)?;
    let status = fields.node("status").map(|node| number(node, "status", 999, mistakes));
    let body = fields.node("body").and_then(|node| json(node, "body", mistakes));
    Some(ScriptedAnswer {
        url: word(&fields, "url", mistakes),
        status: status.flatten().and_then(|status| u16::try_from(status).ok()),
        body: body.unwrap_or_default(),
        error: word(&fields, "error", mistakes),
    })
}
