//! What the loader hands over: the element's configuration, checked there (embed.md §2).

use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlElement;

use crate::caught::{get, text};
use crate::view::{Policy, origin};

/// One chat's configuration.
#[derive(Clone, Default)]
pub struct Config {
    /// The bot deployment id.
    pub bot: String,
    /// Origin, with optional prefix, of the server that speaks the chat REST API; no slash at the end.
    pub gateway: String,
    /// Title of the window; the server's theme is asked where it is absent.
    pub heading: Option<String>,
    /// Shown in the empty window until the bot speaks.
    pub greeting: Option<String>,
    /// Address of the bot's picture.
    pub avatar: Option<String>,
    /// Module at which a conversation starts.
    pub start_module: Option<String>,
    /// Tells what makes it another page (`pkg/loader/page.js`).
    pub page: Option<Function>,
    /// What survives a reload.
    pub storage: Keep,
    /// A server in the page (`pkg/engine/serve.js`), asked instead of the network; shaped like `fetch`.
    pub server: Option<Function>,
    /// How the network is asked (`pkg/loader/line.js`); absent: nothing can be.
    pub line: Option<Function>,
    /// Makes the rows of messages that wait (`pkg/loader/unsent.js`); absent: there are none.
    pub rows: Option<Function>,
    /// Joins the tabs with the same conversation (`pkg/loader/tabs.js`); absent: this one is alone.
    pub tabs: Option<Function>,
    /// Called with the public part of the bot, once it is known (`pkg/loader/chat.js`); a function, or `undefined`.
    pub hears: JsValue,
    /// Origins links may lead to; absent allows all.
    pub link_allow: Option<Vec<String>>,
    /// Origins media may come from; absent allows all.
    pub media_allow: Option<Vec<String>>,
    /// Whether nothing may be sent or stored before the visitor agrees.
    pub asks_consent: bool,
    /// `{text, url, version}`: what the visitor is to agree to.
    pub privacy: JsValue,
    /// Fields of the form before the chat, as those of a form the bot sends; empty or `undefined`: none.
    pub pre_chat: JsValue,
    /// When text may be written.
    pub typing: Typing,
    /// Whether a microphone is offered, where the browser can.
    pub voice: bool,
    /// What the page tells of the visitor: an object, or `undefined`.
    pub profile: JsValue,
    /// The bot's variables as the page sets them: an object, or `undefined`.
    pub variables: JsValue,
    /// The element, which hears what comes before it is shown.
    pub host: Option<HtmlElement>,
}

/// When text may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typing {
    /// Not while the bot takes nothing but what it offers.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Typing {
    /// As `input` says it.
    pub(crate) fn named(input: &str) -> Self {
        match input {
            "always" => Self::Always,
            "choices-only" => Self::Never,
            _ => Self::Auto,
        }
    }
}

/// Where a conversation is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// `localStorage`.
    #[default]
    Local,
    /// `sessionStorage`.
    Session,
    /// Nowhere.
    None,
}

impl Config {
    /// Where links of messages may lead and media may come from.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            gateway: self.gateway.clone(),
            links: self.link_allow.clone(),
            media: self.media_allow.clone(),
        }
    }

    /// Reads the loader's plain object. What is absent or not a string is the default.
    pub(crate) fn read(object: &JsValue) -> Self {
        let mut gateway = text(object, "gateway").unwrap_or_default();
        while gateway.ends_with('/') {
            gateway.pop();
        }
        Self {
            bot: text(object, "bot").unwrap_or_default(),
            gateway,
            heading: text(object, "heading"),
            greeting: text(object, "greeting"),
            avatar: text(object, "avatar"),
            start_module: text(object, "startModule"),
            page: get(object, "page").dyn_into().ok(),
            storage: match text(object, "storage").as_deref() {
                Some("session") => Keep::Session,
                Some("none") => Keep::None,
                _ => Keep::Local,
            },
            server: get(object, "server").dyn_into().ok(),
            line: get(object, "line").dyn_into().ok(),
            rows: get(object, "rows").dyn_into().ok(),
            tabs: get(object, "tabs").dyn_into().ok(),
            hears: get(object, "hears"),
            link_allow: origins(object, "linkAllow"),
            media_allow: origins(object, "mediaAllow"),
            asks_consent: text(object, "consent").as_deref() == Some("required"),
            privacy: get(object, "privacy"),
            pre_chat: get(object, "preChat"),
            typing: Typing::named(&text(object, "input").unwrap_or_default()),
            voice: get(object, "voice").is_string(),
            profile: get(object, "profile"),
            variables: get(object, "variables"),
            host: None,
        }
    }
}

fn origins(object: &JsValue, key: &str) -> Option<Vec<String>> {
    text(object, key).map(|words| words.split_ascii_whitespace().filter_map(origin).collect())
}
