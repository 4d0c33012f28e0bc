//! What `pkg/engine/` calls. Objects here are freed by their owner or, later, by the garbage collector.

use js_sys::{Array, Error, Reflect};
use parlour_engine::{Conversation, Heard, Mistake};
use parlour_protocol::{Action, BotModule};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::answer::{Reply as Answered, answer};
use crate::bot::{Bot as Inner, Chance};
use crate::request::{Asked as Read, ask};
use crate::rows::{COUNTERS, Found, Wanted};

/// A bot, read from its flow.
#[wasm_bindgen]
pub struct Bot(Inner);

#[wasm_bindgen]
impl Bot {
    /// Reads a flow, TOML or JSON.
    ///
    /// @throws an error with `code` `config_invalid` and `mistakes`, one text `line:column: sentence (code)` each.
    #[wasm_bindgen(constructor)]
    pub fn new(flow: &str) -> Result<Self, JsValue> {
        Inner::read(flow).map(Self).map_err(|mistakes| refused(&mistakes))
    }

    /// The flow's name.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// One turn, without a log. `state` is what the last turn left, empty at the beginning; `reference` names
    /// a module to move to; without it and without `text` the conversation begins. `now` is milliseconds since 1970,
    /// `seed` a whole number that chooses among wordings.
    ///
    /// Gives `{"messages":[{"bot_module","actions"}],"state":{…},"faults":[…]}` as JSON.
    ///
    /// @throws an error with `code` `unknown_module`.
    pub fn turn(
        &self,
        state: &str,
        text: Option<String>,
        reference: Option<String>,
        now: f64,
        seed: f64,
    ) -> Result<String, JsValue> {
        let before: Conversation = serde_json::from_str(state).unwrap_or_default();
        let unknown = || coded("unknown_module", "The flow has no such module.");
        let module = self.0.module(reference.as_deref().unwrap_or_default()).map_err(|_| unknown())?;
        let heard = match (module, text.as_deref()) {
            (Some(module), _) => Heard::MovedTo(module),
            (None, Some(text)) => Heard::Said(text),
            (None, None) => Heard::Begun,
        };
        let outcome =
            self.0.turn(&before, heard, Chance { now_ms: whole(now), seed: whole(seed), digits: "" });
        let messages = outcome.spoken.into_iter();
        let messages = messages.map(|spoken| Message { bot_module: spoken.module, actions: spoken.actions });
        let told = Told { messages: messages.collect(), state: outcome.conversation, faults: outcome.faults };
        serde_json::to_string(&told).map_err(|_| coded("crashed", "The turn could not be written."))
    }

    /// Reads a request. `path` is what follows `/api/webchat/bot/<bot>/`, with its query.
    pub fn ask(&self, method: &str, path: &str, bearer: Option<String>, body: &str) -> Asked {
        let read = ask(method, path, bearer.as_deref(), body);
        Asked { wanted: read.wanted(), read: Some(read) }
    }
}

#[derive(Serialize)]
struct Told {
    messages: Vec<Message>,
    state: Conversation,
    faults: Vec<String>,
}

#[derive(Serialize)]
struct Message {
    bot_module: BotModule,
    actions: Vec<Action>,
}

/// A request that was read, and the rows it needs.
#[wasm_bindgen]
pub struct Asked {
    read: Option<Read>,
    wanted: Wanted,
}

#[wasm_bindgen]
impl Asked {
    /// Keys of the single rows, in the order in which [`Asked::answer`] takes them; an empty one is none.
    pub fn keys(&self) -> Vec<String> {
        let key = |key: &Option<String>| key.clone().unwrap_or_default();
        vec![COUNTERS.to_owned(), key(&self.wanted.talk), key(&self.wanted.kept)]
    }

    /// First and last key of a run of rows, or nothing.
    pub fn span(&self) -> Vec<String> {
        self.wanted.log.as_ref().map_or_else(Vec::new, |span| vec![span.from.clone(), span.to.clone()])
    }

    /// How many rows of the run at most: counted from its end if below zero. They are given in order.
    pub fn limit(&self) -> i32 {
        let span = self.wanted.log.as_ref();
        span.map_or(0, |span| {
            let limit = i32::try_from(span.limit).unwrap_or(i32::MAX);
            if span.is_backward { -limit } else { limit }
        })
    }

    /// Answers the request, once. `rows` are those of [`Asked::keys`], `null` where there is none; `digits`
    /// are 80 hexadecimal digits of chance.
    #[allow(clippy::too_many_arguments)] // numbers and texts cross into wasm cheaper than an object
    pub fn answer(
        &mut self,
        bot: &Bot,
        counters: Option<String>,
        talk: Option<String>,
        kept: Option<String>,
        log: Vec<String>,
        now: f64,
        seed: f64,
        digits: &str,
    ) -> Option<Reply> {
        let chance = Chance { now_ms: whole(now), seed: whole(seed), digits };
        let found = Found { counters, talk, kept, log };
        self.read.take().map(|read| Reply(answer(&bot.0, read, found, chance)))
    }
}

/// An answer, and what must be stored before it is given.
#[wasm_bindgen]
pub struct Reply(Answered);

#[wasm_bindgen]
impl Reply {
    /// HTTP status.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// JSON, or what a stream says first.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> String {
        self.0.body.clone()
    }

    /// Keys and rows to be stored, in turn.
    #[wasm_bindgen(getter)]
    pub fn puts(&self) -> Vec<String> {
        pairs(&self.0.puts)
    }

    /// First and last keys of rows to be deleted, in turn, before anything is stored.
    #[wasm_bindgen(getter)]
    pub fn drops(&self) -> Vec<String> {
        pairs(&self.0.drops)
    }

    /// The cursor from which a stream goes on; nothing if it ends here, or is none.
    #[wasm_bindgen(getter)]
    pub fn next(&self) -> Option<String> {
        self.0.next.as_ref().map(ToString::to_string)
    }

    /// What the flow's author should know.
    #[wasm_bindgen(getter)]
    pub fn faults(&self) -> Vec<String> {
        self.0.faults.clone()
    }
}

fn pairs(pairs: &[(String, String)]) -> Vec<String> {
    pairs.iter().flat_map(|(first, second)| [first.clone(), second.clone()]).collect()
}

/// A whole number of JavaScript, from 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn whole(number: f64) -> u64 {
    number as u64
}

fn refused(mistakes: &[Mistake]) -> JsValue {
    let error = coded("config_invalid", "The flow has mistakes.");
    let told: Array = mistakes.iter().map(|mistake| JsValue::from(mistake.to_string())).collect();
    // An error of ours takes any key.
    Reflect::set(&error, &"mistakes".into(), &told).ok();
    error
}

fn coded(code: &str, sentence: &str) -> JsValue {
    let error = Error::new(sentence);
    Reflect::set(&error, &"code".into(), &code.into()).ok();
    error.into()
}
