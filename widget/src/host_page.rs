//! The page the widget stands in. What is told of it `pkg/loader/page.js` reads.
//!
//! Read by name (`navigator.language` …): a typed binding for each would cost more than all of this.

use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::caught::{self, get};
use crate::config::Config;
use crate::limits::NARROW_PX;

/// What makes it another page, as the loader's side reads it.
pub(crate) fn mark(config: &Config) -> Option<String> {
    config.page.as_ref()?.call0(&JsValue::UNDEFINED).ok()?.as_string()
}

/// The language the visitor reads, as `wanted` of `pkg/loader/language.js` finds it: that of the element, of the page,
/// then the browser's first.
pub(crate) fn language(host: &HtmlElement) -> Option<String> {
    caught::text(host, "locale")
        .filter(|tag| tag != "auto")
        .or_else(|| text(&["document", "documentElement", "lang"]))
        .or_else(|| text(&["navigator", "language"]))
}

/// Where a window in mode `bubble` covers the page.
pub(crate) fn is_narrow() -> bool {
    web_sys::window()
        .and_then(|window| window.inner_width().ok()?.as_f64())
        .is_some_and(|width| width <= NARROW_PX)
}

/// What stands at the end of `path` below the window; `undefined` where it breaks off.
fn at(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |object, key| get(&object, key))
}

fn text(path: &[&str]) -> Option<String> {
    at(path).as_string().filter(|text| !text.is_empty())
}
