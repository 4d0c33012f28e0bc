//! What the driver tells of the conversation, as far as this chat is still there.

use js_sys::Function;
use parlour_core::Machine;
use wasm_bindgen::{JsCast as _, JsValue};

use super::running::Shared;
use crate::address::picture;
use crate::caught::{get, text};
use crate::driver::Audience;
use crate::page_events::PageEvent;

/// What the driver tells. It does not keep the chat alive.
pub(super) struct Ear(pub(super) std::rc::Weak<Shared>);

impl Audience for Ear {
    fn changed(&self, machine: &Machine) {
        let Some(shared) = self.0.upgrade() else { return };
        for event in shared.show(machine) {
            event.dispatch(&shared.host);
        }
    }

    fn announce(&self, text: String) {
        if let Some(shared) = self.0.upgrade() {
            shared.say(text);
        }
    }

    fn storage_failed(&self) {
        let Some(shared) = self.0.upgrade() else { return };
        let message = "This browser keeps nothing: the conversation ends with the page.";
        PageEvent::new("parlour:error")
            .with("code", "storage")
            .with("message", message)
            .dispatch(&shared.host);
    }

    fn forgot(&self, is_done: bool) {
        if let Some(shared) = self.0.upgrade() {
            shared.forgot(is_done);
        }
    }

    fn published(&self, told: JsValue) {
        let Some(shared) = self.0.upgrade() else { return };
        let theme = &get(&told, "theme");
        if let Ok(hear) = shared.config.hears.clone().dyn_into::<Function>() {
            hear.call1(&JsValue::UNDEFINED, &told).ok();
        }
        shared.screen.public.put(told.clone());
        if let Some(title) = text(theme, "title").filter(|_| shared.config.heading.is_none()) {
            shared.screen.title.set(Some(title));
        }
        if shared.config.avatar.is_none() {
            let address = text(theme, "avatar").map(|address| match address.strip_prefix('/') {
                Some(path) => [shared.config.gateway.as_str(), "/", path].concat(),
                None => address,
            });
            shared.screen.avatar.set(address.as_deref().and_then(picture));
        }
    }
}
