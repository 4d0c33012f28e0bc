//! An object of a request, taken apart field by field, so that every refusal names what was wrong.

use parlour_protocol::ErrorCode;
use parlour_protocol::limits::BODY_BYTES;
use serde_json::{Map, Value};

use crate::limits::ECHOED_CHARS;
use crate::refusal::{Refusal, Step};

/// A body as JSON; an empty one is nothing.
pub(crate) fn json(body: &str) -> Step<Option<Value>> {
    if body.len() > BODY_BYTES {
        let sentence = format!("The body may have at most {BODY_BYTES} bytes.");
        return Err(Refusal::new(ErrorCode::BodyTooLarge, sentence));
    }
    if body.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(body).map(Some).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let sentence = format!("The body is not valid JSON (line {line}, column {column}).");
        Refusal::new(ErrorCode::MalformedJson, sentence)
    })
}

/// A body that must be there.
pub(crate) fn required_json(body: &str) -> Step<Value> {
    let empty = || Refusal::new(ErrorCode::MalformedJson, "The body is empty; it must be JSON.");
    json(body)?.ok_or_else(empty)
}

/// An object with the path that leads to it.
pub(crate) struct Fields<'a> {
    path: &'static str,
    pub(crate) map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of_body(body: &'a Value) -> Step<Self> {
        match body {
            Value::Object(map) => Ok(Self { path: "", map }),
            _ => Err(Refusal::new(ErrorCode::FieldInvalid, "The body must be a JSON object.")),
        }
    }

    /// `path` ends where a name may follow: `actions[0].`.
    pub(crate) fn of(path: &'static str, value: &'a Value) -> Step<Self> {
        match value {
            Value::Object(map) => Ok(Self { path, map }),
            _ => Err(Refusal::invalid(path.trim_end_matches('.'), "be an object")),
        }
    }

    fn path_of(&self, name: &str) -> String {
        [self.path, name].concat()
    }

    /// Refuses the first key that is not among `known`.
    pub(crate) fn refuse_others(&self, known: &[&str]) -> Step<()> {
        match self.map.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => {
                let key: String = key.chars().take(ECHOED_CHARS).collect();
                Err(Refusal::refused(&self.path_of(&key)))
            }
            None => Ok(()),
        }
    }

    /// The value of `name`; `null` counts as absent.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn string(&self, name: &str) -> Step<Option<&'a str>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.contains('\0') => {
                Err(Refusal::new(ErrorCode::FieldInvalid, "A text of the JSON holds a NUL character."))
            }
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::invalid(&self.path_of(name), "be a string")),
        }
    }

    /// A string of at most `chars` characters.
    pub(crate) fn string_within(&self, name: &str, chars: usize) -> Step<Option<&'a str>> {
        let text = self.string(name)?;
        if text.is_some_and(|text| text.chars().count() > chars) {
            return Err(Refusal::invalid(&self.path_of(name), &format!("have at most {chars} characters")));
        }
        Ok(text)
    }

    pub(crate) fn required_string(&self, name: &str) -> Step<&'a str> {
        self.string(name)?.ok_or_else(|| Refusal::missing(&self.path_of(name)))
    }

    pub(crate) fn list(&self, name: &str) -> Step<Option<&'a [Value]>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(Refusal::invalid(&self.path_of(name), "be a list")),
        }
    }

    /// `true` or `false`; absent is `false`.
    pub(crate) fn flag(&self, name: &str) -> Step<bool> {
        match self.value(name) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(_) => Err(Refusal::invalid(&self.path_of(name), "be true or false")),
        }
    }
}
