//! What a back end says of a user, beside what pages say.

use serde_json::{Map, Value};

/// The key of a profile that lists which of its fields a back end vouches for.
pub(crate) const VERIFIED: &str = "verified";

/// Writes what the back end says of the user over what was known, and lists it. What an earlier token said
/// and this one does not is no longer known. Returns what is new.
pub(crate) fn vouch(meta: &mut Map<String, Value>, claims: &Map<String, Value>) -> Map<String, Value> {
    for name in verified(meta) {
        if !claims.contains_key(&name) {
            meta.remove(&name);
        }
    }
    let is_new = |(name, value): &(&String, &Value)| meta.get(*name) != Some(value);
    let new: Map<_, _> =
        claims.iter().filter(is_new).map(|(name, value)| (name.clone(), value.clone())).collect();
    meta.extend(claims.clone());
    let names = claims.keys().map(|name| Value::String(name.clone())).collect();
    meta.insert(VERIFIED.to_owned(), Value::Array(names));
    new
}

/// The fields that a back end vouches for: no page writes over them.
pub(crate) fn verified(meta: &Map<String, Value>) -> Vec<String> {
    let names = meta.get(VERIFIED).and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What a back end vouches for, by its names.
pub(crate) fn vouched(meta: &Map<String, Value>) -> Map<String, Value> {
    verified(meta).into_iter().filter_map(|name| Some((name.clone(), meta.get(&name)?.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_a_back_end_says_stands_over_what_a_page_said_until_it_says_something_else() {
        let mut meta = object(json!({"email": "liar@example.org", "shoe": 43}));
        let new = vouch(&mut meta, &object(json!({"email": "ada@example.org", "name": "Ada"})));
        assert_eq!(Value::Object(new), json!({"email": "ada@example.org", "name": "Ada"}));
        let marked =
            json!({"email": "ada@example.org", "name": "Ada", "shoe": 43, "verified": ["email", "name"]});
        assert_eq!(Value::Object(meta.clone()), marked);
        assert_eq!(verified(&meta), ["email", "name"]);

        assert_eq!(Value::Object(vouched(&meta)), json!({"email": "ada@example.org", "name": "Ada"}));
        assert!(vouch(&mut meta, &object(json!({"email": "ada@example.org"}))).is_empty());
        assert_eq!(
            Value::Object(meta),
            json!({"email": "ada@example.org", "shoe": 43, "verified": ["email"]})
        );
    }
}
