//! Places in JSON: `/0/message/*/actions/*[type=choice]/options`.
//!
//! A step is a key or a number, `*` (every item or value), or `*[key=value]` (those whose `key` is that),
//! `*[key]` (those that have it).

use serde_json::Value;

/// What stands at the places, in order; `None` where the way is there but for the last steps.
pub(super) fn places<'a>(whole: &'a Value, pointer: &str) -> Vec<(String, Option<&'a Value>)> {
    let mut found = vec![(String::new(), Some(whole))];
    for step in pointer.split('/').skip(1) {
        found = found.into_iter().flat_map(|(at, value)| below(&at, value, step)).collect();
    }
    found
}

fn below<'a>(at: &str, value: Option<&'a Value>, step: &str) -> Vec<(String, Option<&'a Value>)> {
    let Some(rest) = step.strip_prefix('*') else {
        let next = match value {
            Some(Value::Array(items)) => step.parse::<usize>().ok().and_then(|nth| items.get(nth)),
            Some(Value::Object(map)) => map.get(step),
            _ => None,
        };
        return vec![(format!("{at}/{step}"), next)];
    };
    let fits = |item: &Value| match rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(condition) => match condition.split_once('=') {
            Some((key, wanted)) => item.get(key).is_some_and(|found| is(found, wanted)),
            None => item.get(condition).is_some(),
        },
        None => true,
    };
    match value {
        Some(Value::Array(items)) => {
            let items = items.iter().enumerate().filter(|(_, item)| fits(item));
            items.map(|(nth, item)| (format!("{at}/{nth}"), Some(item))).collect()
        }
        Some(Value::Object(map)) => {
            let items = map.iter().filter(|(_, item)| fits(item));
            items.map(|(key, item)| (format!("{at}/{key}"), Some(item))).collect()
        }
        _ if rest.is_empty() => vec![(format!("{at}/*"), None)],
        _ => Vec::new(),
    }
}

/// Whether it is this text, or written so.
pub(super) fn is(found: &Value, wanted: &str) -> bool {
    match found {
        Value::String(text) => text == wanted,
        other => serde_json::from_str::<Value>(wanted).is_ok_and(|wanted| wanted == *other),
    }
}

/// Whether `key` has this value anywhere.
pub(super) fn holds_anywhere(whole: &Value, key: &str, wanted: &str) -> bool {
    match whole {
        Value::Object(map) => {
            map.get(key).is_some_and(|found| is(found, wanted))
                || map.values().any(|value| holds_anywhere(value, key, wanted))
        }
        Value::Array(items) => items.iter().any(|value| holds_anywhere(value, key, wanted)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(pointer: &str) -> Vec<String> {
        let whole: Value = serde_json::from_str(
            r#"[{"m":[{"type":"a","x":1},{"type":"b","x":"2"},{"type":"a"}]},{"m":[]}]"#,
        )
        .unwrap();
        let found = places(&whole, pointer).into_iter();
        found.map(|(at, value)| format!("{at}={}", value.map_or("none".into(), Value::to_string))).collect()
    }

    #[test]
    fn a_pointer_leads_to_every_place_it_names() {
        assert_eq!(at("/0/m/1/x"), ["/0/m/1/x=\"2\""]);
        assert_eq!(at("/0/n/x"), ["/0/n/x=none"]);
        assert_eq!(at("/*/m/*/x"), ["/0/m/0/x=1", "/0/m/1/x=\"2\"", "/0/m/2/x=none"]);
        assert_eq!(at("/0/m/*[type=a]/x"), ["/0/m/0/x=1", "/0/m/2/x=none"]);
        assert_eq!(at("/0/m/*[x]/type"), ["/0/m/0/type=\"a\"", "/0/m/1/type=\"b\""]);
        assert_eq!(at("/1/m/*"), [""; 0]);
        assert_eq!(at("/0/m/0/x/*"), ["/0/m/0/x/*=none"]);
        assert_eq!(at("").len(), 1);
    }

    #[test]
    fn a_value_is_found_wherever_it_stands() {
        let whole: Value = serde_json::from_str(r#"[{"a":{"userID":9}},{"clientId":"c"}]"#).unwrap();
        assert!(holds_anywhere(&whole, "userID", "9") && holds_anywhere(&whole, "clientId", "c"));
        assert!(!holds_anywhere(&whole, "userID", "8"));
    }
}
