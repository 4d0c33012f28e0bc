//! The frame and the chat in it, as `page/stage.js` drives them; and the rows of a bot in the page.

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./stage.js")]
extern "C" {
    /// Has everything told that the chat tells: a name, and its detail as JSON.
    pub(crate) fn listen(heard: &Closure<dyn Fn(String, String)>);
    /// Takes the frame.
    pub(crate) fn take(frame: &web_sys::Element);
    /// Sets the frame's size in CSS pixels.
    pub(crate) fn resize(width: u32, height: u32);
    /// What the page of the frame says of itself, as JSON.
    pub(crate) fn describe(page: &str);
    /// Takes the chat away with its page.
    pub(crate) async fn leave();
    /// Begins anew with what [`crate::stage::Given`] writes.
    #[wasm_bindgen(catch)]
    pub(crate) async fn mount(given: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = call)]
    async fn call_js(verb: &str, args: &str) -> Result<JsValue, JsValue>;
    /// Sets an attribute of the chat, or takes it away.
    pub(crate) fn set(name: &str, value: Option<String>);
}

#[wasm_bindgen(raw_module = "./rows.js")]
extern "C" {
    #[wasm_bindgen(js_name = stands)]
    fn stands_js(name: &str) -> js_sys::Promise;
    /// Sets a variable of the newest conversation of these rows to this JSON, or takes it away.
    #[wasm_bindgen(catch)]
    pub(crate) async fn change(name: &str, cvar: &str, value: Option<String>) -> Result<JsValue, JsValue>;
    /// Takes away what an earlier bot of this name has stored.
    pub(crate) async fn wipe(name: &str);
}

/// Calls a verb of the chat with a JSON list; gives what it resolves to, as JSON, or why it does not.
pub(crate) async fn call(verb: &str, args: &str) -> Result<String, String> {
    match call_js(verb, args).await {
        Ok(told) => Ok(told.as_string().unwrap_or_default()),
        Err(error) => Err(sentence(&error)),
    }
}

/// Where the newest conversation of these rows stands. The reading begins now, not when it is awaited.
pub(crate) fn stands(name: &str) -> impl Future<Output = Option<parlour_engine::Conversation>> + use<> {
    let told = wasm_bindgen_futures::JsFuture::from(stands_js(name));
    async move { serde_json::from_str(&told.await.ok()?.as_string()?).ok() }
}

/// What an error says.
pub(crate) fn sentence(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.filter(|message| !message.is_empty()).unwrap_or_else(|| "This did not work.".to_owned())
}
