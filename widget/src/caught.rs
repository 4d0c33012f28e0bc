//! What JavaScript threw, as something that can be matched on.
//!
//! A page may wrap `fetch` and reject with anything: a string, `undefined`, a frozen proxy. Nothing
//! here assumes an `Error`.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A value that was thrown or rejected with.
pub(crate) struct Caught(JsValue);

impl Caught {
    /// The thrown value's `name`, or empty: `AbortError`, `TypeError`, `QuotaExceededError` …
    pub(crate) fn name(&self) -> String {
        get(&self.0, "name").as_string().unwrap_or_default()
    }
}

impl From<JsValue> for Caught {
    fn from(value: JsValue) -> Self {
        Self(value)
    }
}

/// `object[key]`, or `undefined` where there is none or it throws.
pub(crate) fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets `object[key]` on an object of ours, where it cannot fail.
pub(crate) fn set(object: &JsValue, key: &str, value: &JsValue) {
    Reflect::set(object, &JsValue::from_str(key), value).ok();
}

/// `object[key]` if it is a string that is not empty.
pub(crate) fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string().filter(|text| !text.is_empty())
}

/// An object for the page with one `code`.
pub(crate) fn coded(code: &str) -> JsValue {
    let error = js_sys::Error::new(code);
    set(&error, "code", &JsValue::from_str(code));
    error.into()
}
