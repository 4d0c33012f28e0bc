//! What stands in the text box while it is being kept: it leaves the box when it is, and comes back when it is
//! given up.

use parlour_core::text::is_blank;
use parlour_core::{Input, Machine};
use web_sys::HtmlTextAreaElement;

use super::running::Shared;
use crate::view::fill;

/// A message that is being kept.
pub(super) struct Boxed {
    pub(super) mid: String,
    /// As it stands in the text box; `None` for what did not come from there.
    pub(super) text: Option<String>,
    pub(super) has_files: bool,
    /// Whether the visitor has pressed send once more meanwhile.
    pub(super) is_pressed: bool,
}

impl Shared {
    /// Sends what stands in the text box. What the page does not let go, or the browser cannot keep, stays there.
    pub(super) fn send_box(&self, text: &str) {
        if let Some(one) = self.boxed.borrow_mut().iter_mut().find(|one| one.text.is_some()) {
            one.is_pressed = true;
            return;
        }
        self.say_it(text, Some(text.to_owned()));
    }

    /// Lets go of what is kept by now, and keeps the text of what could not be.
    pub(super) fn empty_kept(&self, machine: &Machine) {
        let mut over = Vec::new();
        self.boxed.borrow_mut().retain_mut(|one| {
            let has_no_room = machine.no_room() == Some(&one.mid);
            // One of which nothing is known yet waits for its turn.
            let is_over = has_no_room || machine.has_said(&one.mid);
            if is_over {
                over.push((one.text.take(), one.has_files, one.is_pressed, has_no_room));
            }
            !is_over
        });
        for (text, has_files, is_pressed, has_no_room) in over {
            if has_no_room {
                continue;
            }
            if has_files {
                let mut files = self.files.borrow_mut();
                files.sent = files.sent.wrapping_add(1);
                files.ready.clear();
            }
            let (Some(text), Some(node)) = (text, self.nodes.input.get::<HtmlTextAreaElement>()) else {
                continue;
            };
            let stands = node.value();
            // What was typed on since is the next message.
            let rest = stands.strip_prefix(text.as_str()).unwrap_or(&stands).to_owned();
            fill(&self.nodes, &self.screen.draft, &rest);
            self.feed(Input::DraftChanged { text: rest.clone() });
            if is_pressed && !is_blank(&rest) {
                self.send_box(&rest);
            }
        }
    }

    /// Gives a message up; its text goes back into an empty text box.
    pub(super) fn discard(&self, mid: String) {
        let driver = self.driver.borrow().clone();
        let Some(driver) = driver else { return };
        driver.give_up(mid);
        let draft = driver.with(|machine| machine.draft().to_owned());
        if self.screen.draft.peek(|shown| *shown != draft) {
            fill(&self.nodes, &self.screen.draft, &draft);
        }
    }
}
