//! What the page around the chat tells of itself and of its visitor.

use leptos::prelude::*;
use leptos::{ev, html};
use serde_json::Value;

use super::given::{Host, object};
use super::starts::starts;
use super::verbs;
use crate::driver;
use crate::page::{Session, Source, entry, field_area, jump, restart, set_line};

/// The panel that changes it.
pub(crate) fn host(session: Session) -> AnyView {
    let told = html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child((
        text(session, "Path (hostPageUrl)", |host| &mut host.path),
        text(session, "Title", |host| &mut host.title),
        text(session, "Language", |host| &mut host.lang),
        tells(session),
        modes(session),
    ));
    let other = html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child((
        told_instead(session, "Host", "shop.example", |host| &mut host.site),
        told_instead(session, "Viewport", "390x844", |host| &mut host.viewport),
        told_instead(session, "Referrer", "https://search.example", |host| &mut host.referrer),
        told_instead(session, "Browser", "Chromium 150; Linux; desktop", |host| &mut host.browser),
    ));
    let visitor = html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child((
        json(session, "Profile", "setProfile", |host| &mut host.profile),
        json(session, "Variables", "setVariables", |host| &mut host.variables),
    ));
    (
        html::h2().child("The page around the chat"),
        html::p().class("quiet").child("The next message carries it. The path is one of this site."),
        told,
        html::h2().child("Told in the place of the frame’s own"),
        html::p().class("quiet").child("Left empty, they are what the browser says. The chat is no smaller for it: its size is chosen above the frame."),
        other,
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

/// What the widget reads from the browser: the wire is told otherwise (`chat.debug`).
fn told_instead(session: Session, name: &'static str, example: &'static str, field: Field) -> AnyView {
    let input = html::input()
        .r#type("text")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("placeholder", example)
        .prop("value", value(session, field))
        .on(ev::change, move |event| {
            session.host.update(|host| *field(host) = event_target_value(&event));
            set_line(session);
        });
    html::label().class("entry").child((html::span().child(name), input)).into_any()
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
    let begin = named("Conversations begin at", value(session, |host| &mut host.start), move |module| {
        session.host.update(|host| host.start = module);
        if session.source.with_untracked(Option::is_some) {
            restart(session);
        }
    });
    html::form()
        .class("fields")
        .on(ev::submit, |event| event.prevent_default())
        .child((begin, html::datalist().id(STARTS).child(move || offered(session))))
        .into_any()
}

/// The list of what is offered where a module can be named.
const STARTS: &str = "modules";

fn offered(session: Session) -> Vec<AnyView> {
    let (source, flow) = (session.source.get(), session.flow.get());
    let bot = if let Some(Source::Server(bot)) = &source { Some(bot) } else { None };
    let offered = starts(bot, flow.as_deref());
    offered.into_iter().map(|name| html::option().value(name).into_any()).collect()
}

/// Where a module can be named; `then` is called when it was changed.
fn named(
    name: &'static str,
    module: impl Fn() -> String + Send + Sync + 'static,
    then: impl Fn(String) + 'static,
) -> AnyView {
    let input = html::input()
        .r#type("text")
        .attr("list", STARTS)
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .prop("value", module)
        .on(ev::change, move |event| then(event_target_value(&event)));
    html::label().class("entry").child((html::span().child(name), input)).into_any()
}

fn reference(session: Session) -> AnyView {
    let module = RwSignal::new(String::new());
    html::form()
        .class("row")
        .on(ev::submit, move |event| {
            event.prevent_default();
            jump(session, module.get_untracked());
        })
        .child((
            named("Module (ref)", move || module.get(), move |name| module.set(name)),
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
