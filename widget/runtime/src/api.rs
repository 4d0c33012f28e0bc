//! What `pkg/runtime/` calls. Texts cross the border, so that Node and browsers are served alike.

use js_sys::{Error, Reflect};
use wasm_bindgen::prelude::*;

use crate::act::Made;
use crate::talk::Talk as Inner;

/// One conversation. Every `now` is milliseconds since 1970; every answer is JSON, `{tasks, news}`.
#[wasm_bindgen]
pub struct Talk(Inner);

#[wasm_bindgen]
impl Talk {
    /// `made` is `{"bot", "startModule"?, "locale"?}`.
    ///
    /// @throws an error with `code` `config_invalid`.
    #[wasm_bindgen(constructor)]
    pub fn new(made: &str) -> Result<Self, JsValue> {
        let made: Made = serde_json::from_str(made).map_err(|_| invalid())?;
        Ok(Self(Inner::new(made)))
    }

    /// What was stored, or nothing; the first call.
    pub fn restore(&mut self, now: f64, saved: Option<String>) -> String {
        self.0.restore(whole(now), saved.as_deref())
    }

    /// One act, `{"do": …}`: the names stand in `act.rs`.
    ///
    /// @throws an error with `code` `config_invalid` for one that is none.
    pub fn act(&mut self, now: f64, act: &str) -> Result<String, JsValue> {
        serde_json::from_str(act).map(|act| self.0.act(whole(now), act)).map_err(|_| invalid())
    }

    /// The answer to a call; `status` 0 where none came.
    pub fn answered(
        &mut self,
        now: f64,
        ticket: u32,
        status: u16,
        body: &str,
        retry_after_ms: Option<f64>,
    ) -> String {
        self.0.answered(whole(now), ticket, status, body, retry_after_ms.map(whole))
    }

    /// The stream has answered 200.
    #[wasm_bindgen(js_name = streamOpened)]
    pub fn stream_opened(&mut self, now: f64, ticket: u32) -> String {
        self.0.stream_opened(whole(now), ticket)
    }

    /// A piece of the stream. Gives a list of answers.
    pub fn streamed(&mut self, now: f64, ticket: u32, bytes: &[u8]) -> String {
        self.0.streamed(whole(now), ticket, bytes)
    }

    /// The stream is over, or was refused; `status` 0 where it broke.
    #[wasm_bindgen(js_name = streamClosed)]
    pub fn stream_closed(
        &mut self,
        now: f64,
        ticket: u32,
        status: u16,
        retry_after_ms: Option<f64>,
    ) -> String {
        self.0.stream_closed(whole(now), ticket, status, retry_after_ms.map(whole))
    }

    /// All lines of the conversation, oldest first, as JSON.
    pub fn history(&self) -> String {
        self.0.history()
    }
}

/// A whole number of JavaScript, from 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn whole(number: f64) -> u64 {
    number as u64
}

fn invalid() -> JsValue {
    let error = Error::new("This is nothing a conversation can be asked.");
    Reflect::set(&error, &"code".into(), &"config_invalid".into()).ok();
    error.into()
}
