//! Why the bot answered so: where the conversation stands, and each turn in words, the newest first.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use parlour_engine::Flow;

use super::reason::{Line, Reason, name, reason};
use super::turn::{Did, Turn};
use crate::page::{Session, Source, prose};

/// The panel.
pub(crate) fn panel(session: Session) -> AnyView {
    let turns = move || {
        let flow = session.flow.get();
        session.turns.with(|turns| {
            let newest = turns.len();
            let shown = turns.iter().enumerate().rev();
            shown.map(|(index, turn)| told(flow.as_ref(), turn, index + 1 == newest)).collect::<Vec<_>>()
        })
    };
    (here(session), html::ol().class("turns").attr("aria-label", "Turns, the newest first").child(turns))
        .into_any()
}

/// Where the conversation stands.
fn here(session: Session) -> AnyView {
    let told = move || {
        let flow = session.flow.get();
        let source = session.source.get();
        match (&flow, source, session.module()) {
            (_, None, _) => html::p()
                .class("quiet")
                .child("Every turn is explained here once you talk to a bot.")
                .into_any(),
            (None, Some(Source::Server(bot)), _) if !bot.has_flow => {
                let told = format!(
                    "{} answers from elsewhere ({}): why, only that place knows.",
                    bot.name, bot.channel
                );
                html::p().class("quiet").child(told).into_any()
            }
            (Some(flow), _, Some(id)) => {
                let module = flow.module(id);
                let says = module.map(|module| module.instruction().to_owned()).unwrap_or_default();
                html::div()
                    .class("here")
                    .child((
                        html::span().class("quiet").child("Stands at"),
                        html::strong().child(name(flow, id)),
                        html::span().class("number").child(format!("module {id}")),
                        html::p().child(says),
                    ))
                    .into_any()
            }
            _ => html::p().class("quiet").child("The conversation has not begun.").into_any(),
        }
    };
    told.into_any()
}

fn told(flow: Option<&Arc<Flow>>, turn: &Turn, is_newest: bool) -> AnyView {
    let did = match &turn.did {
        Did::Began(_) => html::span().class("quiet").child("Beginning").into_any(),
        Did::Said(text) => html::q().child(text.clone()).into_any(),
        Did::Moved(module) => html::span().class("quiet").child(format!("Moved to {module}")).into_any(),
    };
    let reason = flow.map(|flow| reason(flow, turn)).unwrap_or_default();
    let is_fallback = reason.is_fallback;
    let mark = is_fallback.then(|| html::span().class("mark").child("fallback"));
    let head = html::h2().child((did, mark));
    let doubt = reason.doubt.clone().map(|doubt| html::p().class("doubt").child(doubt));
    let path = (!reason.spoke.is_empty()).then(|| {
        let names: Vec<String> = reason.spoke.iter().map(|(_, name)| name.clone()).collect();
        html::p().class("path").child(["→ ", &names.join(" → ")].concat())
    });
    html::li()
        .class(("fell", move || is_fallback))
        .child((
            head,
            html::p().class("told").child(prose(&reason.told)),
            doubt,
            path,
            looked(&reason, is_newest),
        ))
        .into_any()
}

fn looked(reason: &Reason, is_newest: bool) -> Option<AnyView> {
    let count = reason.lines.len();
    if count == 0 {
        return None;
    }
    let noun = if count == 1 { "connection" } else { "connections" };
    let head = html::summary().child(format!("{count} {noun} looked at"));
    let lines: Vec<AnyView> = reason.lines.iter().map(line).collect();
    let open = is_newest.then_some("");
    Some(html::details().attr("open", open).child((head, html::ol().class("looked").child(lines))).into_any())
}

fn line(line: &Line) -> AnyView {
    let held = line.held;
    let mark = if held { "followed" } else { "passed" };
    html::li()
        .class(mark)
        .child((
            html::span().class("name").child(format!("{} → {}", line.name, line.to)),
            html::span()
                .class("because")
                .child(prose(&[if held { "Followed: " } else { "No: " }, &line.because, "."].concat())),
        ))
        .into_any()
}
