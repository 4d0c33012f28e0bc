//! What stands where.

use leptos::html;
use leptos::prelude::*;

use super::begin;
use super::controls::act;
use super::flow;
use super::hear::start_hearing;
use super::session::Session;
use super::tabs::{Tab, tabs};
use super::webhooks::start_looking;
use crate::{builders, driver, flow_file, handover, line, stage, state, why, wire};

/// The whole page.
pub(crate) fn page() -> impl IntoView {
    let session = Session::new();
    start_hearing(session);
    start_looking(session);
    driver::run(async move {
        match builders::bots().await {
            Ok(told) => session.bots.set(told.bots),
            Err(refusal) => session.say(refusal.sentence),
        }
    });
    (top(session), desk(session))
}

fn top(session: Session) -> AnyView {
    let again = html::span()
        .attr("hidden", move || session.source.with(Option::is_none).then_some(""))
        .child(act("Restart", move || begin::restart(session)));
    html::header()
        .class("top")
        .child((html::h1().child("Tester"), flow_file::opener(session), again, notice(session)))
        .into_any()
}

fn notice(session: Session) -> AnyView {
    html::p().class("notice").attr("role", "status").child(move || session.notice.get()).into_any()
}

/// The tab of the map.
const MAP: usize = 2;

fn desk(session: Session) -> AnyView {
    let shown = RwSignal::new(0);
    let panels = vec![
        Tab { id: "why", name: "Why", panel: why::panel(session) },
        Tab { id: "wire", name: "Wire", panel: wire::timeline(session) },
        Tab { id: "map", name: "Map", panel: flow::map(session) },
        Tab { id: "tests", name: "Tests", panel: flow::suites(session, move || shown.set(MAP)) },
        Tab { id: "state", name: "State", panel: state::panel(session) },
        Tab { id: "page", name: "Page", panel: stage::host(session) },
        Tab { id: "line", name: "Line", panel: line::panel(session) },
        Tab { id: "person", name: "Person", panel: handover::panel(session) },
    ];
    let inspector = html::section().class("inspector").attr("aria-label", "What happened").child(tabs(
        "What happened",
        panels,
        shown,
    ));
    let is_idle = move || session.source.with(Option::is_none);
    let stand = html::section()
        .class("stand")
        .attr("aria-label", "The chat")
        .child((stage::look(session), stage::frame(session)));
    html::main()
        .class("desk")
        .class(("idle", is_idle))
        .child((flow_file::mistakes(session), stand, inspector))
        .into_any()
}
