//! The whole file, and who talks to whom.

use super::plain::{flag, table, word};
use super::step::step;
use crate::chats::model::{Chat, Head, Step};
use crate::chats::moment::moment;
use crate::flow::fields::{Fields, number};
use crate::flow::mistake::{Mistake, Mistakes, place};
use crate::flow::node::Node;
use crate::flow::toml;
use crate::limits::STEPS;

const FILE: &[&str] =
    &["title", "flow", "bot", "locale", "seed", "now", "ref", "greets", "host", "profile", "cvars", "step"];

impl Chat {
    /// Reads a file (TOML); on failure every mistake in the order of the file.
    ///
    /// # Errors
    /// What is wrong, and where. A file that is not TOML is told that alone.
    pub fn from_toml(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let node = toml::parse(text, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes.in_order(text));
        }
        let chat = file(&node, text, &mut mistakes);
        match chat {
            Some(chat) if mistakes.is_empty() => Ok(chat),
            _ => Err(mistakes.in_order(text)),
        }
    }
}

fn file(node: &Node, text: &str, mistakes: &mut Mistakes) -> Option<Chat> {
    let fields = Fields::of(node, "a conversation", FILE, mistakes)?;
    let head = head(&fields, mistakes);
    let nodes = fields.list("step", mistakes);
    if nodes.is_empty() {
        mistakes.add(fields.at(), "missing_key", "a conversation needs at least one `[[step]]`");
    }
    if nodes.len() > STEPS {
        let sentence = format!("{} steps; allowed: {STEPS}", nodes.len());
        mistakes.add(fields.at(), "out_of_range", sentence);
    }
    let read = |(nth, node): (usize, &Node)| {
        let step = step(node, nth == 0 && head.greets, mistakes)?;
        Some(Step { line: place(text, node.at).0, ..step })
    };
    let steps = nodes.iter().enumerate().filter_map(read).collect();
    Some(Chat { head, steps })
}

fn head(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Head {
    let whole = |key: &str, mistakes: &mut Mistakes| number(fields.node(key)?, key, u64::MAX, mistakes);
    let mut head = Head {
        title: word(fields, "title", mistakes),
        flow: word(fields, "flow", mistakes),
        bot: word(fields, "bot", mistakes),
        locale: word(fields, "locale", mistakes),
        seed: whole("seed", mistakes).unwrap_or_default(),
        reference: fields.reference("ref", mistakes).map(|reference| reference.text),
        greets: flag(fields, "greets", mistakes).unwrap_or(true),
        host: table(fields, "host", mistakes),
        profile: table(fields, "profile", mistakes),
        cvars: table(fields, "cvars", mistakes),
        ..Head::default()
    };
    if let Some(text) = word(fields, "now", mistakes) {
        if let Some(now_ms) = moment(&text) {
            head.now_ms = now_ms;
        } else {
            let at = fields.node("now").map_or(fields.at(), |node| node.at);
            let sentence = format!("`now` is `{text}`; allowed: a moment in UTC, `2026-05-01T09:00:00Z`");
            mistakes.add(at, "out_of_range", sentence);
        }
    }
    if let Some(entry) = fields.entry("ref").filter(|_| !head.greets) {
        let sentence =
            "with `ref` the bot speaks first, with `greets = false` it does not; leave one of them out";
        mistakes.add(entry.at, "two_beginnings", sentence);
    }
    head
}
