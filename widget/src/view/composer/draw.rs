//! Where the visitor writes: Enter sends, Shift and Enter make a line.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use crate::limits::COUNTER_FROM;
use crate::view::element::{El, el, hidden_text};
use crate::view::live::Live;
use crate::view::screen::{Ask, Asks, Nodes, Screen};
use crate::words;

use parlour_core::limits::TEXT_CHARS;

/// The key code of a key press that belongs to an input method, where `isComposing` is not told
/// (Safari ends the composition before the Enter that ended it arrives).
const COMPOSING: u32 = 229;

/// Draws the composer. The text box grows with a hidden copy of its text that shares its grid cell.
pub(crate) fn composer(screen: &Screen, asks: &Asks, nodes: &Nodes) -> El {
    let (copy, empty, count, no_count) =
        (screen.draft.clone(), screen.draft.clone(), screen.draft.clone(), screen.draft.clone());
    let (asks_to_send, input, draft) = (asks.clone(), nodes.input.clone(), screen.draft.clone());
    let send = std::rc::Rc::new(move || {
        let Some(node) = input.get::<HtmlTextAreaElement>() else { return };
        let text = node.value();
        if !text.trim().is_empty() {
            asks_to_send(Ask::Send(text));
            node.set_value("");
            draft.set(String::new());
            asks_to_send(Ask::Draft(String::new()));
        }
        node.focus().ok();
    });
    let (submit, enter) = (send.clone(), send);
    let (asks, input, draft) = (asks.clone(), nodes.input.clone(), screen.draft.clone());
    el("form")
        .set("part", "composer")
        .live("data-empty", move || empty.with(|text| text.trim().is_empty().then(String::new)))
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(el("label").set("for", "input").set("class", "unseen").text(words::MESSAGE))
        .child(
            el("div")
                .set("class", "grow")
                .child(
                    el("textarea")
                        .set("part", "input")
                        .set("id", "input")
                        .set("rows", "1")
                        .set("maxlength", "4000")
                        .set("placeholder", words::WRITE)
                        .set("dir", "auto")
                        .set("enterkeyhint", "send")
                        .set("aria-describedby", "count")
                        .kept(&nodes.input)
                        .on("input", move |_| {
                            let Some(node) = input.get::<HtmlTextAreaElement>() else { return };
                            draft.set(node.value());
                            asks(Ask::Draft(node.value()));
                        })
                        .on("keydown", move |event| {
                            let key = event.unchecked_ref::<KeyboardEvent>();
                            let composing = key.is_composing() || key.key_code() == COMPOSING;
                            if key.key() == "Enter" && !key.shift_key() && !composing {
                                event.prevent_default();
                                enter();
                            }
                        }),
                )
                .child(
                    // The line feed keeps a last empty line as high as a written one.
                    el("div")
                        .set("class", "copy")
                        .set("aria-hidden", "true")
                        .live_text(move || copy.with(|text| [text.as_str(), "\n"].concat())),
                ),
        )
        .child(
            el("p")
                .set("class", "count")
                .set("id", "count")
                .hidden(move || no_count.with(|text| left(text).is_none()))
                .live_text(move || {
                    let left = count.with(|text| left(text));
                    left.map(|left| [left.to_string().as_str(), words::CHARACTERS_LEFT].concat())
                        .unwrap_or_default()
                }),
        )
        .child(el("button").set("type", "submit").set("part", "send").child(hidden_text(words::SEND)))
}

/// Puts a restored draft into the text box.
pub(crate) fn fill(nodes: &Nodes, draft: &Live<String>, text: &str) {
    if let Some(node) = nodes.input.get::<HtmlTextAreaElement>() {
        node.set_value(text);
    }
    draft.set(text.to_owned());
}

/// Characters left, once there are few.
fn left(text: &str) -> Option<usize> {
    let left = TEXT_CHARS.saturating_sub(text.chars().count());
    (left <= COUNTER_FROM).then_some(left)
}
