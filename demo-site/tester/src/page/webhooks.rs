//! What goes between the server and others while one talks: asked for again and again, as no browser sees it.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use super::hear::hold;
use super::session::{Session, Source};
use crate::builders;
use crate::driver;
use crate::limits::WEBHOOK_LOOK_MS;
use crate::wire::webhook;

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    async fn pause(ms: u32);
}

thread_local! {
    /// The conversation that was looked at last, and what is known of it.
    static KNOWN: RefCell<(String, u64)> = RefCell::default();
}

/// Looks for as long as the page is there; not while nobody sees it.
pub(crate) fn start_looking(session: Session) {
    driver::run(async move {
        loop {
            pause(WEBHOOK_LOOK_MS).await;
            let is_seen =
                web_sys::window().and_then(|window| window.document()).is_some_and(|page| !page.hidden());
            if is_seen {
                while look(session).await {}
            }
        }
    });
}

/// Shows what is new; whether there is more. What cannot be asked now is asked with the next look.
async fn look(session: Session) -> bool {
    let (Some(Source::Server(bot)), Some(conversation)) =
        (session.source.get_untracked(), session.conversation.get_untracked())
    else {
        return false;
    };
    let after = KNOWN.with_borrow(|(of, last)| if *of == conversation { *last } else { 0 });
    let Ok(told) = builders::webhooks(&bot.id, &conversation, after).await else { return false };
    // Another conversation may have begun meanwhile.
    if session.conversation.get_untracked().as_ref() != Some(&conversation) {
        return false;
    }
    KNOWN.set((conversation, told.last));
    let skew_ms = js_sys::Date::now() - told.now_ms;
    for one in told.webhooks {
        hold(session, webhook(one, skew_ms));
    }
    told.has_more
}
