//! What an answer, and coming to a module, do to custom variables.

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

/// Keeps what the visitor answered. A form's answers are kept one by one; what was left empty is forgotten.
pub(crate) fn keep_answer(module: &Module, answer: Value, cvars: &mut Cvars, faults: &mut Vec<String>) {
    for field in &module.input.fields {
        match answer.get(&field.name) {
            Some(value) => {
                note(keep(cvars, &field.name, value.clone()), module, faults);
            }
            None => {
                cvars.remove(&field.name);
            }
        }
    }
    if let Some(name) = &module.save {
        note(keep(cvars, name, answer), module, faults);
    }
}

pub(super) fn note<T>(done: Result<T, String>, module: &Module, faults: &mut Vec<String>) -> Option<T> {
    done.map_err(|why| faults.push(format!("{}: {why}", module.card.name))).ok()
}
