//! What is sent and what is stored. What is absent is left out, as the server's readers expect.

use js_sys::{Array, JSON, Object};
use parlour_core::{Saved, SavedMessage};
use parlour_protocol::{SessionRequest, VisitorSend};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::caught::set;

/// Body of `POST …/session`, but for what the page tells (`pkg/loader/page.js`).
pub fn session_json(body: &SessionRequest) -> Option<String> {
    let object = Object::new();
    put(&object, "user_token", body.user_token.as_deref());
    put(&object, "ref", body.reference.as_deref());
    put(&object, "locale", body.locale.as_deref());
    if body.fresh {
        set(&object, "fresh", &JsValue::TRUE);
    }
    written(&object)
}

/// Body of `POST …/messages/`, but for what the page tells.
pub fn send_json(body: &VisitorSend) -> Option<String> {
    let object = Object::new();
    put(&object, "id", Some(&body.id));
    let actions = list();
    for action in &body.actions {
        let one = Object::new();
        put(&one, "type", Some(&action.kind));
        put(&one, "text", Some(&action.text));
        actions.push(&one);
    }
    set(&object, "actions", &actions);
    put(&object, "ref", Some(body.reference.as_str()).filter(|name| !name.is_empty()));
    if !body.attachments.is_empty() {
        let ids = list();
        for id in &body.attachments {
            ids.push(&JsValue::from_str(id));
        }
        set(&object, "attachments", &ids);
    }
    written(&object)
}

/// One object of two; what both have is as the second has it.
pub(crate) fn together(first: &JsValue, second: &JsValue) -> Object {
    let both = Object::assign(&Object::new(), first.unchecked_ref());
    Object::assign(&both, second.unchecked_ref())
}

/// What survives a reload, but for the rows.
pub fn saved_json(saved: &Saved) -> Option<String> {
    let object = Object::new();
    put(&object, "token", saved.token.as_ref().map(|token| token.0.as_str()));
    let outbox = list();
    for message in &saved.outbox {
        outbox.push(&waiting(message));
    }
    set(&object, "outbox", &outbox);
    put(&object, "draft", Some(&saved.draft));
    put(&object, "consent", saved.consent.as_deref());
    written(&object)
}

/// A message's row.
pub fn row_json(message: &SavedMessage) -> Option<String> {
    written(&waiting(message))
}

#[allow(clippy::cast_precision_loss)]
fn waiting(message: &SavedMessage) -> Object {
    let one = Object::new();
    put(&one, "mid", Some(&message.mid));
    put(&one, "text", Some(&message.text));
    set(&one, "at", &JsValue::from_f64(message.at as f64));
    set(&one, "failed", &message.failed.into());
    put(&one, "reference", Some(message.reference.as_str()).filter(|name| !name.is_empty()));
    let files = list();
    for file in &message.attachments {
        let told = Object::new();
        put(&told, "id", Some(&file.id));
        put(&told, "name", Some(&file.name));
        files.push(&told);
    }
    set(&one, "attachments", &files);
    one
}

/// An empty list. Pages with an old Prototype.js give every array a `toJSON` that makes it a string.
fn list() -> Array {
    let list = Array::new();
    set(&list, "toJSON", &JsValue::UNDEFINED);
    list
}

fn put(object: &Object, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        set(object, key, &JsValue::from_str(value));
    }
}

fn written(object: &Object) -> Option<String> {
    JSON::stringify(object).ok()?.as_string()
}
