//! Which bot is talked to: one of the server's, or a file that is chosen or dropped.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::driver;
use crate::page::{Session, Source, choose, open_file};

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    /// Name and text of the file an event brings; nothing if it brings none.
    #[wasm_bindgen(catch)]
    async fn chosen(event: &web_sys::Event) -> Result<JsValue, JsValue>;
    fn drops(dropped: &wasm_bindgen::closure::Closure<dyn Fn(web_sys::Event)>);
}

/// The list of bots, and the button that opens a file; a file may be dropped anywhere on the page.
pub(crate) fn opener(session: Session) -> AnyView {
    let take = move |event: web_sys::Event| {
        let reading = async move {
            let Ok(file) = chosen(&event).await else { return session.say("The file cannot be read.") };
            let file = js_sys::Array::from(&file);
            if let (Some(name), Some(text)) = (file.get(0).as_string(), file.get(1).as_string()) {
                open_file(session, name, text);
            }
        };
        driver::run(reading);
    };
    let dropped: wasm_bindgen::closure::Closure<dyn Fn(web_sys::Event)> =
        wasm_bindgen::closure::Closure::new(take);
    drops(&dropped);
    dropped.forget();

    let input = html::input().r#type("file").class("unseen").accept(".toml,.json").on(ev::change, take);
    let button = html::label().class("file").child((input, html::span().child("Open a flow file…")));
    (bots(session), button).into_any()
}

fn bots(session: Session) -> AnyView {
    let options = move || {
        let bots = session.bots.get();
        let option = |value: String, name: String| html::option().value(value).child(name).into_any();
        let mut options = vec![option(String::new(), "Choose a bot".to_owned())];
        options.extend(bots.into_iter().map(|bot| {
            let name = if bot.name.is_empty() { bot.id.clone() } else { bot.name };
            option(bot.id, name)
        }));
        if let Some(source) = session.source.get().filter(Source::is_file) {
            options.push(option("file:".to_owned(), format!("{}, in this page", source.name())));
        }
        options
    };
    let chosen = move || match session.source.get() {
        Some(Source::Server(bot)) => bot.id,
        Some(Source::File { .. }) => "file:".to_owned(),
        None => String::new(),
    };
    let select = html::select().child(options).prop("value", chosen).on(ev::change, move |event| {
        let id = event_target_value(&event);
        if let Some(bot) = session.bots.get_untracked().into_iter().find(|bot| bot.id == id) {
            choose(session, bot);
        }
    });
    html::label().class("bot").child((html::span().class("unseen").child("Bot"), select)).into_any()
}
