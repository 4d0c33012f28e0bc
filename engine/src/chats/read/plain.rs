//! Values of a file that are kept as they are.

use serde_json::{Map, Value};

use crate::flow::fields::{Fields, text, wrong_type};
use crate::flow::mistake::Mistakes;
use crate::flow::node::{Entry, Node, Value as Written};
use crate::input::number_value;

/// Any value, as JSON.
pub(super) fn json(node: &Node, what: &str, mistakes: &mut Mistakes) -> Option<Value> {
    Some(match &node.value {
        Written::Text(text) => Value::from(text.as_str()),
        Written::Integer(number) => Value::from(*number),
        Written::Number(number) => number_value(*number),
        Written::Boolean(flag) => Value::from(*flag),
        Written::List(nodes) => nodes.iter().filter_map(|node| json(node, what, mistakes)).collect(),
        Written::Table(entries) => Value::Object(object(entries, mistakes)),
        Written::Other(_) => {
            wrong_type(node, what, "a text, a number, true or false, a list or a table", mistakes);
            return None;
        }
    })
}

fn object(entries: &[Entry], mistakes: &mut Mistakes) -> Map<String, Value> {
    let value = |entry: &Entry| Some((entry.key.clone(), json(&entry.node, &entry.key, mistakes)?));
    entries.iter().filter_map(value).collect()
}

/// A table with keys of the author's own.
pub(super) fn table(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Map<String, Value> {
    object(fields.table(key, mistakes), mistakes)
}

/// A text that is not empty, where there is one.
pub(super) fn word(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<String> {
    text(fields.node(key)?, key, mistakes).map(str::to_owned)
}

/// True or false, where it is said.
pub(super) fn flag(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<bool> {
    fields.node(key)?;
    Some(fields.flag(key, mistakes))
}

/// A list of texts, where there is one; it may be empty.
pub(super) fn texts(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<Vec<String>> {
    fields.node(key)?;
    let nodes = fields.list(key, mistakes);
    Some(nodes.iter().filter_map(|node| text(node, key, mistakes).map(str::to_owned)).collect())
}

/// One text or a list of them.
pub(super) fn one_or_more<'a>(fields: &Fields<'a>, key: &str) -> &'a [Node] {
    match fields.node(key) {
        None => &[],
        Some(Node { value: Written::List(nodes), .. }) => nodes,
        Some(node) => core::slice::from_ref(node),
    }
}
