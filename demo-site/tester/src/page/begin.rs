//! Choosing a bot, and beginning to talk to it.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::session::{Session, Source};
use crate::builders::{self, Bot};
use crate::driver;
use crate::flow_file::{read, read_for_page};
use crate::stage::{Given, verbs};

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    fn address(text: &str) -> String;
    fn forget(address: &str);
}

/// Talks to a bot of this server.
pub(crate) fn choose(session: Session, bot: Bot) {
    driver::run(async move {
        leave(session);
        session.fault.set(None);
        session.flow.set(None);
        session.source.set(Some(Source::Server(bot.clone())));
        if bot.has_flow {
            let told = builders::flow(&bot.id).await;
            // Another was chosen meanwhile.
            if session.source.get_untracked() != Some(Source::Server(bot)) {
                return;
            }
            match told {
                Ok(text) => session.flow.set(read(&text).ok().map(Arc::new)),
                Err(refusal) => session.say(refusal.sentence),
            }
        }
        if session.pass.get_untracked().is_some() || borrow_pass(session).await {
            begin(session).await;
        }
    });
}

/// Asks for what makes tests; whether there is one now.
async fn borrow_pass(session: Session) -> bool {
    match builders::pass().await {
        Ok(pass) => {
            session.pass.set(Some(pass.pass));
            true
        }
        Err(refusal) => {
            session.say(refusal.sentence);
            false
        }
    }
}

/// The server does not know the pass any more, as after its restart: asks for another one, and begins anew with it.
pub(crate) fn renew_pass(session: Session) {
    driver::run(async move {
        if borrow_pass(session).await {
            begin(session).await;
        }
    });
}

/// What is done to the requests of the chat that is there, and what they tell of the page, is what is set now.
pub(crate) fn set_line(session: Session) {
    if session.source.with_untracked(Option::is_none) {
        return;
    }
    let line = session.whole_line();
    driver::run(async move {
        let Ok(line) = serde_json::to_string(&[line]) else { return };
        if let Err(sentence) = verbs::call("debug", &line).await {
            session.say(sentence);
        }
    });
}

/// Runs a file in the page, or says what is wrong in it. What is talked to stays until a file can be read.
pub(crate) fn open_file(session: Session, name: String, text: String) {
    match read_for_page(&text) {
        Ok(flow) => {
            leave(session);
            session.fault.set(None);
            session.flow.set(Some(Arc::new(flow)));
            session.source.set(Some(Source::File { name, address: address(&text) }));
            driver::run(begin(session));
        }
        Err(fault) => {
            session.say(format!("{name} has mistakes."));
            session.fault.set(Some((name, fault)));
        }
    }
}

/// Gives back the address of the file before.
fn leave(session: Session) {
    if let Some(Source::File { address, .. }) = session.source.get_untracked() {
        forget(&address);
    }
}

/// Begins a new conversation in a new frame, with everything as it is set.
pub(crate) async fn begin(session: Session) {
    let Some(source) = session.source.get_untracked() else { return };
    session.clear();
    let host = session.host.get_untracked();
    let mut attributes = vec![
        ("bot", source.bot().to_owned()),
        ("debug", "true".to_owned()),
        ("theme", session.theme.get_untracked().word().to_owned()),
        ("locale", session.locale.get_untracked()),
        ("page-url", host.tells.clone()),
        ("start-module", host.start.clone()),
    ];
    match &source {
        // The rows of a bot in the page are read from where it keeps them, and are new each time.
        Source::File { address, .. } => attributes.push(("flow", address.clone())),
        // A page of this origin may have a conversation of its own with the bot, which is no test.
        Source::Server(_) => attributes.push(("storage", "none".to_owned())),
    }
    let line = session.whole_line();
    let given = Given { attributes, mode: session.mode.get_untracked(), host, line };
    let written = match given.written() {
        Ok(written) => written,
        Err(name) => {
            session.say(format!("The {name} must be a JSON object."));
            return;
        }
    };
    verbs::leave().await;
    if let Some(rows) = session.rows() {
        verbs::wipe(&rows).await;
    }
    match verbs::mount(&written).await {
        Ok(_) => session.say(format!("Talking to {}.", source.name())),
        Err(error) => session.say(verbs::sentence(&error)),
    }
}

/// Begins anew with the same bot.
pub(crate) fn restart(session: Session) {
    driver::run(begin(session));
}

/// Moves the conversation to a module, by number or name.
pub(crate) fn jump(session: Session, module: String) {
    driver::run(async move {
        if let Err(sentence) = verbs::call("start", &json!([module]).to_string()).await {
            session.say(sentence);
        }
    });
}
