//! The panel that does it, in a test, as `/console` does for visitors.

use leptos::prelude::*;
use leptos::{ev, html};
use serde_json::{Value, json};

use crate::builders;
use crate::driver;
use crate::page::{Session, Source, act, refresh};

/// What the visitor reads as the person's name.
const NAME: &str = "Tester";

/// The panel.
pub(crate) fn panel(session: Session) -> AnyView {
    let is_here = move || {
        session.source.with(|source| source.as_ref().is_some_and(|source| !source.is_file()))
            && session.conversation.with(Option::is_some)
    };
    let held = move || session.handover.with(|state| state == "agent");
    let told = move || match session.handover.get().as_str() {
        "waiting" => "The visitor waits for a person.",
        "agent" => "You have the conversation; the bot is silent.",
        "ended" => "The conversation has ended; the bot answers again when the visitor speaks.",
        _ => "The bot has the conversation.",
    };
    let text = RwSignal::new(String::new());
    let input = html::textarea()
        .attr("rows", "3")
        .prop("value", move || text.get())
        .on(ev::input, move |event| text.set(event_target_value(&event)));
    let answer = html::form()
        .class("fields")
        .attr("hidden", move || (!held()).then_some(""))
        .on(ev::submit, move |event| {
            event.prevent_default();
            let said = text.get_untracked();
            if !said.trim().is_empty() {
                text.set(String::new());
                does(session, "reply", json!({ "text": said }));
            }
        })
        .child((
            html::label().class("entry").child((html::span().child("Answer"), input)),
            html::button().r#type("submit").class("main").child("Send"),
        ));
    let acts = html::div().class("row").child((
        shown(
            move || !held(),
            act("Take over", move || does(session, "take", json!({ "agent": { "name": NAME } }))),
        ),
        shown(held, act("Hand back", move || does(session, "hand-back", json!({})))),
        shown(held, act("End", move || does(session, "end", json!({})))),
    ));
    let none = html::p()
        .class("quiet")
        .attr("hidden", move || is_here().then_some(""))
        .child("Talk to a bot of this server first. A bot in the page has nobody to stand in for it.");
    let some = html::div().class("fields").attr("hidden", move || (!is_here()).then_some("")).child((
        html::p().child(told),
        acts,
        answer,
    ));
    (html::h2().child("Take over"), none, some).into_any()
}

fn shown(when: impl Fn() -> bool + Send + Sync + 'static, view: AnyView) -> AnyView {
    html::span().attr("hidden", move || (!when()).then_some("")).child(view).into_any()
}

fn does(session: Session, act: &'static str, body: Value) {
    driver::run(async move {
        let (Some(Source::Server(bot)), Some(conversation)) =
            (session.source.get_untracked(), session.conversation.get_untracked())
        else {
            return;
        };
        if let Err(refusal) = builders::handover(&bot.id, &conversation, act, body).await {
            session.say(refusal.sentence);
        }
        refresh(session);
    });
}
