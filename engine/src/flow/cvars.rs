//! What happens to custom variables, as written: `clear`, then `set`, then `compute`.

use super::conditions::plain;
use super::fields::{Fields, text};
use super::mistake::Mistakes;
use super::model::Change;
use super::node::{Entry, Node, Value};
use crate::template::{Expression, Text};

pub(super) fn changes(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Vec<Change> {
    let mut changes = Vec::new();
    for node in fields.list("clear", mistakes) {
        changes.extend(name(node, mistakes).map(Change::Clear));
    }
    for entry in fields.table("set", mistakes) {
        changes.extend(set(entry, mistakes));
    }
    for entry in fields.table("compute", mistakes) {
        changes.extend(compute(entry, mistakes));
    }
    changes
}

/// The name of a custom variable.
pub(super) fn name(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    let name = text(node, "cvar", mistakes)?;
    is_name(node.at, name, mistakes).then(|| name.to_owned())
}

/// A name that templates can write.
fn is_name(at: usize, name: &str, mistakes: &mut Mistakes) -> bool {
    let good = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !good {
        let sentence = format!("`{name}` cannot name a variable; allowed: letters, digits and `_`");
        mistakes.add(at, "out_of_range", sentence);
    }
    good
}

fn set(entry: &Entry, mistakes: &mut Mistakes) -> Option<Change> {
    let good = is_name(entry.at, &entry.key, mistakes);
    let change = match &entry.node.value {
        Value::Text(source) => match Text::parse(source) {
            Ok(text) => Change::Write(entry.key.clone(), text),
            Err(fault) => {
                mistakes.add_within(entry.node.at, source, &fault);
                return None;
            }
        },
        _ => Change::Set(entry.key.clone(), plain(&entry.node, &entry.key, mistakes)?),
    };
    good.then_some(change)
}

fn compute(entry: &Entry, mistakes: &mut Mistakes) -> Option<Change> {
    let good = is_name(entry.at, &entry.key, mistakes);
    let source = text(&entry.node, &entry.key, mistakes)?;
    match Expression::parse(source) {
        Ok(expression) => good.then(|| Change::Compute(entry.key.clone(), expression)),
        Err(fault) => {
            let sentence = format!("this expression cannot be read: {}", fault.why);
            mistakes.add(entry.node.at, "bad_expression", sentence);
            None
        }
    }
}
