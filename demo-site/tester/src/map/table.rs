//! The same in a table, for who does not see the drawing or would rather read; made when it is opened.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::{ev, html};
use parlour_engine::ModuleId;

use super::drawing::Drawing;
use super::mark::Marks;
use super::told::{Told, told};

/// The table behind the drawing.
pub(super) fn table(
    drawing: RwSignal<Option<Arc<Drawing>>>,
    marks: RwSignal<Arc<Marks>>,
    on_jump: Callback<ModuleId>,
) -> AnyView {
    let is_open = RwSignal::new(false);
    let rows = move || {
        let (drawing, marks) = (drawing.get(), marks.get());
        let drawing = drawing.filter(|_| is_open.get())?;
        let all = (0..drawing.cards.len()).filter_map(|place| told(&drawing, &marks, place));
        Some(all.map(|told| row(told, on_jump)).collect::<Vec<_>>())
    };
    let heads = ["Module", "Leads to", "State", ""]
        .map(|name| html::th().attr("scope", "col").child(name).into_any());
    html::details()
        .class("map-table")
        .on(ev::toggle, move |_| is_open.update(|is_open| *is_open = !*is_open))
        .child((
            html::summary().child("As a table"),
            html::div()
                .class("map-scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", "Modules of the flow")
                .child(html::table().child((
                    html::thead().child(html::tr().child(heads.into_iter().collect::<Vec<_>>())),
                    html::tbody().child(rows),
                ))),
        ))
        .into_any()
}

fn row(told: Told, on_jump: Callback<ModuleId>) -> AnyView {
    let Told { module, name, leads, states } = told;
    let go = html::button()
        .r#type("button")
        .attr("aria-label", format!("Go on at {name}"))
        .on(ev::click, move |_| on_jump.run(module))
        .child("Go on here");
    html::tr()
        .child((
            html::th().attr("scope", "row").child(format!("{name} ({module})")),
            html::td().child(leads.join(", ")),
            html::td().child(states.join(", ")),
            html::td().child(go),
        ))
        .into_any()
}
