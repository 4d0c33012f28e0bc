//! How the window stands: beside the page, over it, or in it; and what is heard of the page.

use std::rc::Rc;

use parlour_core::Input;

use super::running::Shared;
use crate::host_page::is_narrow;
use crate::listener::Listener;

impl Shared {
    /// Reads the element's `mode` and the page's width anew.
    pub(super) fn stand(&self) {
        let mode = self.host.get_attribute("mode");
        let is_mode = |name: &str| mode.as_deref() == Some(name);
        self.screen.inline.set(is_mode("inline"));
        self.screen.modal.set(is_mode("fullscreen") || is_narrow() && !is_mode("inline"));
    }

    /// Hears what the page does to the chat: its line, its size, and that it is seen again.
    pub(super) fn listen(self: &Rc<Self>) -> Vec<Listener> {
        let Some(window) = web_sys::window() else { return Vec::new() };
        let hear = |input: fn() -> Input| {
            let shared = Rc::downgrade(self);
            Box::new(move |_| {
                if let Some(shared) = shared.upgrade() {
                    shared.feed(input());
                }
            })
        };
        let mut listeners = vec![
            Listener::new(&window, "online", hear(|| Input::WentOnline)),
            Listener::new(&window, "offline", hear(|| Input::WentOffline)),
            // Also from the cache of left pages, and for the first time, when nothing waits yet.
            Listener::new(&window, "pageshow", hear(|| Input::WentOnline)),
        ];
        let shared = Rc::downgrade(self);
        listeners.push(Listener::new(
            &window,
            "resize",
            Box::new(move |_| {
                if let Some(shared) = shared.upgrade() {
                    shared.stand();
                }
            }),
        ));
        for (name, is_printing) in [("beforeprint", true), ("afterprint", false)] {
            let shared = Rc::downgrade(self);
            let printing = move |_| {
                if let Some(shared) = shared.upgrade() {
                    shared.print(is_printing);
                }
            };
            listeners.push(Listener::new(&window, name, Box::new(printing)));
        }
        if let Some(document) = window.document() {
            let (shared, of) = (Rc::downgrade(self), document.clone());
            let came_back = move |_| {
                if let Some(shared) = shared.upgrade().filter(|_| !of.hidden()) {
                    shared.feed(Input::WentOnline);
                }
            };
            listeners.push(Listener::new(&document, "visibilitychange", Box::new(came_back)));
        }
        listeners
    }
}
