//! One row of the transcript: a bubble with its author and its fate, or a notice.

use parlour_core::{Content, Delivery, Entry};
use parlour_protocol::{Action, Author};

use super::frame::{Frame, day, meta, portrait, said_by};
use crate::view::content::content;
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::{Ask, Asks, Screen};
use crate::words::{self, Word, Words};

/// Draws `entry` in its `frame`. Who wrote it, when and what kind it is do not change; its text and
/// fate do.
pub(crate) fn row(entry: &Live<Entry>, frame: Frame, screen: &Screen, asks: &Asks) -> El {
    let part = entry.peek(|entry| match &entry.content {
        Content::Visitor { .. } | Content::Received { author: Author::Visitor, .. } => {
            "message message-visitor"
        }
        Content::Received { author: Author::Agent, .. } => "message message-agent",
        Content::Received { author: Author::System, .. }
        | Content::Received { action: Action::Notice { .. }, .. }
        | Content::Notice(_) => "message message-notice",
        Content::Received { .. } => "message message-bot",
    });
    let state = entry.clone();
    let li = el("li")
        .set("part", part)
        .live("data-state", move || state.with(|entry| fate(entry).map(|fate| fate.as_str().to_owned())));
    let mut bubble = content(entry, screen, asks);
    let (lang, is_own) = entry.peek(|entry| match &entry.content {
        Content::Received { lang, .. } => (lang.clone(), false),
        content => (None, matches!(content, Content::Visitor { .. })),
    });
    if let Some(lang) = lang {
        bubble = bubble.set("lang", &lang);
    }
    let mut li = li;
    if frame.is_new {
        li = li.set("data-new", "");
    }
    if frame.opens_day {
        li = li.child(day(entry, frame, screen));
    }
    if part == "message message-notice" {
        return li.child(bubble);
    }
    li = li.child(said_by(entry, frame, screen));
    if frame.opens_group {
        li = li.set("data-opens", "").child(meta(entry, screen));
        if part != "message message-visitor" {
            li = li.child(portrait(entry, screen));
        }
    }
    li = li.child(bubble);
    if is_own { li.child(status(entry, &screen.words, asks)) } else { li }
}

/// What became of the visitor's message, and what can be done about it.
fn status(entry: &Live<Entry>, words: &Words, asks: &Asks) -> El {
    let (word, no_retry, no_discard) = (entry.clone(), entry.clone(), entry.clone());
    let says = words.clone();
    el("div")
        .set("part", "status")
        .child(el("span").live_text(move || {
            let word = word.with(|entry| fate(entry).map(words::delivery));
            word.map(|word| says.get(word)).unwrap_or_default()
        }))
        .child(act(entry, asks, Ask::Retry).says(words, Word::TryAgain).hidden(move || {
            no_retry.with(|entry| !matches!(fate(entry), Some(Delivery::Failed(_) | Delivery::Unknown)))
        }))
        .child(act(entry, asks, Ask::Discard).says(words, Word::Discard).hidden(move || {
            no_discard.with(|entry| !matches!(fate(entry), Some(Delivery::Failed(_) | Delivery::Queued)))
        }))
}

fn act(entry: &Live<Entry>, asks: &Asks, ask: fn(String) -> Ask) -> El {
    let (entry, asks) = (entry.clone(), asks.clone());
    el("button").set("type", "button").set("class", "act").on("click", move |_| {
        let mid = entry.peek(|entry| match &entry.content {
            Content::Visitor { mid, .. } => Some(mid.clone()),
            _ => None,
        });
        if let Some(mid) = mid {
            asks(ask(mid));
        }
    })
}

/// How far the visitor's message has come; `None` for everybody else's.
fn fate(entry: &Entry) -> Option<Delivery> {
    match entry.content {
        Content::Visitor { delivery, .. } => Some(delivery),
        _ => None,
    }
}
