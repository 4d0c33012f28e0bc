//! What goes over the wire, line by line, the newest at the end.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::{ev, html};

use super::detail::detail;
use super::entry::{Entry, Kind};
use super::filter::Filter;
use crate::page::{Session, act};

/// The filter, and the lines it shows.
pub(crate) fn timeline(session: Session) -> AnyView {
    let filter = RwSignal::new(Filter::default());
    let opened = RwSignal::new(None::<u64>);
    let shown = move || {
        filter.with(|filter| {
            session.wire.with(|wire| {
                wire.iter().filter(|(_, entry)| filter.shows(entry)).cloned().collect::<Vec<_>>()
            })
        })
    };
    let rows = For(ForProps::builder()
        .each(shown)
        .key(|(number, _)| *number)
        .children(move |(number, entry)| row(session, number, entry, opened))
        .build());
    let is_empty = move || session.wire.with(Vec::is_empty);
    let none = html::p().class("quiet").attr("hidden", move || (!is_empty()).then_some(""));
    let none = none.child("Nothing has gone over the wire yet.");
    (
        controls(session, filter, opened),
        none,
        html::ol().class("wire").attr("aria-label", "Requests, answers, events and webhooks").child(rows),
    )
        .into_any()
}

fn controls(session: Session, filter: RwSignal<Filter>, opened: RwSignal<Option<u64>>) -> AnyView {
    let search = html::input()
        .r#type("search")
        .attr("aria-label", "Filter")
        .attr("placeholder", "Filter")
        .on(ev::input, move |event| filter.update(|filter| filter.words = event_target_value(&event)));
    let tick = |name: &'static str, set: fn(&mut Filter, bool)| {
        let input = html::input()
            .r#type("checkbox")
            .on(ev::change, move |event| filter.update(|filter| set(filter, event_target_checked(&event))));
        html::label().class("tick").child((input, name)).into_any()
    };
    html::div()
        .class("row")
        .child((
            search,
            tick("No streams", |filter, on| filter.hides_streams = on),
            tick("Webhooks only", |filter, on| filter.webhooks_only = on),
            tick("Faults only", |filter, on| filter.wrong_only = on),
            act("Clear", move || {
                opened.set(None);
                session.wire.set(Vec::new());
            }),
        ))
        .into_any()
}

fn row(session: Session, number: u64, entry: Arc<Entry>, opened: RwSignal<Option<u64>>) -> AnyView {
    let is_open = move || opened.get() == Some(number);
    let begun = session.wire.with_untracked(|wire| wire.first().map_or(entry.at, |(_, first)| first.at));
    let since = format!("{:+.2}", (entry.at - begun) / 1000.0);
    let took =
        entry.ms.filter(|_| entry.kind != Kind::Event).map(|ms| format!("{ms:.0} ms")).unwrap_or_default();
    let injected = entry.injected.clone().map(|what| html::span().class("injected").child(what));
    let head = html::button()
        .r#type("button")
        .attr("aria-expanded", move || is_open().to_string())
        .on(ev::click, move |_| opened.set(if is_open() { None } else { Some(number) }))
        .child((
            html::span().class("since").child(since),
            html::span().class("kind").child(entry.kind.word()),
            html::span().class("title").child(entry.title()),
            html::span().class("glimpse").child(entry.glimpse()),
            injected,
            html::span().class("took").child(took),
        ));
    let word = entry.kind.word();
    let is_wrong = entry.is_wrong();
    let more = move || is_open().then(|| detail(session, &entry));
    html::li().class(word).class(("wrong", move || is_wrong)).child((head, more)).into_any()
}
