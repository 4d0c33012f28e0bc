//! Objects of the page, read and written by name. What throws is as good as absent.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

/// `object[key]`, or `undefined` where there is none or it throws.
pub(crate) fn get(object: &JsValue, key: &str) -> JsValue {
    // Asking what is no object throws, and what throws keeps a place in the table of values for good: what wasm-bindgen
    // put there for the answer that never came is nobody's.
    if !object.is_object() {
        return JsValue::UNDEFINED;
    }
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

/// A list for the page.
pub(crate) fn texts(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

/// An object for the page with one `code`.
pub(crate) fn coded(code: &str) -> JsValue {
    let error = js_sys::Error::new(code);
    set(&error, "code", &JsValue::from_str(code));
    error.into()
}
