//! The panel that does it.

use leptos::prelude::*;
use leptos::{ev, html};

use crate::page::{Session, set_line};
use crate::stage::Line;

/// Milliseconds before each request, at most.
const LATENCY_MS: &str = "10000";

/// The panel.
pub(crate) fn panel(session: Session) -> AnyView {
    let latency = html::input()
        .r#type("range")
        .attr("min", "0")
        .attr("max", LATENCY_MS)
        .attr("step", "100")
        .prop("value", move || session.line.get().latency.to_string())
        .on(ev::input, move |event| {
            let ms = event_target_value(&event).parse().unwrap_or_default();
            change(session, |line| line.latency = ms);
        });
    let errors = html::input()
        .r#type("range")
        .attr("min", "0")
        .attr("max", "100")
        .attr("step", "5")
        .prop("value", move || (session.line.get().errors * 100.0).round().to_string())
        .on(ev::input, move |event| {
            let percent: f64 = event_target_value(&event).parse().unwrap_or_default();
            change(session, |line| line.errors = percent / 100.0);
        });
    let offline = html::input()
        .r#type("checkbox")
        .prop("checked", move || session.line.get().offline)
        .on(ev::change, move |event| change(session, |line| line.offline = event_target_checked(&event)));
    (
        html::h2().child("The line between chat and bot"),
        html::p().class("quiet").child("What a visitor meets on a train: the chat must lose nothing of it."),
        html::form().class("fields").on(ev::submit, |event| event.prevent_default()).child((
            html::label().class("entry").child((
                html::span()
                    .child(move || format!("Latency: {} ms before each request", session.line.get().latency)),
                latency,
            )),
            html::label().class("entry").child((
                html::span().child(move || {
                    format!("Errors: {:.0} % of the requests", session.line.get().errors * 100.0)
                }),
                errors,
            )),
            status(session),
            html::label().class("tick").child((offline, "Offline: nothing comes through")),
        )),
    )
        .into_any()
}

fn status(session: Session) -> AnyView {
    let options: Vec<AnyView> = [
        (429, "429, asked too often"),
        (500, "500, a fault of the server"),
        (502, "502, a fault behind it"),
        (503, "503, not now"),
    ]
    .into_iter()
    .map(|(status, name)| html::option().value(status.to_string()).child(name).into_any())
    .collect();
    let chosen = move || session.line.get().status.to_string();
    let select = html::select().child(options).prop("value", chosen).on(ev::change, move |event| {
        let status = event_target_value(&event).parse().unwrap_or(503);
        change(session, |line| line.status = status);
    });
    html::label().class("entry").child((html::span().child("Which error"), select)).into_any()
}

fn change(session: Session, change: impl FnOnce(&mut Line)) {
    session.line.update(change);
    set_line(session);
}
