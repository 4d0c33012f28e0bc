//! An object, taken apart field by field.

use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};
use crate::limits::ECHOED_CHARS;

/// An object of a request with the path that leads to it, so that errors name `actions[0].type`
/// and not `type`.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The body itself, which must be an object.
    pub(crate) fn of_body(body: &'a Value) -> ApiResult<Self> {
        match body {
            Value::Object(map) => Ok(Self { path: String::new(), map }),
            _ => Err(ApiError::new(
                parlour_protocol::ErrorCode::FieldInvalid,
                "The body must be a JSON object.",
            )),
        }
    }

    /// An object found under `path`.
    pub(crate) fn of_value(path: impl Into<String>, value: &'a Value) -> ApiResult<Self> {
        let path = path.into();
        match value {
            Value::Object(map) => Ok(Self { path, map }),
            _ => Err(ApiError::invalid(path, "be an object")),
        }
    }

    /// `name` with the path before it.
    pub(crate) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The object as it came.
    pub(crate) fn as_map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// Refuses the first key that is not among `known`.
    pub(crate) fn refuse_others(&self, known: &[&str]) -> ApiResult<()> {
        match self.map.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(ApiError::refused(self.path_of(&shortened(key)))),
            None => Ok(()),
        }
    }

    /// The value of `name`; `null` counts as absent.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A string, or nothing.
    pub(crate) fn string(&self, name: &str) -> ApiResult<Option<&'a str>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::invalid(self.path_of(name), "be a string")),
        }
    }

    /// A string of at most `chars` characters, or nothing.
    pub(crate) fn string_within(&self, name: &str, chars: usize) -> ApiResult<Option<&'a str>> {
        let text = self.string(name)?;
        if text.is_some_and(|text| text.chars().count() > chars) {
            return Err(ApiError::invalid(self.path_of(name), &format!("have at most {chars} characters")));
        }
        Ok(text)
    }

    /// A string that must be there.
    pub(crate) fn required_string(&self, name: &str) -> ApiResult<&'a str> {
        self.string(name)?.ok_or_else(|| ApiError::missing(self.path_of(name)))
    }

    /// An object, or nothing.
    pub(crate) fn object(&self, name: &str) -> ApiResult<Option<Fields<'a>>> {
        self.value(name).map(|value| Fields::of_value(self.path_of(name), value)).transpose()
    }

    /// A list, or nothing.
    pub(crate) fn list(&self, name: &str) -> ApiResult<Option<&'a [Value]>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(ApiError::invalid(self.path_of(name), "be a list")),
        }
    }

    /// A list that may only be empty, or absent.
    pub(crate) fn empty_list(&self, name: &str) -> ApiResult<()> {
        match self.list(name)? {
            Some(items) if !items.is_empty() => {
                Err(ApiError::invalid(self.path_of(name), "be empty: attachments are not supported"))
            }
            _ => Ok(()),
        }
    }

    /// `true` or `false`; absent is `false`.
    pub(crate) fn flag(&self, name: &str) -> ApiResult<bool> {
        match self.value(name) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(_) => Err(ApiError::invalid(self.path_of(name), "be true or false")),
        }
    }
}

/// A stranger's key as it may be echoed.
fn shortened(key: &str) -> String {
    key.chars().take(ECHOED_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_whole_path() {
        let body = serde_json::json!({"actions": [{"type": 7}]});
        let fields = Fields::of_body(&body).unwrap();
        let first = &fields.list("actions").unwrap().unwrap()[0];
        let action = Fields::of_value("actions[0]", first).unwrap();
        let error = format!("{:?}", action.string("type").unwrap_err());
        assert!(error.contains("actions[0].type"), "{error}");
        let error = format!("{:?}", action.refuse_others(&["text"]).unwrap_err());
        assert!(error.contains("actions[0].type"), "{error}");
    }

    #[test]
    fn null_is_absent() {
        let body = serde_json::json!({"ref": null});
        assert_eq!(Fields::of_body(&body).unwrap().string("ref").unwrap(), None);
    }
}
