//! Code over several lines, with a button that copies it.

use parlour_core::markup::{Node, words};

use crate::clipboard;
use crate::view::element::{El, el};
use crate::view::live::Live;
use crate::view::screen::Screen;
use crate::words::Word;

pub(super) fn block(node: &Node, screen: &Screen) -> El {
    let bar = el("div").set("class", "bar").child(el("span").text(&words(&node.children)));
    let bar = if clipboard::is_there() { bar.child(copy(&node.text, screen)) } else { bar };
    el("div")
        .set("class", "code")
        .set("dir", "ltr")
        .child(bar)
        .child(el("pre").set("tabindex", "0").child(el("code").text(&node.text)))
}

fn copy(code: &str, screen: &Screen) -> El {
    let (is_copied, says, code) = (Live::new(false), screen.words.clone(), code.to_owned());
    let (copied, again) = (is_copied.clone(), is_copied.clone());
    el("button")
        .set("type", "button")
        .set("class", "act")
        .set("aria-live", "polite")
        .live_text(move || says.get(if is_copied.with(|is| *is) { Word::Copied } else { Word::Copy }))
        .on("click", move |_| {
            let copied = copied.clone();
            clipboard::copy(&code, Box::new(move || copied.set(true)));
        })
        .on("blur", move |_| again.set(false))
}
