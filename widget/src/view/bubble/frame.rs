//! What stands around a bubble: the day over it, and who said it when.

use parlour_core::{Content, Entry};
use parlour_protocol::{AgentCard, Author};

use crate::address::picture;
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::Screen;
use crate::words::Word;

/// How a row stands among its neighbours.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    /// When it is drawn, in milliseconds since 1970: today is seen from there.
    pub(crate) now: f64,
    /// Whether it is the first of its day.
    pub(crate) opens_day: bool,
    /// Whether it is the first that its author says at this time.
    pub(crate) opens_group: bool,
    /// Whether it has just come, and may be seen to.
    pub(crate) is_new: bool,
}

/// The line between two days.
pub(super) fn day(entry: &Live<Entry>, frame: Frame, screen: &Screen) -> El {
    let (at, words) = (at(entry), screen.words.clone());
    el("div").set("part", "day").child(el("span").live_text(move || words.day(at, frame.now)))
}

/// Name and time over the first bubble of a group. For a screen reader both stand in the hidden text
/// of the row, the time with its day.
pub(super) fn meta(entry: &Live<Entry>, screen: &Screen) -> El {
    let (at, time, title) = (at(entry), screen.words.clone(), screen.words.clone());
    let mut meta = el("div").set("part", "meta").set("aria-hidden", "true");
    if entry.peek(is_received) {
        let (entry, screen) = (entry.clone(), screen.clone());
        meta = meta
            .child(el("span").set("dir", "auto").live_text(move || entry.peek(|entry| name(entry, &screen))));
    }
    let time = el("time").live("title", move || Some(title.full(at))).live_text(move || time.time(at));
    meta.child(time)
}

/// What a screen reader says before the message.
pub(super) fn said_by(entry: &Live<Entry>, frame: Frame, screen: &Screen) -> El {
    let (entry, screen) = (entry.clone(), screen.clone());
    el("span").set("class", "unseen").live_text(move || {
        let words = &screen.words;
        let mut said = if entry.peek(is_received) {
            words.fill(Word::Said, &[("name", &entry.peek(|entry| name(entry, &screen)))])
        } else {
            words.get(Word::YouSaid)
        };
        if frame.opens_group {
            said = [said.as_str(), " ", words.full(at(&entry)).as_str(), ". "].concat();
        }
        said
    })
}

/// The picture of who speaks, or the first letter of the name.
pub(super) fn portrait(entry: &Live<Entry>, screen: &Screen) -> El {
    if !entry.peek(is_agent) {
        return crate::view::header::portrait(screen, false);
    }
    let letter = entry.peek(|entry| name(entry, screen)).chars().next().map(String::from);
    let picture = entry.peek(|entry| card(entry).and_then(|agent| picture(agent.avatar.as_deref()?)));
    let portrait = el("span")
        .set("part", "avatar")
        .set("aria-hidden", "true")
        .child(el("span").set("class", "letter").text(&letter.unwrap_or_default()));
    match picture {
        Some(address) => portrait.child(el("img").set("alt", "").set("src", &address)),
        None => portrait,
    }
}

/// The name of who speaks; an agent's comes with the message.
pub(crate) fn name(entry: &Entry, screen: &Screen) -> String {
    match card(entry) {
        Some(agent) => agent.name.clone(),
        None if is_agent(entry) => screen.words.get(Word::Agent),
        None => screen.name(),
    }
}

fn card(entry: &Entry) -> Option<&AgentCard> {
    match &entry.content {
        Content::Received { agent, .. } => agent.as_ref(),
        _ => None,
    }
}

fn is_agent(entry: &Entry) -> bool {
    matches!(entry.content, Content::Received { author: Author::Agent, .. })
}

fn is_received(entry: &Entry) -> bool {
    matches!(entry.content, Content::Received { author, .. } if author != Author::Visitor)
}

/// As the browser counts: exact for the next 280,000 years.
#[allow(clippy::cast_precision_loss)]
fn at(entry: &Live<Entry>) -> f64 {
    entry.peek(|entry| entry.at) as f64
}
