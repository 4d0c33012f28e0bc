//! Custom variables as templates see them, and what templates compute as custom variables.

use minijinja::Value;
use minijinja::value::ValueKind;
use serde_json::{Map, Value as Json};

/// The variables of a conversation, by name.
pub(crate) fn seen(cvars: &Map<String, Json>) -> Value {
    Value::from_pairs(cvars.iter().map(|(name, value)| (Value::from(name.as_str()), value_of(value))))
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => Value::from(whole),
            (None, Some(whole)) => Value::from(whole),
            (None, None) => number.as_f64().map_or(Value::from(()), Value::from),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::from(items.iter().map(value_of).collect::<Vec<_>>()),
        Json::Object(entries) => seen(entries),
    }
}

/// What is nothing, or no finite number, becomes null; what JSON has no word for, its text.
pub(crate) fn json_of(value: &Value) -> Json {
    let items = || value.try_iter().into_iter().flatten();
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Json::Null,
        ValueKind::Bool => Json::Bool(value.is_true()),
        ValueKind::Number => number_of(value),
        ValueKind::Seq | ValueKind::Iterable => Json::Array(items().map(|item| json_of(&item)).collect()),
        ValueKind::Map => {
            let mut entries = Map::new();
            for key in items() {
                let entry = value.get_item(&key).map_or(Json::Null, |entry| json_of(&entry));
                entries.insert(key.to_string(), entry);
            }
            Json::Object(entries)
        }
        _ => Json::String(value.to_string()),
    }
}

fn number_of(value: &Value) -> Json {
    if value.is_integer() {
        if let Some(whole) = value.as_i64() {
            return whole.into();
        }
        if let Ok(whole) = u64::try_from(value.clone()) {
            return whole.into();
        }
    }
    f64::try_from(value.clone()).map_or(Json::Null, Json::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_conversation_remembers_comes_back_as_it_was() {
        let text = r#"{"a":[1,-2,2.5,18446744073709551615,true,null],"b":{"c":"d \" e","f":{}},"g":[]}"#;
        let json: Json = serde_json::from_str(text).unwrap();
        let Json::Object(cvars) = &json else { unreachable!() };
        assert_eq!(json_of(&seen(cvars)).to_string(), text);
        assert_eq!(json_of(&Value::UNDEFINED), Json::Null);
        assert_eq!(json_of(&Value::from(f64::NAN)), Json::Null);
    }
}
