//! One entry, whole.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::curl::curl;
use super::entry::{Entry, Kind};
use crate::driver;
use crate::json::tree;
use crate::page::{Session, act};

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn copy(text: &str) -> Result<JsValue, JsValue>;
}

/// Address, headers and body, and what copies the request.
pub(crate) fn detail(session: Session, entry: &Entry) -> AnyView {
    let request = session.wire.with_untracked(|wire| {
        let of = |(_, other): &&(u64, _)| {
            let other: &std::sync::Arc<Entry> = other;
            other.id == entry.id && other.kind == Kind::Request
        };
        wire.iter().find(of).map(|(_, request)| curl(request))
    });
    let copies = request.map(|command| {
        act("Copy as curl", move || {
            let command = command.clone();
            driver::run(async move {
                session.say(match copy(&command).await {
                    Ok(_) => "Copied. What is masked has to be filled in.",
                    Err(_) => "The browser does not let this page copy.",
                });
            });
        })
    });
    let address = (!entry.url.is_empty())
        .then(|| html::p().class("address").child([entry.method.as_str(), " ", &entry.url].concat()));
    let headers: Vec<AnyView> = entry
        .headers
        .iter()
        .map(|(name, value)| (html::dt().child(name.clone()), html::dd().child(value.clone())).into_any())
        .collect();
    let headers = (!headers.is_empty()).then(|| html::dl().class("headers").child(headers));
    let cursor =
        entry.cursor.clone().map(|cursor| html::p().class("quiet").child(format!("Cursor {cursor}")));
    let seen = |text: &Option<String>| text.as_deref().filter(|body| !body.is_empty()).map(tree);
    let answer = seen(&entry.answer).map(|answer| (html::p().class("quiet").child("Answered with"), answer));
    let is_cut = entry.is_cut.then(|| html::p().class("quiet").child("Cut at 16 KB by the server."));
    let more = (cursor, seen(&entry.body), answer, is_cut);
    html::div().class("detail").child((address, copies, headers, more)).into_any()
}
