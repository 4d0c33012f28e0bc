//! The transcript as it is scrolled: what is drawn, what is held, and when earlier messages are wanted.

use std::rc::Rc;

use parlour_core::{Earlier, Entry, Input};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::HtmlElement;

use super::running::Shared;
use crate::project::Projection;
use crate::view::Watch;
use crate::words::Word;

impl Shared {
    /// Draws and measures in the next frame, after everything that changed has been drawn.
    #[inline(never)]
    pub(super) fn settle_soon(self: &Rc<Self>) {
        let Some(window) = web_sys::window().filter(|_| !self.is_settling.replace(true)) else { return };
        let shared = Rc::downgrade(self);
        let drawn = Closure::once_into_js(move || {
            if let Some(shared) = shared.upgrade() {
                shared.is_settling.set(false);
                shared.with_rows(&mut |rows, entries| rows.settle(entries));
                shared.look(false);
            }
        });
        window.request_animation_frame(drawn.unchecked_ref()).ok();
    }

    pub(super) fn scrolled(self: &Rc<Self>) {
        self.with_rows(&mut |rows, entries| rows.scrolled(entries));
        self.look(true);
    }

    pub(super) fn follow_end(&self) {
        self.with_rows(&mut |rows, _| rows.follow_end());
    }

    pub(super) fn go_to_the_end(self: &Rc<Self>) {
        self.with_rows(&mut |rows, entries| {
            rows.follow_end();
            rows.settle(entries);
        });
        self.focus_log();
        self.look(false);
    }

    /// A button of the transcript goes when it is pressed.
    pub(super) fn focus_log(&self) {
        let stage = self.stage.borrow().clone();
        if let (Some(stage), Some(log)) = (stage, self.nodes.log.get::<HtmlElement>()) {
            stage.focus(&log);
        }
    }

    pub(super) fn print(&self, is_printing: bool) {
        self.with_rows(&mut |rows, entries| rows.print(is_printing, entries));
    }

    pub(super) fn watch(self: &Rc<Self>) -> Option<Watch> {
        let shared = Rc::downgrade(self);
        let resized = move || {
            if let Some(shared) = shared.upgrade() {
                shared.with_rows(&mut |rows, _| rows.resized());
                shared.settle_soon();
            }
        };
        Watch::new(&self.nodes, Box::new(resized))
    }

    #[inline(never)]
    fn with_rows(&self, act: &mut dyn FnMut(&mut Projection, &[Entry])) {
        let driver = self.driver.borrow().clone();
        if let (Some(driver), Some(rows)) = (driver, self.rows.borrow_mut().as_mut()) {
            driver.with(|machine| act(rows, machine.entries()));
        }
    }

    /// What follows from where the visitor reads now. A page that failed is tried again when the
    /// visitor scrolls, not because something else moved.
    fn look(self: &Rc<Self>, has_scrolled: bool) {
        let Some((is_away, missed, is_near_top)) =
            self.rows.borrow_mut().as_mut().map(|rows| (rows.is_away(), rows.missed(), rows.is_near_top()))
        else {
            return;
        };
        if missed > 0 && self.screen.missed.peek(|known| *known == 0) {
            self.say(self.screen.words.count(Word::NewMessages, missed));
        }
        self.screen.missed.set(missed);
        self.screen.away.set(is_away || missed > 0);
        let wants = self.screen.earlier.peek(|earlier| match earlier {
            Earlier::More => true,
            Earlier::Failed => has_scrolled,
            _ => false,
        });
        if is_near_top && wants && self.screen.open.peek(|open| *open) {
            self.feed(Input::ScrolledNearTop);
        }
    }
}
