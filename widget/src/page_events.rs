//! The `parlour:…` events of the element (embed.md §4). Only `before-send` and
//! `before-receive` carry a message's text.

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::caught::{get, set};

/// One event for the page, not yet dispatched.
pub(crate) struct PageEvent {
    name: &'static str,
    detail: Object,
}

impl PageEvent {
    /// `parlour:<name>` with an empty detail.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, detail: Object::new() }
    }

    /// Adds a word to the detail.
    pub(crate) fn with(self, key: &str, value: &str) -> Self {
        self.with_value(key, &JsValue::from_str(value))
    }

    /// Adds a value to the detail.
    pub(crate) fn with_value(self, key: &str, value: &JsValue) -> Self {
        set(&self.detail, key, value);
        self
    }

    /// Dispatches it, bubbling and composed. What a listener of the page throws is the page's.
    pub(crate) fn dispatch(self, host: &HtmlElement) {
        self.asks(host, false);
    }

    /// Dispatches it; `false` if it may be prevented and was.
    pub(crate) fn asks(self, host: &HtmlElement, is_cancelable: bool) -> bool {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(is_cancelable);
        init.set_detail(&self.detail);
        let event = CustomEvent::new_with_event_init_dict(self.name, &init);
        event.and_then(|event| host.dispatch_event(&event)).unwrap_or(true)
    }
}

/// Lets the page change or empty what somebody says before it is read. `told` is the event as it came,
/// and is what the page's listener holds as `message`: `{id, author, actions, …}`.
///
/// The same message may come twice (by the answer and by the stream, and again after a reload).
pub(crate) fn before_receive(host: Option<&HtmlElement>, told: &JsValue) {
    let author = get(told, "author");
    let Some(host) = host.filter(|_| author != "visitor" && told.is_object()) else { return };
    if author.is_undefined() {
        set(told, "author", &"bot".into());
    }
    if get(told, "id").is_undefined() {
        set(told, "id", &get(told, "seq"));
    }
    if !PageEvent::new("parlour:before-receive").with_value("message", told).asks(host, true) {
        set(told, "actions", &JsValue::UNDEFINED);
    }
}

/// Lets the page change or stop what the visitor says; `None` if it was stopped.
pub(crate) fn before_send(host: &HtmlElement, mid: &str, said: &str) -> Option<String> {
    let (message, actions, action) = (Object::new(), Array::new(), Object::new());
    set(&action, "type", &"text".into());
    set(&action, "text", &said.into());
    actions.push(&action);
    set(&message, "id", &mid.into());
    set(&message, "author", &"visitor".into());
    set(&message, "actions", &actions);
    let goes = PageEvent::new("parlour:before-send").with_value("message", &message).asks(host, true);
    goes.then(|| get(&get(&get(&message, "actions"), "0"), "text").as_string().unwrap_or_default())
}
