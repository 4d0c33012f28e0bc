//! Actions of an answer (protocols.md 1.3): the documented ones exactly, the rest as far as it can be read.

use parlour_protocol::Action;
use serde_json::{Map, Value};

/// Where an address may stand; the platform's own key is not public (protocols.md 1.3.5).
const ADDRESSES: [&str; 6] = ["url", "source_url", "image_source_url", "src", "attachment", "attachment_url"];
/// Where words may stand.
const WORDS: [&str; 6] = ["text", "title", "subtitle", "caption", "label", "name"];

/// One action. What cannot be drawn is kept as what can be read of it.
pub(super) fn action(value: &Value) -> Action {
    let Value::Object(fields) = value else { return other("", value) };
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
    let mut fields = fields.clone();
    match kind {
        "image" | "video" | "audio" | "file" => media(&mut fields),
        "choice" => choice(&mut fields),
        "wait" => wait(&mut fields),
        "card" => card(&mut fields),
        _ => {}
    }
    let fields = Value::Object(fields);
    match serde_json::from_value(fields) {
        // What is no action of ours has its words under one of many names.
        Ok(Action::Other { text, .. }) if text.is_empty() => other(kind, value),
        Ok(action) => action,
        Err(_) => other(kind, value),
    }
}

fn other(kind: &str, value: &Value) -> Action {
    Action::Other { kind: kind.to_owned(), text: readable(value) }
}

/// The words of a value, or else its first address.
fn readable(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(readable).filter(|text| !text.is_empty()).collect();
            items.join("\n")
        }
        Value::Object(fields) => {
            let known = WORDS.iter().chain(&ADDRESSES).filter_map(|name| fields.get(*name)?.as_str());
            known.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    }
}

fn media(fields: &mut Map<String, Value>) {
    let found = ADDRESSES.iter().find_map(|name| fields.get(*name).filter(|value| value.is_string()));
    if let Some(url) = found.cloned() {
        fields.insert("url".to_owned(), url);
    }
    let is_text = |value: Option<&Value>| value.is_some_and(Value::is_string);
    if !is_text(fields.get("text"))
        && let Some(title) = fields.get("title").filter(|title| title.is_string()).cloned()
    {
        fields.insert("text".to_owned(), title);
    }
}

/// Options are texts; whoever writes objects means one of their words.
fn choice(fields: &mut Map<String, Value>) {
    if let Some(Value::Array(options)) = fields.get_mut("options") {
        for option in options.iter_mut().filter(|option| !option.is_string()) {
            let text = match &*option {
                Value::Number(number) => number.to_string(),
                other => readable(other),
            };
            *option = Value::from(text);
        }
        options.retain(|option| option.as_str().is_some_and(|text| !text.is_empty()));
    }
}

/// Milliseconds (protocols.md 1.3.4), whole or not.
fn wait(fields: &mut Map<String, Value>) {
    let written = fields.get("wait");
    let number = written.and_then(Value::as_f64).or_else(|| written?.as_str()?.trim().parse().ok());
    if let Some(number) = number.filter(|number: &f64| number.is_finite() && *number >= 0.0) {
        fields.insert("wait".to_owned(), Value::from(whole(number)));
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on both sides")]
fn whole(number: f64) -> u32 {
    number.min(f64::from(u32::MAX)).round() as u32
}

/// A button may name its address beside its title (protocols.md 1.3.3).
fn card(fields: &mut Map<String, Value>) {
    let cards = fields.get_mut("cards").and_then(Value::as_array_mut);
    let cards = cards.into_iter().flatten().filter_map(|card| card.get_mut("buttons")?.as_array_mut());
    for button in cards.flatten().filter_map(Value::as_object_mut) {
        let url = button.get("url").filter(|url| url.is_string()).cloned();
        // Active unless it says otherwise.
        button.entry("is_active").or_insert(Value::Bool(true));
        let options = button.entry("options").or_insert_with(|| Value::Object(Map::new()));
        if let (Some(options), Some(url)) = (options.as_object_mut(), url) {
            options.entry("url").or_insert(url);
        }
    }
}
