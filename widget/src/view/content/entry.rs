//! From an entry of the transcript to what is seen of it.

use parlour_core::{Content, Entry};

use super::{folded, rich};
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::{Asks, Screen};
use crate::words;

/// The bubble of `entry`: an element with `part="bubble"`, and `data-kind` where it is no plain text.
///
/// What kind of thing an entry is does not change; its text may.
pub(crate) fn content(entry: &Live<Entry>, screen: &Screen, asks: &Asks) -> El {
    if let Some(bubble) = rich::rich(entry, screen, asks) {
        return bubble;
    }
    if entry.peek(|entry| matches!(entry.content, Content::Received { .. })) {
        return folded::text(entry, screen, asks);
    }
    let (entry, says) = (entry.clone(), screen.words.clone());
    let bubble = el("div").set("part", "bubble");
    // A sentence of ours runs as the window does, whoever it names.
    let is_ours = entry.peek(|entry| matches!(entry.content, Content::Notice(_)));
    let bubble = if is_ours { bubble } else { bubble.set("dir", "auto") };
    bubble.live_text(move || {
        entry.with(|entry| match &entry.content {
            Content::Visitor { text, .. } => text.clone(),
            Content::Notice(notice) => words::notice(&says, notice),
            Content::Received { .. } => String::new(),
        })
    })
}
