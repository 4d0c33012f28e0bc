//! What coming to a module does to custom variables.

use serde_json::Value;

use super::outcome::Outcome;
use crate::{Change, Cvars, Module, limits};

pub(super) fn arrive(module: &Module, outcome: &mut Outcome) {
    for change in &module.changes {
        let cvars = &mut outcome.conversation.cvars;
        let changed = match change {
            Change::Clear(name) => {
                cvars.remove(name);
                Ok(())
            }
            Change::Set(name, value) => keep(cvars, name, value.clone()),
            Change::Write(name, text) => {
                text.fill(cvars).and_then(|text| keep(cvars, name, Value::from(text)))
            }
            Change::Compute(name, expression) => {
                expression.value(cvars).and_then(|value| keep(cvars, name, value))
            }
        };
        note(changed, module, &mut outcome.faults);
    }
}

/// Keeps a value, unless there are too many already.
pub(super) fn keep(cvars: &mut Cvars, name: &str, value: Value) -> Result<(), String> {
    if cvars.len() >= limits::CVARS && !cvars.contains_key(name) {
        return Err(format!("`{name}` is one variable too many; allowed: {}", limits::CVARS));
    }
    cvars.insert(name.to_owned(), value);
    Ok(())
}

pub(super) fn note<T>(done: Result<T, String>, module: &Module, faults: &mut Vec<String>) -> Option<T> {
    done.map_err(|why| faults.push(format!("{}: {why}", module.card.name))).ok()
}
