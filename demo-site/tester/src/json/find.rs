//! Where a word stands in JSON.

use serde_json::Value;

use crate::limits::FOUND_IN_JSON;

/// A value that was found, and the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `actions[0].text`.
    pub path: String,
    /// As JSON writes it; of a list or an object only how much is in it.
    pub value: String,
}

/// The places whose name or value holds `word`, in whatever case, in the order of the text; [`FOUND_IN_JSON`] at most.
pub fn find(json: &Value, word: &str) -> Vec<Place> {
    let mut found = Vec::new();
    let word = word.trim().to_lowercase();
    if !word.is_empty() {
        look(json, String::new(), "", &word, &mut found);
    }
    found
}

fn look(value: &Value, path: String, name: &str, word: &str, found: &mut Vec<Place>) {
    if found.len() >= FOUND_IN_JSON {
        return;
    }
    let shown = scalar(value);
    let is_leaf = !matches!(value, Value::Array(_) | Value::Object(_));
    if name.to_lowercase().contains(word) || (is_leaf && shown.to_lowercase().contains(word)) {
        found.push(Place { path: path.clone(), value: shown });
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look(item, format!("{path}[{index}]"), "", word, found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                look(field, path, name, word, found);
            }
        }
        _ => {}
    }
}

/// A value on one line: as JSON writes it; of a list or an object only how much is in it.
pub fn scalar(value: &Value) -> String {
    let count = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    };
    match value {
        Value::Array(items) => count(items.len(), "item"),
        Value::Object(fields) => count(fields.len(), "field"),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(json: &Value, word: &str) -> Vec<String> {
        find(json, word).into_iter().map(|place| format!("{} = {}", place.path, place.value)).collect()
    }

    #[test]
    fn names_and_values_are_found_with_the_way_to_them() {
        let body = json!({"id": "1", "actions": [{"type": "text", "text": "A Tent"}], "user_profile": {"web": {"host": "x"}}});
        assert_eq!(paths(&body, "tent"), ["actions[0].text = \"A Tent\""]);
        assert_eq!(paths(&body, "WEB"), ["user_profile.web = 1 field"]);
        assert_eq!(paths(&body, "text"), ["actions[0].text = \"A Tent\"", "actions[0].type = \"text\""]);
    }

    #[test]
    fn nothing_is_found_by_no_word_and_at_most_so_many() {
        assert!(find(&json!({"a": 1}), " ").is_empty());
        assert_eq!(find(&json!(vec!["x"; 500]), "x").len(), FOUND_IN_JSON);
    }
}
