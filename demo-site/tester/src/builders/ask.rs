//! Asking them.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::model::{Bots, Conversation, Pass, Webhooks};

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = ask)]
    async fn ask_js(method: &str, address: &str, body: Option<String>) -> JsValue;
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// HTTP status code; 0 if no answer came.
    pub(crate) status: u16,
    /// For the builder.
    pub(crate) sentence: String,
}

/// The bots that can be tested.
pub(crate) async fn bots() -> Result<Bots, Refusal> {
    read(&ask("GET", "/tester/api/bots", None).await?)
}

/// The text of a bot's flow.
pub(crate) async fn flow(bot: &str) -> Result<String, Refusal> {
    ask("GET", &format!("/tester/api/bots/{bot}/flow"), None).await
}

/// Where a conversation stands.
pub(crate) async fn conversation(bot: &str, conversation: &str) -> Result<Conversation, Refusal> {
    read(&ask("GET", &format!("/tester/api/bots/{bot}/conversations/{conversation}"), None).await?)
}

/// Sets a variable of a test conversation, or takes it away.
pub(crate) async fn set_cvar(
    bot: &str,
    conversation: &str,
    name: &str,
    value: Option<Value>,
) -> Result<(), Refusal> {
    let body = json!({ name: value }).to_string();
    ask("PUT", &format!("/tester/api/bots/{bot}/conversations/{conversation}/cvars"), Some(body))
        .await
        .map(|_| ())
}

/// What makes conversations tests.
pub(crate) async fn pass() -> Result<Pass, Refusal> {
    read(&ask("POST", "/tester/api/pass", Some("{}".to_owned())).await?)
}

/// What went between the server and others in a test, behind the number `after`.
pub(crate) async fn webhooks(bot: &str, conversation: &str, after: u64) -> Result<Webhooks, Refusal> {
    let address = format!("/tester/api/bots/{bot}/conversations/{conversation}/webhooks?after={after}");
    read(&ask("GET", &address, None).await?)
}

/// Takes the bot's place in a test: `take`, `reply`, `hand-back`, `end`.
pub(crate) async fn handover(bot: &str, conversation: &str, act: &str, body: Value) -> Result<(), Refusal> {
    let address = format!("/tester/api/bots/{bot}/conversations/{conversation}/handover/{act}");
    ask("POST", &address, Some(body.to_string())).await.map(|_| ())
}

async fn ask(method: &str, address: &str, body: Option<String>) -> Result<String, Refusal> {
    let told = js_sys::Array::from(&ask_js(method, address, body).await);
    let text = told.get(1).as_string().unwrap_or_default();
    let status = told.get(0).as_f64().unwrap_or_default();
    match status {
        status if (200.0..300.0).contains(&status) => Ok(text),
        status => Err(refusal(status, &text)),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn refusal(status: f64, text: &str) -> Refusal {
    let told: Value = serde_json::from_str(text).unwrap_or_default();
    let sentence = match told.get("error").and_then(Value::as_str) {
        Some(sentence) => sentence.to_owned(),
        None if status < 1.0 => "The server does not answer.".to_owned(),
        None => format!("The server answers with {status}."),
    };
    Refusal { status: status as u16, sentence }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text)
        .map_err(|error| Refusal { status: 200, sentence: format!("The answer cannot be read: {error}.") })
}
