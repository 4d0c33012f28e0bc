//! A table whose keys are known: anything else is reported by name, and so is what has the wrong type.

use super::draft::Reference;
use super::mistake::Mistakes;
use super::node::{Entry, Node, Value};
use crate::template::Text;

/// The keys of one table.
pub(crate) struct Fields<'a> {
    at: usize,
    /// What the table is, with its article: `a module`.
    what: &'static str,
    entries: &'a [Entry],
}

impl<'a> Fields<'a> {
    /// Reports every key that is not `allowed`; `None` if the node is no table.
    pub(crate) fn of(
        node: &'a Node,
        what: &'static str,
        allowed: &[&str],
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            wrong_type(node, what, "a table", mistakes);
            return None;
        };
        for entry in entries.iter().filter(|entry| !allowed.contains(&entry.key.as_str())) {
            let sentence = format!("`{}` is not a key of {what}; allowed: {}", entry.key, allowed.join(", "));
            mistakes.add(entry.at, "unknown_key", sentence);
        }
        Some(Self { at: node.at, what, entries })
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn node(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub(crate) fn required(&self, key: &str, mistakes: &mut Mistakes) -> Option<&'a Node> {
        let node = self.node(key);
        if node.is_none() {
            mistakes.add(self.at, "missing_key", format!("{} needs `{key}`", self.what));
        }
        node
    }

    /// A text that is not empty, with its place.
    pub(crate) fn text(&self, key: &str, mistakes: &mut Mistakes) -> Option<(usize, String)> {
        let node = self.required(key, mistakes)?;
        text(node, key, mistakes).map(|text| (node.at, text.to_owned()))
    }

    pub(crate) fn number(&self, key: &str, max: u64, mistakes: &mut Mistakes) -> Option<(usize, u64)> {
        let node = self.required(key, mistakes)?;
        number(node, key, max, mistakes).map(|number| (node.at, number))
    }

    /// Absent is false.
    pub(crate) fn flag(&self, key: &str, mistakes: &mut Mistakes) -> bool {
        match self.node(key).map(|node| (node, &node.value)) {
            None => false,
            Some((_, Value::Boolean(flag))) => *flag,
            Some((node, _)) => {
                wrong_type(node, key, "true or false", mistakes);
                false
            }
        }
    }

    /// The entries of a table with keys of the author's own.
    pub(crate) fn table(&self, key: &str, mistakes: &mut Mistakes) -> &'a [Entry] {
        match self.node(key) {
            None => &[],
            Some(Node { value: Value::Table(entries), .. }) => entries,
            Some(node) => {
                wrong_type(node, key, "a table", mistakes);
                &[]
            }
        }
    }

    /// Absent is empty.
    pub(crate) fn list(&self, key: &str, mistakes: &mut Mistakes) -> &'a [Node] {
        match self.node(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => {
                wrong_type(node, key, "a list", mistakes);
                &[]
            }
        }
    }

    /// The number or name of a module.
    pub(crate) fn reference(&self, key: &str, mistakes: &mut Mistakes) -> Option<Reference> {
        let node = self.node(key)?;
        let text = match &node.value {
            Value::Integer(id) => id.to_string(),
            Value::Text(name) => name.clone(),
            _ => {
                wrong_type(node, key, "the name or number of a module", mistakes);
                return None;
            }
        };
        Some(Reference { at: node.at, text })
    }
}

/// A text that is not empty.
pub(crate) fn text<'a>(node: &'a Node, what: &str, mistakes: &mut Mistakes) -> Option<&'a str> {
    match &node.value {
        Value::Text(text) if text.trim().is_empty() => {
            mistakes.add(node.at, "empty", format!("`{what}` is empty"));
            None
        }
        Value::Text(text) => Some(text),
        _ => {
            wrong_type(node, what, "a text", mistakes);
            None
        }
    }
}

pub(crate) fn number(node: &Node, what: &str, max: u64, mistakes: &mut Mistakes) -> Option<u64> {
    match &node.value {
        Value::Integer(number) if *number <= max => Some(*number),
        Value::Integer(number) => {
            mistakes.add(node.at, "out_of_range", format!("`{what}` is {number}; allowed: 0 to {max}"));
            None
        }
        _ => {
            wrong_type(node, what, "a whole number from 0 up", mistakes);
            None
        }
    }
}

/// Any number.
pub(crate) fn real(node: &Node, what: &str, mistakes: &mut Mistakes) -> Option<f64> {
    match &node.value {
        Value::Integer(number) => number.to_string().parse().ok(),
        Value::Number(number) => Some(*number),
        _ => {
            wrong_type(node, what, "a number", mistakes);
            None
        }
    }
}

/// A text that may have holes.
pub(crate) fn template(node: &Node, what: &str, mistakes: &mut Mistakes) -> Option<Text> {
    let source = text(node, what, mistakes)?;
    let read = Text::parse(source);
    read.map_err(|fault| mistakes.add_within(node.at, source, &fault)).ok()
}

/// One text or a list of them, none empty.
pub(crate) fn templates(node: &Node, what: &str, mistakes: &mut Mistakes) -> Vec<Text> {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => core::slice::from_ref(node),
    };
    if nodes.is_empty() {
        mistakes.add(node.at, "empty", format!("`{what}` is empty"));
    }
    nodes.iter().filter_map(|node| template(node, what, mistakes)).collect()
}

pub(crate) fn wrong_type(node: &Node, what: &str, wanted: &str, mistakes: &mut Mistakes) {
    let sentence = format!("`{what}` is {}; allowed: {wanted}", node.value.name());
    mistakes.add(node.at, "wrong_type", sentence);
}
