//! An event listener that is removed when dropped.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Event, EventTarget};

/// One listener on something outside our own nodes, or on our root.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    heard: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `heard` for every `event` at `target`, in the bubbling phase.
    pub(crate) fn new(target: &EventTarget, event: &'static str, heard: Box<dyn FnMut(Event)>) -> Self {
        let heard = Closure::wrap(heard);
        target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()).ok();
        Self { target: target.clone(), event, heard }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.target.remove_event_listener_with_callback(self.event, self.heard.as_ref().unchecked_ref()).ok();
    }
}
