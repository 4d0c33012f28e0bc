//! What the loader calls. JavaScript holds a number; the chats live here, so that no garbage
//! collector ends one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::app::App;
use crate::caught::coded;
use crate::config::Config;
use crate::words::Tongue;

thread_local! {
    static RUNNING: RefCell<Vec<(u32, Rc<App>)>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Puts a closed chat into the open shadow root of `host` and gives its key, which is never used
/// again. `config` holds the names of embed.md §2 in camelCase, checked by the loader. `door` has
/// `part(name)`, see `parts.rs`.
///
/// @throws an error whose `code` is `crashed` if `host` has no open shadow root.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, config: JsValue, door: JsValue) -> Result<u32, JsValue> {
    let app = App::start(host, Config::read(&config), door).ok_or_else(|| coded("crashed"))?;
    let key = LAST.get() + 1;
    LAST.set(key);
    RUNNING.with_borrow_mut(|running| running.push((key, Rc::new(app))));
    Ok(key)
}

/// Opens the window. `reason`: `visitor`, `api`, `rule`, `config`; what is no string is `api`, for a page may
/// hand the verb to `addEventListener`.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // wasm-bindgen's calling convention
pub fn open(key: u32, reason: JsValue) {
    if let Some(app) = find(key) {
        app.open(reason.as_string().as_deref().unwrap_or("api"));
    }
}

/// Closes the window. `reason` as for [`open`].
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // wasm-bindgen's calling convention
pub fn close(key: u32, reason: JsValue) {
    if let Some(app) = find(key) {
        app.close(reason.as_string().as_deref().unwrap_or("api"));
    }
}

/// Looks again how the window is to stand: the element's `mode` has changed.
#[wasm_bindgen]
pub fn stand(key: u32) {
    if let Some(app) = find(key) {
        app.stand();
    }
}

/// Says everything in another language: its BCP 47 tag, whether it runs from right to left, its locale
/// file (`undefined` for English) and what the page words itself (`undefined` for nothing).
#[wasm_bindgen]
pub fn speak(key: u32, tag: String, is_rtl: bool, file: JsValue, strings: JsValue) {
    if let Some(app) = find(key) {
        app.speak(Tongue { tag, is_rtl, file, strings });
    }
}

/// Sends a text; resolves with `{id, state, seq}` once stored, rejects with an error that has a `code`.
/// The window is opened but for a silent one.
#[wasm_bindgen]
pub fn send(key: u32, text: &str, is_silent: bool) -> Promise {
    match find(key) {
        Some(app) => app.send(text, is_silent),
        None => Promise::reject(&coded("destroyed")),
    }
}

/// Does what is asked for by name (`pkg/loader/verbs.js`); `null` for a chat that is gone.
#[wasm_bindgen]
pub fn act(key: u32, kind: &str, value: &str) -> JsValue {
    find(key).map_or(JsValue::NULL, |app| app.act(kind, value))
}

/// `{open, connection, conversation, capabilities, consent, handover}`; `null` for a chat that is gone.
#[wasm_bindgen]
pub fn state(key: u32) -> JsValue {
    find(key).map_or(JsValue::NULL, |app| app.state())
}

/// Ends the chat of this key and takes everything of it off the page.
#[wasm_bindgen]
pub fn unmount(key: u32) {
    // Dropped after the table is free again: its end may call the page, and the page may call here.
    let app = RUNNING.with_borrow_mut(|running| {
        running.iter().position(|(of, _)| *of == key).map(|at| running.swap_remove(at))
    });
    drop(app);
}

fn find(key: u32) -> Option<Rc<App>> {
    RUNNING.with_borrow(|running| running.iter().find(|(of, _)| *of == key).map(|(_, app)| app.clone()))
}
