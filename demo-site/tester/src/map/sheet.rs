//! Style sheets that are constructed: the page's policy refuses a style that stands in the page.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;

/// Adds `css` to the page's sheets.
pub(crate) fn adopt(css: &str) {
    let (Ok(sheet), Some(document)) =
        (CssStyleSheet::new(), web_sys::window().and_then(|window| window.document()))
    else {
        return;
    };
    // A sheet is replaced at once where nothing in it is imported.
    let name = JsValue::from_str("replaceSync");
    let Some(replace) =
        Reflect::get(&sheet, &name).ok().and_then(|replace| replace.dyn_into::<js_sys::Function>().ok())
    else {
        return;
    };
    if replace.call1(&sheet, &JsValue::from_str(css)).is_err() {
        return;
    }
    let adopted = JsValue::from_str("adoptedStyleSheets");
    if let Ok(sheets) = Reflect::get(&document, &adopted) {
        Reflect::set(&document, &adopted, &Array::from(&sheets).concat(&Array::of1(&sheet))).ok();
    }
}
