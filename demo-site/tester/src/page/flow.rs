//! The map and the written conversations, with what the page knows.

use leptos::prelude::*;

use super::begin;
use super::session::Session;
use crate::map::{FlowMap, Walked};
use crate::suites::{SuitePanel, talk};

/// The map.
pub(crate) fn map(session: Session) -> AnyView {
    let walked = move || session.turns.with(|turns| Walked::of(turns, session.module()));
    FlowMap {
        flow: session.flow.into(),
        walked: Signal::derive(walked),
        coverage: session.coverage.into(),
        look_at: session.looked_at.into(),
        on_jump: Callback::new(move |module: u64| begin::jump(session, module.to_string())),
    }
    .view()
}

/// Conversations, written and held. `show_map` is called before a module is looked at there.
pub(crate) fn suites(session: Session, show_map: impl Fn() + Send + Sync + 'static) -> AnyView {
    let held = move || session.turns.with(|turns| talk(turns, &session.locale.get()));
    SuitePanel {
        flow: session.flow.into(),
        talk: Signal::derive(held),
        on_coverage: Callback::new(move |coverage| session.coverage.set(coverage)),
        on_look: Callback::new(move |module| {
            show_map();
            session.looked_at.set(Some(module));
        }),
    }
    .view()
}
