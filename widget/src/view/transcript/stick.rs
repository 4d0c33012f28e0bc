//! Staying at the end of the transcript, unless the visitor reads further up.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver};

use crate::clock::before_next_frame;
use crate::limits::STICK_PX;
use crate::view::element::Kept;

/// Whether the end is followed.
#[derive(Clone)]
pub(crate) struct Stick(Rc<State>);

struct State {
    is_following: Cell<bool>,
    /// Height of the content and of what is seen of it, when the scroll position was last looked at.
    heights: Cell<(i32, i32)>,
    log: Kept,
}

/// Follows the end while the transcript or what it holds changes its size; dropped, it stops.
pub(crate) struct Watch {
    observer: ResizeObserver,
    _resized: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Stick {
    /// Follows the end of `log`.
    pub(crate) fn new(log: &Kept) -> Self {
        Self(Rc::new(State { is_following: Cell::new(true), heights: Cell::default(), log: log.clone() }))
    }

    /// The transcript was scrolled: by the visitor, or by the browser because it or its content
    /// shrank or grew. Only with the same heights as before was it the visitor.
    pub(crate) fn scrolled(&self) {
        let Some(log) = self.0.log.get::<HtmlElement>() else { return };
        let heights = (log.scroll_height(), log.client_height());
        let is_at_the_end = heights.0 - log.scroll_top() - heights.1 <= STICK_PX;
        if is_at_the_end || heights == self.0.heights.replace(heights) {
            self.0.is_following.set(is_at_the_end);
        }
    }

    /// Follows the end also when a notice, the composer or a late font changes the room there is.
    pub(crate) fn watch(&self, list: &Kept) -> Option<Watch> {
        let stick = self.clone();
        let resized = Closure::<dyn FnMut()>::new(move || stick.to_the_end());
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        observer.observe(&self.0.log.get()?);
        observer.observe(&list.get()?);
        Some(Watch { observer, _resized: resized })
    }

    /// From here on the end is followed again: the visitor has sent something.
    pub(crate) fn again(&self) {
        self.0.is_following.set(true);
    }

    /// Goes to the end in the next frame, after everything that changed has been drawn.
    pub(crate) fn follow(&self) {
        if self.0.is_following.get() {
            let stick = self.clone();
            before_next_frame(Box::new(move || stick.to_the_end()));
        }
    }

    fn to_the_end(&self) {
        if let Some(log) = self.0.log.get::<HtmlElement>().filter(|_| self.0.is_following.get()) {
            let height = log.scroll_height();
            self.0.heights.set((height, log.client_height()));
            log.set_scroll_top(height);
        }
    }
}
