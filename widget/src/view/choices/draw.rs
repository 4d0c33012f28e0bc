//! What the bot offers for an answer, at the end of the transcript: suggested replies, or a control.

use parlour_core::text::decimal;
use parlour_protocol::{Action, MULTI_SELECT};
use wasm_bindgen::JsValue;

use super::data;
use crate::parts::part;
use crate::view::element::{El, button, el};
use crate::view::roving::rove;
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::Word;

/// Draws what is on offer. With the answer it goes: an answer stands in the transcript, and cannot be
/// given twice.
pub(crate) fn choices(screen: &Screen, asks: &Asks) -> El {
    let none = screen.choices.clone();
    let (labels, asks_here) = (screen.choices.clone(), asks.clone());
    let buttons = move || labels.with(|labels| replies(labels, "suggested_reply", &asks_here));
    let (shown, asks) = (screen.clone(), asks.clone());
    el("div")
        .child(group(screen).hidden(move || none.with(Vec::is_empty)).live_children(Box::new(buttons)))
        .child(el("div").live_children(Box::new(move || {
            shown
                .control
                .with(|action| action.iter().filter_map(|action| control(action, &shown, &asks)).collect())
        })))
}

fn group(screen: &Screen) -> El {
    el("div")
        .set("part", "choices")
        .set("role", "group")
        .worded("aria-label", &screen.words, Word::SuggestedReplies)
        .on("keydown", |event| rove(&event))
}

fn replies(labels: &[String], kind: &'static str, asks: &Asks) -> Vec<El> {
    let one = |(nth, label): (usize, &String)| {
        let (value, asks) = (label.clone(), asks.clone());
        button("choice")
            .set("dir", "auto")
            .set("tabindex", if nth == 0 { "0" } else { "-1" })
            .text(label)
            .on("click", move |_| asks(Ask::Answer { kind, value: value.clone() }))
    };
    labels.iter().enumerate().map(one).collect()
}

fn grade(grade: i32) -> String {
    [if grade < 0 { "-" } else { "" }, &decimal(grade.unsigned_abs().into())].concat()
}

/// The control of what is asked. Where it cannot be fetched there are buttons, if the answer is one of a
/// few; else that is said, and the visitor can ask again, or write, which is always understood.
fn control(action: &Action, screen: &Screen, asks: &Asks) -> Option<El> {
    let buttons =
        |labels: &[String], kind| replies(labels, kind, asks).into_iter().fold(group(screen), El::child);
    let (name, told, fallback) = match action {
        Action::Choice { options_type, options, rules, .. } if options_type == MULTI_SELECT => {
            ("select", data::select(options, *rules), Some(buttons(options, "suggested_reply")))
        }
        Action::Rating { text, min, max } => {
            let grades: Vec<String> = (*min..=*max).map(grade).collect();
            ("rating", data::rating(*min, *max, text), Some(buttons(&grades, "rating")))
        }
        Action::Date { min, max, .. } => ("date", data::date(min.as_deref(), max.as_deref()), None),
        Action::Form { fields, .. } => ("form", data::form(fields), None),
        Action::Input { wanted, .. } if wanted == "location" => ("location", JsValue::UNDEFINED, None),
        _ => return None,
    };
    let is_needed = fallback.is_none();
    let fallback = fallback.unwrap_or_else(|| el("span"));
    Some(part(screen, asks, name, Box::new(move || told.clone()), fallback, is_needed))
}
