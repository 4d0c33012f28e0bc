//! What the page around the chat tells of itself and of its visitor.

use leptos::prelude::*;
use leptos::{ev, html};
use serde_json::Value;

use super::given::{Host, object};
use super::verbs;
use crate::driver;
use crate::page::{Session, entry, field_area, jump, restart};

/// The panel that changes it.
pub(crate) fn host(session: Session) -> AnyView {
    let told = html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child((
        text(session, "Path (hostPageUrl)", |host| &mut host.path),
        text(session, "Title", |host| &mut host.title),
        text(session, "Language", |host| &mut host.lang),
        tells(session),
        modes(session),
    ));
    let visitor = html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child((
        json(session, "Profile", "setProfile", |host| &mut host.profile),
        json(session, "Variables", "setVariables", |host| &mut host.variables),
    ));
    (
        html::h2().child("The page around the chat"),
        html::p().class("quiet").child("The next message carries it. The path is one of this site; the host and the viewport are the frame’s own."),
        told,
        html::h2().child("Its visitor"),
        html::p().class("quiet").child("JSON objects. The next message carries them."),
        visitor,
        html::h2().child("Where it stands"),
        start(session),
        reference(session),
    )
        .into_any()
}

type Field = fn(&mut Host) -> &mut String;

fn value(session: Session, field: Field) -> impl Fn() -> String + Send + Sync + 'static {
    move || {
        let mut host = session.host.get();
        std::mem::take(field(&mut host))
    }
}

fn text(session: Session, name: &'static str, field: Field) -> AnyView {
    entry(name, value(session, field), move |text| {
        session.host.update(|host| *field(host) = text);
        if session.source.with_untracked(Option::is_some) {
            verbs::describe(&session.host.with_untracked(Host::page).to_string());
        }
    })
}

fn tells(session: Session) -> AnyView {
    let options: Vec<AnyView> = [("path", "the path"), ("full", "the whole address"), ("off", "nothing")]
        .into_iter()
        .map(|(word, name)| html::option().value(word).child(name).into_any())
        .collect();
    let chosen = value(session, |host| &mut host.tells);
    let select = html::select().child(options).prop("value", chosen).on(ev::change, move |event| {
        let word = event_target_value(&event);
        verbs::set("page-url", Some(word.clone()));
        session.host.update(|host| host.tells = word);
    });
    html::label().class("entry").child((html::span().child("Of the address is told"), select)).into_any()
}

fn json(session: Session, name: &'static str, verb: &'static str, field: Field) -> AnyView {
    field_area(name, value(session, field), move |text| {
        let Some(read) = object(&text) else { return session.say(format!("{name} must be a JSON object.")) };
        session.host.update(|host| *field(host) = text);
        if session.source.with_untracked(Option::is_none) {
            return;
        }
        let read = if read.is_null() { Value::Object(serde_json::Map::new()) } else { read };
        driver::run(async move {
            match verbs::call(verb, &Value::Array(vec![read]).to_string()).await {
                Ok(_) => session.say(format!("{name} set.")),
                Err(sentence) => session.say(sentence),
            }
        });
    })
}

fn start(session: Session) -> AnyView {
    let begin = entry("Conversations begin at", value(session, |host| &mut host.start), move |module| {
        session.host.update(|host| host.start = module);
        if session.source.with_untracked(Option::is_some) {
            restart(session);
        }
    });
    html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child(begin).into_any()
}

fn reference(session: Session) -> AnyView {
    let module = RwSignal::new(String::new());
    let names = move || {
        let flow = session.flow.get();
        let modules = flow.iter().flat_map(|flow| flow.modules());
        modules.map(|module| html::option().value(module.card.name.clone()).into_any()).collect::<Vec<_>>()
    };
    let input = html::input()
        .r#type("text")
        .attr("list", "modules")
        .attr("autocomplete", "off")
        .prop("value", move || module.get())
        .on(ev::input, move |event| module.set(event_target_value(&event)));
    html::form()
        .class("row")
        .on(ev::submit, move |event| {
            event.prevent_default();
            jump(session, module.get_untracked());
        })
        .child((
            html::label().class("entry").child((html::span().child("Module (ref)"), input)),
            html::datalist().id("modules").child(names),
            html::button().r#type("submit").child("Jump"),
        ))
        .into_any()
}

fn modes(session: Session) -> AnyView {
    let options: Vec<AnyView> = ["bubble", "inline", "fullscreen"]
        .into_iter()
        .map(|mode| html::option().value(mode).child(mode).into_any())
        .collect();
    let select = html::select().child(options).prop("value", move || session.mode.get()).on(
        ev::change,
        move |event| {
            session.mode.set(event_target_value(&event));
            restart(session);
        },
    );
    html::label().class("entry").child((html::span().child("Mode"), select)).into_any()
}
