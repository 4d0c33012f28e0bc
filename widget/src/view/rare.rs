//! States that few visitors meet: each is a part of `pkg/parts/`, fetched when it is there.

use js_sys::Object;
use wasm_bindgen::JsValue;

use super::element::{El, el};
use super::now::Gate;
use super::screen::{Asks, Screen};
use crate::caught::{set, text};
use crate::parts::part;
use crate::words::Word;

/// What stands between the transcript and the composer: the question for consent, the form before the
/// chat, or the end.
pub(crate) fn card(screen: &Screen, asks: &Asks) -> El {
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div").live_children(Box::new(move || {
        let gate = shown.card.with(|card| *card);
        let line = el("p").set("class", "card");
        let (name, data, fallback) = match gate {
            Gate::Consent | Gate::Denied => {
                let asked = text(&shown.page.privacy, "text").unwrap_or_default();
                ("agreement", shown.page.privacy.clone(), line.text(&asked))
            }
            Gate::Form => ("prechat", shown.page.form.clone(), line.says(&shown.words, Word::Connecting)),
            Gate::Ended => ("ended", JsValue::UNDEFINED, line.says(&shown.words, Word::Ended)),
            Gate::Open | Gate::Choices => return Vec::new(),
        };
        let told = with(&[("told", &data), ("isDenied", &(gate == Gate::Denied).into())]);
        vec![part(&shown, &asks, name, Box::new(move || told.clone()), fallback)]
    }))
}

/// The menu behind the header's `…`, while it is open.
pub(crate) fn menu(screen: &Screen, asks: &Asks) -> El {
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div").live_children(Box::new(move || {
        let told = shown.menu.with(Clone::clone);
        let is_open = !told.is_undefined();
        let draw = || part(&shown, &asks, "menu", Box::new(move || told.clone()), el("span"));
        is_open.then(draw).into_iter().collect()
    }))
}

/// Files, where the bot takes them.
pub(crate) fn upload(screen: &Screen, asks: &Asks) -> El {
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div").set("class", "loaded").live_children(Box::new(move || {
        let now = shown.now.clone();
        let place = JsValue::from_str(&shown.page.attachments);
        let data = move || {
            now.with(|now| {
                let bearer = now.bearer.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str);
                with(&[("place", &place), ("bearer", &bearer), ("sent", &now.files_sent.into())])
            })
        };
        let draw = || part(&shown, &asks, "upload", Box::new(data), el("span"));
        shown.uploads.with(|uploads| uploads.then(draw).into_iter().collect())
    }))
}

/// The microphone, where the page wants one.
pub(crate) fn voice(screen: &Screen, asks: &Asks) -> El {
    let place = el("div").set("class", "loaded");
    if screen.page.voice {
        place.child(part(screen, asks, "voice", Box::new(|| JsValue::UNDEFINED), el("span")))
    } else {
        place
    }
}

fn with(values: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in values {
        set(&object, key, value);
    }
    object.into()
}
