//! Where the visitor writes: Enter sends, Shift and Enter make a line.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use crate::limits::COUNTER_FROM;
use crate::view::element::{El, el, unseen};
use crate::view::live::Live;
use crate::view::now::{Gate, Now};
use crate::view::rare::{upload, voice};
use crate::view::screen::{Ask, Asks, Nodes, Screen};
use crate::words::Word;

use parlour_core::limits::TEXT_CHARS;
use parlour_core::text::is_blank;

/// The key code of a key press that belongs to an input method, where `isComposing` is not told
/// (Safari ends the composition before the Enter that ended it arrives).
const COMPOSING: u32 = 229;

/// Draws the composer. The text box grows with a hidden copy of its text that shares its grid cell.
pub(crate) fn composer(screen: &Screen, asks: &Asks, nodes: &Nodes) -> El {
    let (copy, empty, is_over) = (screen.clone(), screen.draft.clone(), screen.draft.clone());
    let (count, no_count, locked) = (screen.clone(), screen.clone(), screen.clone());
    let (hidden, mode, fills, inside) =
        (screen.card.clone(), screen.now.clone(), screen.now.clone(), screen.clone());
    let (ready, holds_files, busy) = (screen.now.clone(), screen.now.clone(), screen.now.clone());
    let (asks_to_send, input) = (asks.clone(), nodes.input.clone());
    let send = std::rc::Rc::new(move || {
        let Some(node) = input.get::<HtmlTextAreaElement>() else { return };
        let text = node.value();
        let may_send = ready
            .peek(|now| now.gate == Gate::Open && !now.is_uploading && (now.has_files || !is_blank(&text)));
        if may_send && left(&text) >= 0 {
            asks_to_send(Ask::Send(text));
        }
        node.focus().ok();
    });
    let (submit, enter) = (send.clone(), send);
    let (asks, input, draft) = (asks.clone(), nodes.input.clone(), screen.draft.clone());
    let asks_draft = asks.clone();
    el("form")
        .set("part", "composer")
        .live("data-empty", move || {
            let is_empty = empty.with(|text| is_blank(text)) && !holds_files.with(|now| now.has_files);
            is_empty.then(String::new)
        })
        .hidden(move || hidden.with(|gate| *gate == Gate::Form))
        .on("submit", move |event| {
            event.prevent_default();
            submit();
        })
        .child(el("label").set("for", "input").set("class", "unseen").says(&screen.words, Word::Message))
        .child(upload(screen, &asks))
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
                        .live("placeholder", move || Some(inside.words.get(placeholder(&inside))))
                        .live("readonly", move || reason(&locked).map(|_| String::new()))
                        .live("inputmode", move || mode.with(|now| hints(now).map(|hint| hint.0.to_owned())))
                        .live("autocomplete", move || {
                            fills.with(|now| hints(now).map(|hint| hint.1.to_owned()))
                        })
                        .set("dir", "auto")
                        .set("enterkeyhint", "send")
                        .set("aria-describedby", "count")
                        .kept(&nodes.input)
                        .on("input", move |_| {
                            let Some(node) = input.get::<HtmlTextAreaElement>() else { return };
                            draft.set(node.value());
                            asks_draft(Ask::Draft(node.value()));
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
                    // The line feed keeps a last empty line as high as a written one. What stands in
                    // place of a text needs its room too.
                    el("div").set("class", "copy").set("aria-hidden", "true").live_text(move || {
                        let text = copy.draft.with(Clone::clone);
                        let said = if text.is_empty() { copy.words.get(placeholder(&copy)) } else { text };
                        [said.as_str(), "\n"].concat()
                    }),
                ),
        )
        .child(
            el("p")
                .set("part", "footer")
                .set("id", "count")
                .hidden(move || line(&no_count).is_none())
                .live_text(move || line(&count).unwrap_or_default()),
        )
        .child(voice(screen, &asks))
        .child(
            el("button")
                .set("type", "submit")
                .set("part", "send")
                .live("aria-disabled", move || busy.with(|now| now.is_uploading.then(|| "true".to_owned())))
                .child(unseen(&screen.words, Word::Send)),
        )
}

/// Puts a restored draft into the text box.
pub(crate) fn fill(nodes: &Nodes, draft: &Live<String>, text: &str) {
    if let Some(node) = nodes.input.get::<HtmlTextAreaElement>() {
        node.set_value(text);
    }
    draft.set(text.to_owned());
}

/// Why nothing can be written, if it cannot. Before consent it can: what was typed survives the question.
fn reason(screen: &Screen) -> Option<Word> {
    match screen.now.with(|now| now.gate) {
        Gate::Choices => Some(Word::ChoicesOnly),
        Gate::Ended => Some(Word::Ended),
        Gate::Denied => Some(Word::Message),
        Gate::Open | Gate::Consent | Gate::Form => None,
    }
}

/// What stands in an empty text box.
fn placeholder(screen: &Screen) -> Word {
    reason(screen).unwrap_or(Word::Write)
}

/// The line under the text box: why what stands in it cannot be sent, or how much more fits.
fn line(screen: &Screen) -> Option<String> {
    let (left, is_written) = screen.draft.with(|text| (left(text), !text.is_empty()));
    // In an empty text box the reason stands itself; a refusal is told above it.
    if let Some(word) = reason(screen).filter(|word| is_written && *word != Word::Message) {
        return Some(screen.words.get(word));
    }
    let word = if left < 0 { Word::CharactersOver } else { Word::CharactersLeft };
    let count = u32::try_from(left.unsigned_abs()).unwrap_or(u32::MAX);
    (left <= COUNTER_FROM).then(|| screen.words.count(word, count))
}

/// `inputmode` and `autocomplete` for what is to be typed.
fn hints(now: &Now) -> Option<(&'static str, &'static str)> {
    match now.wanted.as_deref()? {
        "number" => Some(("decimal", "off")),
        "email" => Some(("email", "email")),
        "phone" => Some(("tel", "tel")),
        "date" => Some(("numeric", "off")),
        _ => None,
    }
}

/// Characters left; below zero, how many are too many. Nothing is cut off: what was pasted is the
/// visitor's to shorten, and `maxlength` would count an emoji twice.
#[allow(clippy::cast_possible_wrap)]
fn left(text: &str) -> isize {
    TEXT_CHARS as isize - text.chars().count() as isize
}
