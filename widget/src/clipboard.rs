//! The visitor's clipboard. Browsers have one on pages with a secure address only.

use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

use crate::caught::get;

fn clipboard() -> JsValue {
    get(&get(&js_sys::global(), "navigator"), "clipboard")
}

/// Whether there is one.
pub(crate) fn is_there() -> bool {
    clipboard().is_object()
}

/// Puts `text` into it; `done` is called once it is there. A refusal changes nothing.
pub(crate) fn copy(text: &str, done: Box<dyn FnOnce()>) {
    let clipboard = clipboard();
    let Ok(write) = get(&clipboard, "writeText").dyn_into::<Function>() else { return };
    let Ok(promise) = write.call1(&clipboard, &text.into()) else { return };
    let Ok(then) = get(&promise, "then").dyn_into::<Function>() else { return };
    // Something must hear of a refusal, or it counts as one that nobody handles.
    let refused = Closure::once_into_js(|| {});
    then.call2(&promise, &Closure::once_into_js(done), &refused).ok();
}
