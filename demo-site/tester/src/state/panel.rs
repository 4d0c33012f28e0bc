//! The conversation's variables, each of which can be changed while one talks.

use leptos::prelude::*;
use leptos::{ev, html};
use serde_json::Value;

use crate::builders;
use crate::driver;
use crate::json::tree;
use crate::page::{Session, Source, act, entry, refresh};
use crate::stage::verbs;

/// The panel.
pub(crate) fn panel(session: Session) -> AnyView {
    let cvars =
        Memo::new(move |_| session.state.with(|state| state.as_ref().map(|state| state.cvars.clone())));
    let rows = move || {
        let cvars = cvars.get().unwrap_or_default();
        cvars.into_iter().map(|(name, value)| cvar(session, name, &value)).collect::<Vec<_>>()
    };
    let is_empty = move || cvars.get().is_none_or(|cvars| cvars.is_empty());
    let none =
        html::p().class("quiet").attr("hidden", move || (!is_empty()).then_some("")).child("None is set.");
    let whole = move || {
        session.state.get().and_then(|state| serde_json::to_string(&state).ok()).map(|json| tree(&json))
    };
    let known = move || {
        let known = session.known.get();
        known.map(|json| (html::h2().child("What the server keeps of visitor and page"), tree(&json)))
    };
    (
        html::h2().child("Custom variables"),
        html::p()
            .class("quiet")
            .child("Changed here, they hold from the next message on. JSON values; anything else is a text."),
        none,
        html::ul().class("cvars").child(rows),
        added(session),
        html::h2().child("The whole state"),
        whole,
        known,
    )
        .into_any()
}

fn cvar(session: Session, name: String, value: &Value) -> AnyView {
    let shown = written(value);
    let (of, gone) = (name.clone(), name.clone());
    let label = html::span().class("name").child(name.clone());
    let input = html::input()
        .r#type("text")
        .attr("aria-label", name)
        .attr("spellcheck", "false")
        .prop("value", shown)
        .on(ev::change, move |event| set(session, of.clone(), Some(read(&event_target_value(&event)))));
    let takes = html::button()
        .r#type("button")
        .attr("aria-label", format!("Take {gone} away"))
        .on(ev::click, move |_| set(session, gone.clone(), None))
        .child("×");
    html::li().child((label, input, takes)).into_any()
}

fn added(session: Session) -> AnyView {
    let (name, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let add = move || {
        let named = name.get_untracked().trim().to_owned();
        if named.is_empty() {
            return session.say("A variable has a name.");
        }
        set(session, named, Some(read(&value.get_untracked())));
        name.set(String::new());
        value.set(String::new());
    };
    html::form()
        .class("row")
        .on(ev::submit, |event| event.prevent_default())
        .child((
            entry("Name", move || name.get(), move |text| name.set(text)),
            entry("Value", move || value.get(), move |text| value.set(text)),
            act("Set", add),
        ))
        .into_any()
}

/// As it is typed: a text without quotes, everything else as JSON.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

fn set(session: Session, name: String, value: Option<Value>) {
    driver::run(async move {
        let done =
            match (session.source.get_untracked(), session.conversation.get_untracked(), session.rows()) {
                (_, _, Some(rows)) => {
                    let json = value.as_ref().map(Value::to_string);
                    verbs::change(&rows, &name, json)
                        .await
                        .map(|_| ())
                        .map_err(|error| verbs::sentence(&error))
                }
                (Some(Source::Server(bot)), Some(conversation), None) => {
                    let set = builders::set_cvar(&bot.id, &conversation, &name, value).await;
                    set.map_err(|refusal| refusal.sentence)
                }
                _ => Err("There is no conversation yet.".to_owned()),
            };
        match done {
            Ok(()) => session.say(format!("{name} changed.")),
            Err(sentence) => session.say(sentence),
        }
        refresh(session);
    });
}
