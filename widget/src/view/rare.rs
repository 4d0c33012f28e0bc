//! States that few visitors meet: each is a part of `pkg/parts/`, fetched when it is there.

use js_sys::Object;
use wasm_bindgen::JsValue;

use super::element::{El, el};
use super::now::Gate;
use super::screen::{Asks, Screen};
use crate::caught::{set, text};
use crate::parts::{Data, part};
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
            Gate::Ended => {
                let line = line.says(&shown.words, Word::Ended);
                return vec![part(&shown, &asks, "ended", of_server(&shown), line, true)];
            }
            Gate::Open | Gate::Choices => return Vec::new(),
        };
        let told = with(&[("told", &data), ("isDenied", &(gate == Gate::Denied).into())]);
        vec![part(&shown, &asks, name, Box::new(move || told.clone()), fallback, true)]
    }))
}

/// The menu behind the header's `…`, while it is open.
pub(crate) fn menu(screen: &Screen, asks: &Asks) -> El {
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div").live_children(Box::new(move || {
        let told = shown.menu.with(Clone::clone);
        let is_open = !told.is_undefined();
        let draw = || part(&shown, &asks, "menu", Box::new(move || told.clone()), el("span"), true);
        is_open.then(draw).into_iter().collect()
    }))
}

/// The way to files, where the bot takes them; with the first of them what becomes of it.
pub(crate) fn upload(screen: &Screen, asks: &Asks) -> El {
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div").set("class", "loaded").live_children(Box::new(move || {
        let is_attaching = shown.attaching.clone();
        let (screen, asks) = (shown.clone(), asks.clone());
        if !shown.uploads.with(|uploads| *uploads) {
            return Vec::new();
        }
        let way = part(&shown, &asks, "attach", of_server(&shown), el("span"), false);
        let files = el("div").live_children(Box::new(move || {
            let draw = || part(&screen, &asks, "upload", of_server(&screen), el("span"), true);
            is_attaching.with(|is| is.then(draw)).into_iter().collect()
        }));
        vec![way, files]
    }))
}

/// What a part is given that asks the server by itself.
fn of_server(screen: &Screen) -> Data {
    let (now, public) = (screen.now.clone(), screen.public.clone());
    let place = JsValue::from_str(&screen.page.attachments);
    Box::new(move || {
        let told = public.with(Clone::clone);
        now.with(|now| {
            let bearer = now.bearer.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str);
            let sent = now.files_sent.into();
            with(&[("place", &place), ("bearer", &bearer), ("sent", &sent), ("told", &told)])
        })
    })
}

/// An answer that is being made, as far as it is known, and the way to stop it.
pub(crate) fn streaming(screen: &Screen, asks: &Asks) -> El {
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div").live_children(Box::new(move || {
        let (server, partial, of) = (of_server(&shown), shown.partial.clone(), shown.partial_of.clone());
        let data = move || {
            let data = server();
            for (name, value) in [("of", &of), ("text", &partial)] {
                set(&data, name, &value.with(|text| JsValue::from_str(text)));
            }
            data
        };
        let draw = || part(&shown, &asks, "streaming", Box::new(data), el("span"), false);
        shown.streams.with(|is| is.then(draw)).into_iter().collect()
    }))
}

/// The microphone, where the page wants one.
pub(crate) fn voice(screen: &Screen, asks: &Asks) -> El {
    let place = el("div").set("class", "loaded");
    if screen.page.voice {
        place.child(part(screen, asks, "voice", Box::new(|| JsValue::UNDEFINED), el("span"), false))
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
