//! One panel of several, chosen by tabs: the arrows move between them, as a screen reader's user expects.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    fn focus(id: &str);
}

/// A panel and its tab.
pub(crate) struct Tab {
    /// Of the elements' ids; a word.
    pub(crate) id: &'static str,
    /// What the tab says.
    pub(crate) name: &'static str,
    /// What is behind it.
    pub(crate) panel: AnyView,
}

/// The tabs and their panels. `shown` is the number of the one that is seen.
pub(crate) fn tabs(name: &'static str, tabs: Vec<Tab>, shown: RwSignal<usize>) -> AnyView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let count = ids.len();
    let (mut heads, mut panels) = (Vec::new(), Vec::new());
    for (number, tab) in tabs.into_iter().enumerate() {
        let ids = ids.clone();
        let move_to = move |number: usize| {
            shown.set(number);
            if let Some(id) = ids.get(number) {
                focus(&format!("tab-{id}"));
            }
        };
        let head = html::button()
            .r#type("button")
            .attr("role", "tab")
            .id(format!("tab-{}", tab.id))
            .attr("aria-controls", format!("panel-{}", tab.id))
            .attr("aria-selected", move || (shown.get() == number).to_string())
            .attr("tabindex", move || if shown.get() == number { "0" } else { "-1" })
            .on(ev::click, move |_| shown.set(number))
            .on(ev::keydown, move |event| {
                let to = match event.key().as_str() {
                    "ArrowRight" => (number + 1) % count,
                    "ArrowLeft" => (number + count - 1) % count,
                    "Home" => 0,
                    "End" => count - 1,
                    _ => return,
                };
                event.prevent_default();
                move_to(to);
            })
            .child(tab.name);
        let panel = html::section()
            .attr("role", "tabpanel")
            .class("panel")
            .attr("tabindex", "0")
            .id(format!("panel-{}", tab.id))
            .attr("aria-labelledby", format!("tab-{}", tab.id))
            .attr("hidden", move || (shown.get() != number).then_some(""))
            .child(tab.panel);
        heads.push(head);
        panels.push(panel);
    }
    let list = html::div().class("tabs").attr("role", "tablist").attr("aria-label", name).child(heads);
    (list, panels).into_any()
}
