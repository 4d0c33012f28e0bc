//! Where the visitor writes: Enter sends, Shift and Enter make a line.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use crate::limits::COUNTER_FROM;
use crate::view::element::{El, el, unseen};
use crate::view::live::Live;
use crate::view::screen::{Ask, Asks, Nodes, Screen};
use crate::words::Word;

use parlour_core::limits::TEXT_CHARS;
use parlour_core::text::is_blank;

/// The key code of a key press that belongs to an input method, where `isComposing` is not told
/// (Safari ends the composition before the Enter that ended it arrives).
const COMPOSING: u32 = 229;

/// Draws the composer. The text box grows with a hidden copy of its text that shares its grid cell.
pub(crate) fn composer(screen: &Screen, asks: &Asks, nodes: &Nodes) -> El {
    let (copy, empty, is_over) = (screen.draft.clone(), screen.draft.clone(), screen.draft.clone());
    let (count, no_count) = (screen.draft.clone(), screen.draft.clone());
    let says = screen.words.clone();
    let (asks_to_send, input, draft) = (asks.clone(), nodes.input.clone(), screen.draft.clone());
    let send = std::rc::Rc::new(move || {
        let Some(node) = input.get::<HtmlTextAreaElement>() else { return };
        let text = node.value();
        if !is_blank(&text) && left(&text) >= 0 {
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
        .live("data-empty", move || empty.with(|text| is_blank(text).then(String::new)))
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(el("label").set("for", "input").set("class", "unseen").says(&screen.words, Word::Message))
        .child(
            el("div")
                .set("class", "grow")
                .child(
                    el("textarea")
                        .set("part", "input")
                        .set("id", "input")
                        .set("rows", "1")
                        .live("aria-invalid", move || {
                            is_over.with(|text| left(text) < 0).then(|| "true".to_owned())
                        })
                        .worded("placeholder", &screen.words, Word::Write)
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
                .hidden(move || no_count.with(|text| left(text) > COUNTER_FROM))
                .live_text(move || {
                    let left = count.with(|text| left(text));
                    let word = if left < 0 { Word::CharactersOver } else { Word::CharactersLeft };
                    says.count(word, u32::try_from(left.unsigned_abs()).unwrap_or(u32::MAX))
                }),
        )
        .child(
            el("button").set("type", "submit").set("part", "send").child(unseen(&screen.words, Word::Send)),
        )
}

/// Puts a restored draft into the text box.
pub(crate) fn fill(nodes: &Nodes, draft: &Live<String>, text: &str) {
    if let Some(node) = nodes.input.get::<HtmlTextAreaElement>() {
        node.set_value(text);
    }
    draft.set(text.to_owned());
}

/// Characters left; below zero, how many are too many. Nothing is cut off: what was pasted is the
/// visitor's to shorten, and `maxlength` would count an emoji twice.
#[allow(clippy::cast_possible_wrap)]
fn left(text: &str) -> isize {
    TEXT_CHARS as isize - text.chars().count() as isize
}
