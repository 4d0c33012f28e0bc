//! The `parlour:…` events of the element (embed.md §4). None of them carries a message's text.

use js_sys::Object;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::caught::set;

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
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&self.detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(self.name, &init) {
            host.dispatch_event(&event).ok();
        }
    }
}
