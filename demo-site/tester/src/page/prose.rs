//! Sentences of the engine: what stands in backticks is what somebody has written.

use leptos::html;
use leptos::prelude::*;

/// The sentence, with what stands in backticks as code.
pub(crate) fn prose(sentence: &str) -> AnyView {
    let parts = sentence.split('`').enumerate().map(|(index, part)| {
        let part = part.to_owned();
        if index % 2 == 1 { html::code().child(part).into_any() } else { part.into_any() }
    });
    parts.collect::<Vec<_>>().into_any()
}
