//! Controls that more than one thing on the page has.

use leptos::prelude::*;
use leptos::{ev, html};

/// A button.
pub(crate) fn act(name: &'static str, press: impl Fn() + 'static) -> AnyView {
    html::button().r#type("button").on(ev::click, move |_| press()).child(name).into_any()
}

/// One of a few, side by side.
pub(crate) fn choice<T>(
    name: &'static str,
    all: Vec<(T, &'static str)>,
    chosen: RwSignal<T>,
    then: impl Fn(T) + Copy + 'static,
) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let options = all.into_iter().map(move |(value, word)| {
        let input = html::input()
            .r#type("radio")
            .name(name)
            .prop("checked", move || chosen.get() == value)
            .on(ev::change, move |_| {
                chosen.set(value);
                then(value);
            });
        html::label().child((input, html::span().child(word)))
    });
    html::fieldset()
        .class("choice")
        .child((html::legend().class("unseen").child(name), options.collect::<Vec<_>>()))
        .into_any()
}

/// A line of text with its name above it; `then` is called when it was changed.
pub(crate) fn entry(
    name: &'static str,
    value: impl Fn() -> String + Send + Sync + 'static,
    then: impl Fn(String) + 'static,
) -> AnyView {
    let input = html::input()
        .r#type("text")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .prop("value", value)
        .on(ev::change, move |event| then(event_target_value(&event)));
    html::label().class("entry").child((html::span().child(name), input)).into_any()
}

/// Several lines of text with their name above them.
pub(crate) fn field_area(
    name: &'static str,
    value: impl Fn() -> String + Send + Sync + 'static,
    then: impl Fn(String) + 'static,
) -> AnyView {
    let input = html::textarea()
        .attr("rows", "4")
        .attr("spellcheck", "false")
        .prop("value", value)
        .on(ev::change, move |event| then(event_target_value(&event)));
    html::label().class("entry").child((html::span().child(name), input)).into_any()
}
