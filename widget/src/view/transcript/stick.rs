//! Staying at the end of the transcript, unless the visitor reads further up.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::HtmlElement;

use crate::limits::STICK_PX;
use crate::view::element::Kept;

/// Whether the end is followed.
#[derive(Clone)]
pub(crate) struct Stick(Rc<State>);

struct State {
    is_following: Cell<bool>,
    /// Height of the content when the scroll position was last looked at.
    height: Cell<i32>,
    log: Kept,
}

impl Stick {
    /// Follows the end of `log`.
    pub(crate) fn new(log: &Kept) -> Self {
        Self(Rc::new(State { is_following: Cell::new(true), height: Cell::new(0), log: log.clone() }))
    }

    /// The transcript was scrolled: by the visitor, or by the browser because its content shrank or
    /// grew. Only with the same content as before was it the visitor.
    pub(crate) fn scrolled(&self) {
        let Some(log) = self.0.log.get::<HtmlElement>() else { return };
        let height = log.scroll_height();
        let is_at_the_end = height - log.scroll_top() - log.client_height() <= STICK_PX;
        if is_at_the_end || height == self.0.height.replace(height) {
            self.0.is_following.set(is_at_the_end);
        }
    }

    /// From here on the end is followed again: the visitor has sent something.
    pub(crate) fn again(&self) {
        self.0.is_following.set(true);
    }

    /// Goes to the end in the next frame, after everything that changed has been drawn.
    pub(crate) fn follow(&self) {
        let Some(window) = web_sys::window().filter(|_| self.0.is_following.get()) else { return };
        let stick = self.clone();
        let to_the_end = Closure::once_into_js(move || {
            if let Some(log) = stick.0.log.get::<HtmlElement>().filter(|_| stick.0.is_following.get()) {
                let height = log.scroll_height();
                stick.0.height.set(height);
                log.set_scroll_top(height);
            }
        });
        window.request_animation_frame(to_the_end.unchecked_ref()).ok();
    }
}
