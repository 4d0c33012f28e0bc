//! What came of the files: a row for each, the first step that differs below it, and what is not covered.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use parlour_engine::chats::{Covered, Difference, MissedConnection, MissedModule, Side};
use parlour_engine::{Flow, ModuleId};

use super::run::{Differs, Outcome, Ran, Row, risen};

/// Where it is shown.
pub(super) fn view(
    flow: Signal<Option<Arc<Flow>>>,
    ran: RwSignal<Option<Arc<Ran>>>,
    before: RwSignal<Option<Covered>>,
    on_look: Callback<ModuleId>,
) -> AnyView {
    let shown = move || {
        let ran = ran.get()?;
        let rows: Vec<AnyView> = ran.rows.iter().map(row).collect();
        let risen = before.with(|before| risen(before.as_ref(), &ran.covered));
        Some(
            (html::ul().class("results").child(rows), coverage(flow, &ran.covered, risen, on_look))
                .into_any(),
        )
    };
    html::div().class("suite").child(shown).into_any()
}

fn row(row: &Row) -> AnyView {
    let (word, class) = match row.outcome {
        Outcome::Holds => ("ok", "ok"),
        Outcome::Differs(_) | Outcome::Unread(_) => ("FAIL", "fail"),
    };
    let title = row.title.as_ref().map(|title| format!(" · {title}")).unwrap_or_default();
    let told = format!("{}, {} steps{title}", row.file, row.steps);
    let more = match &row.outcome {
        Outcome::Holds => ().into_any(),
        Outcome::Differs(differs) => differing(differs),
        Outcome::Unread(mistakes) => {
            let lines = mistakes.iter().map(|mistake| html::li().child(mistake.clone()).into_any());
            html::ul().class("mistakes-of-case").child(lines.collect::<Vec<_>>()).into_any()
        }
    };
    html::li()
        .class("result")
        .child((html::p().child((html::strong().class(class).child(word), " ", told)), more))
        .into_any()
}

fn differing(differs: &Differs) -> AnyView {
    let place = format!("step {}, line {}: {}", differs.step, differs.line, differs.did);
    let all = differs.differences.iter().map(difference).collect::<Vec<_>>();
    let after = match differs.more {
        0 => String::new(),
        1 => "one step after it differs too".to_owned(),
        more => format!("{more} steps after it differ too"),
    };
    (html::p().class("place").child(place), all, html::p().class("quiet").child(after)).into_any()
}

/// Lines of what was expected (`-`) and seen (`+`), as the terminal shows them.
fn difference(difference: &Difference) -> AnyView {
    let line = |(side, text): (Side, String)| {
        let (class, sign, word) = match side {
            Side::Both => ("both", "\u{a0} ", ""),
            Side::Expected => ("expected", "- ", "expected: "),
            Side::Found => ("found", "+ ", "seen: "),
        };
        html::li()
            .class(class)
            .child((
                html::span().attr("aria-hidden", "true").child(sign),
                html::span().class("unseen").child(word),
                html::span().child(text),
            ))
            .into_any()
    };
    let lines = difference.lines().into_iter().map(line).collect::<Vec<_>>();
    html::div()
        .class("difference")
        .child((html::p().child(difference.what), html::ul().class("lines").child(lines)))
        .into_any()
}

fn coverage(
    flow: Signal<Option<Arc<Flow>>>,
    covered: &Covered,
    risen: [String; 2],
    on_look: Callback<ModuleId>,
) -> AnyView {
    let look = move |name: String, told: String| {
        let press = move |_| {
            let module = flow.with_untracked(|flow| flow.as_ref()?.find(&name));
            if let Some(module) = module {
                on_look.run(module);
            }
        };
        html::li()
            .child(html::button().r#type("button").class("look-at").on(ev::click, press).child(told))
            .into_any()
    };
    let module = |missed: &MissedModule| look(missed.name.clone(), missed.told());
    let connection = |missed: &MissedConnection| {
        // Of a global one only where it leads is on the map.
        let at = missed.from.clone().unwrap_or_else(|| missed.to.clone());
        look(at, missed.told())
    };
    let modules = covered.modules.uncovered.iter().map(module).collect::<Vec<_>>();
    let connections = covered.connections.uncovered.iter().map(connection).collect::<Vec<_>>();
    let [of_modules, of_connections] = risen;
    html::section()
        .class("coverage")
        .attr("aria-label", "Coverage")
        .child((
            html::h2().child("Coverage"),
            html::p().class("share").child(of_modules),
            html::ul().class("missed-list").child(modules),
            html::p().class("share").child(of_connections),
            html::ul().class("missed-list").child(connections),
        ))
        .into_any()
}
