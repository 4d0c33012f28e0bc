//! Bytes to a value, within bounds.

use std::cell::Cell;
use std::fmt;

use parlour_protocol::ErrorCode;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{ApiError, ApiResult};

/// How much a JSON body may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Arrays and objects inside one another.
    pub depth: usize,
    /// Keys of all objects together.
    pub keys: usize,
}

/// Why the reader stopped, where it was not the syntax.
#[derive(Clone, Copy)]
enum Stop {
    TooDeep,
    TooManyKeys,
    DuplicateKey,
    NulCharacter,
}

/// Reads one JSON value that fills `bytes`.
///
/// # Errors
/// `json_too_complex` beyond the bounds; `malformed_json` for bad syntax, bytes that are not UTF-8,
/// an object with the same key twice; `field_invalid` for a NUL character, which no store keeps.
pub(crate) fn read(bytes: &[u8], bounds: Bounds) -> ApiResult<Value> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ApiError::new(ErrorCode::MalformedJson, "The body is not valid UTF-8."))?;
    let budget = Budget { keys_left: Cell::new(bounds.keys), stop: Cell::new(None) };
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node { budget: &budget, depth_left: bounds.depth }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| match budget.stop.get() {
        Some(Stop::TooDeep) => too_deep(),
        Some(Stop::TooManyKeys) => too_complex("The JSON has too many keys."),
        Some(Stop::DuplicateKey) => malformed("An object of the JSON has the same key twice.".to_owned()),
        Some(Stop::NulCharacter) => {
            ApiError::new(ErrorCode::FieldInvalid, "A text of the JSON holds a NUL character.")
        }
        None => malformed(format!(
            "The body is not valid JSON (line {}, column {}).",
            error.line(),
            error.column()
        )),
    })
}

/// Whether arrays and objects stand deeper inside one another than `depth` in a text that is known to be JSON.
pub(crate) fn is_deeper(json: &str, depth: usize) -> bool {
    let (mut open, mut in_text, mut is_escaped) = (0_usize, false, false);
    json.bytes().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => open += 1,
            b']' | b'}' if !in_text => open = open.saturating_sub(1),
            _ => {}
        }
        open > depth
    })
}

/// The refusal of a body that is nested too deeply.
pub(crate) fn too_deep() -> ApiError {
    too_complex("The JSON is nested too deeply.")
}

fn too_complex(sentence: &'static str) -> ApiError {
    ApiError::new(ErrorCode::JsonTooComplex, sentence)
}

fn malformed(sentence: String) -> ApiError {
    ApiError::new(ErrorCode::MalformedJson, sentence)
}

struct Budget {
    keys_left: Cell<usize>,
    stop: Cell<Option<Stop>>,
}

impl Budget {
    fn stop<E: serde::de::Error>(&self, why: Stop) -> E {
        self.stop.set(Some(why));
        E::custom("out of bounds")
    }

    fn text<E: serde::de::Error>(&self, text: String) -> Result<String, E> {
        if text.contains('\0') { Err(self.stop(Stop::NulCharacter)) } else { Ok(text) }
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    budget: &'a Budget,
    depth_left: usize,
}

impl Node<'_> {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth_left.checked_sub(1) {
            Some(depth_left) => Ok(Self { depth_left, ..self }),
            None => Err(self.budget.stop(Stop::TooDeep)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.budget.text(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let key = self.budget.text::<A::Error>(key)?;
            let Some(keys_left) = self.budget.keys_left.get().checked_sub(1) else {
                return Err(self.budget.stop(Stop::TooManyKeys));
            };
            self.budget.keys_left.set(keys_left);
            if map.contains_key(&key) {
                return Err(self.budget.stop(Stop::DuplicateKey));
            }
            let value = entries.next_value_seed(inner)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;

    use super::*;

    const BOUNDS: Bounds = Bounds { depth: 3, keys: 4 };

    fn status(bytes: &[u8]) -> u16 {
        read(bytes, BOUNDS).map_or_else(|error| error.into_response().status().as_u16(), |_| 200)
    }

    #[test]
    fn a_body_within_bounds_is_read_whole() {
        let value = read(br#"{"a":[1,-2.5,"x",null,true],"b":{"c":{}}}"#, BOUNDS).unwrap();
        assert_eq!(value, serde_json::json!({"a":[1,-2.5,"x",null,true],"b":{"c":{}}}));
    }

    #[test]
    fn depth_and_keys_are_bounded() {
        assert_eq!(status(b"[[[]]]"), 200);
        assert_eq!(status(b"[[[[]]]]"), 400);
        assert_eq!(status(br#"{"a":1,"b":2,"c":{"d":1}}"#), 200);
        assert_eq!(status(br#"{"a":1,"b":2,"c":{"d":1,"e":2}}"#), 400);
        assert_eq!(status("[".repeat(100_000).as_bytes()), 400);
    }

    #[test]
    fn brackets_in_texts_are_no_depth() {
        for (json, depth) in [("{}", 1), (r#"{"a[":["[[\\"],"b":{}}"#, 2), (r#"["\"[[","\\",[[]]]"#, 3)] {
            assert!(!is_deeper(json, depth), "{json}");
            assert!(is_deeper(json, depth - 1), "{json}");
        }
    }

    #[test]
    fn what_readers_disagree_about_is_refused() {
        for bytes in [
            br#"{"a":1,"a":2}"#.as_slice(),
            br#"{"a":1,"\u0061":2}"#,
            b"\"\xff\"",
            b"\xef\xbb\xbf{}",
            br#""\ud800""#,
            br#""a\u0000b""#,
            b"1e9999",
            b"NaN",
            b"{} {}",
            b"",
        ] {
            assert_eq!(status(bytes), 400, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
