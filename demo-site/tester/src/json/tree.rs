//! JSON as a tree that opens, and what a word finds in it.

use leptos::prelude::*;
use leptos::{ev, html};
use serde_json::Value;

use super::cut::cut;
use super::find::{find, scalar};

/// So many levels are open at first.
const OPEN_LEVELS: usize = 2;

/// A body of fewer bytes is seen at a glance.
const SEARCHED_BYTES: usize = 80;

/// A body: as a tree if it is JSON, else as it is; of one that is too long the beginning as a text. All of it can be
/// searched.
pub(crate) fn tree(body: &str) -> AnyView {
    let (begins, is_cut) = cut(body).map_or((body, None), |(begins, sentence)| (begins, Some(sentence)));
    let raw = || html::pre().class("raw").attr("tabindex", "0").child(begins.to_owned()).into_any();
    let told = is_cut.clone().map(|sentence| html::p().class("quiet cut").child(sentence));
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        return (told, raw()).into_any();
    };
    let word = RwSignal::new(String::new());
    let search = html::input()
        .r#type("search")
        .attr("aria-label", "Search in this body")
        .attr("placeholder", "Search")
        .on(ev::input, move |event| word.set(event_target_value(&event)));
    let is_small = body.len() < SEARCHED_BYTES;
    let whole = if is_cut.is_some() { raw() } else { branch("", &json, 0) };
    let shown = move || {
        let word = word.get();
        (!word.trim().is_empty()).then(|| {
            let found = find(&json, &word);
            let count = html::p().class("quiet").attr("role", "status").child(match found.len() {
                1 => "1 place".to_owned(),
                count => format!("{count} places"),
            });
            let places: Vec<AnyView> = found
                .into_iter()
                .map(|place| html::li().child((html::b().child(place.path), " = ", place.value)).into_any())
                .collect();
            (count, html::ul().class("found").child(places))
        })
    };
    let whole = html::div()
        .class("tree")
        .attr("hidden", move || (!word.get().trim().is_empty()).then_some(""))
        .child(whole);
    html::div().class("json").child(((!is_small).then_some(search), told, shown, whole)).into_any()
}

fn branch(name: &str, value: &Value, level: usize) -> AnyView {
    let name_of = |name: &str| html::b().child(name.to_owned());
    let inner: Vec<AnyView> = match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| branch(&index.to_string(), item, level + 1))
            .collect(),
        Value::Object(fields) => fields.iter().map(|(name, field)| branch(name, field, level + 1)).collect(),
        _ => {
            let kind = match value {
                Value::String(_) => "text",
                Value::Null => "none",
                _ => "fact",
            };
            let shown = html::span().class(kind).child(scalar(value));
            return html::div().class("leaf").child((name_of(name), shown)).into_any();
        }
    };
    let count = html::span().class("quiet").child(scalar(value));
    let head = html::summary().child((name_of(name), count));
    let open = (level < OPEN_LEVELS).then_some("");
    html::details().attr("open", open).child((head, inner)).into_any()
}
