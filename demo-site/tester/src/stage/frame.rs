//! The frame: a page of its own, so that what the widget asks of its window (how wide, how high, which scheme) has the
//! answers of that device, and so that neither page's styles nor keys reach the other's.

use leptos::html;
use leptos::prelude::*;

use super::verbs;
use crate::page::Session;

/// The frame, or what to do first.
pub(crate) fn frame(session: Session) -> AnyView {
    let node = NodeRef::<html::Iframe>::new();
    node.on_load(move |frame| {
        let (width, height) = session.size.get_untracked().pixels();
        verbs::take(&frame);
        verbs::resize(width, height);
    });
    let is_idle = move || session.source.with(Option::is_none);
    let frame = html::iframe().class("frame").title("A page with the chat").node_ref(node);
    let holder = html::div().class("holder").attr("hidden", move || is_idle().then_some("")).child(frame);
    let hint = html::div().class("hint").attr("hidden", move || (!is_idle()).then_some("")).child((
        html::h2().child("Talk to a bot"),
        html::p().child("Choose one of this server’s bots, or drop a flow file anywhere on this page."),
        html::p().class("quiet").child("A file runs here in your browser. Nothing of it is uploaded."),
    ));
    (holder, hint).into_any()
}
