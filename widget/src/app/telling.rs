//! What the page is told of a chat: its events and the ends of its sends.

use std::rc::Rc;

use parlour_core::text::decimal;
use parlour_core::{Change, Connection, Content, Delivery, Machine};
use parlour_protocol::Author;
use wasm_bindgen::JsValue;

use super::running::Shared;
use crate::caught::{coded, set, texts};
use crate::page_events::PageEvent;
use crate::view::state_name;
use crate::words;

impl Shared {
    /// What the visitor pressed in a message.
    pub(super) fn tell_action(&self, kind: &str, value: &str) {
        PageEvent::new("parlour:action").with("kind", kind).with("value", value).dispatch(&self.host);
    }

    /// New messages and changed fates.
    pub(super) fn tell_entries(self: &Rc<Self>, machine: &Machine, events: &mut Vec<PageEvent>) {
        for Change { key, is_new } in machine.changes() {
            // What has changed stands near the end.
            let Some(entry) = machine.entries().iter().rfind(|entry| entry.key == *key) else { continue };
            let (author, kind, id, delivery) = match &entry.content {
                // A picture of the visitor's went with a message that is told.
                Content::Notice(_) | Content::Received { author: Author::Visitor, .. } => continue,
                Content::Visitor { mid, delivery, .. } => ("visitor", "text", mid.clone(), Some(*delivery)),
                Content::Received { author, action, .. } => (
                    if *author == Author::Agent { "agent" } else { "bot" },
                    action.kind(),
                    decimal(entry.key.0),
                    None,
                ),
            };
            if *is_new {
                let direction = if author == "visitor" { "out" } else { "in" };
                let told = PageEvent::new("parlour:message")
                    .with("id", &id)
                    .with("direction", direction)
                    .with("author", author)
                    .with("kind", kind);
                events.push(match &entry.content {
                    _ if !self.host.has_attribute("expose-content") => told,
                    Content::Received { action, .. } => told.with("text", &action.readable()),
                    Content::Visitor { text, .. } => told.with("text", text),
                    Content::Notice(_) => told,
                });
            }
            if let Some(now) = delivery {
                let state = now.as_str();
                events.push(PageEvent::new("parlour:status").with("id", &id).with("state", state));
                if !is_new && matches!(now, Delivery::Sent | Delivery::Failed(_) | Delivery::Unknown) {
                    self.say_first(self.screen.words.get(words::delivery(now)));
                }
                self.settle(machine, &id, now, state);
            }
        }
    }

    /// Ends the page's `send` of a message that could not be kept.
    pub(super) fn settle_unkept(&self, machine: &Machine) {
        let mut waiting = self.waiting.borrow_mut();
        let at = machine.no_room().and_then(|mid| waiting.iter().position(|one| one.mid == mid));
        if let Some(at) = at {
            waiting.swap_remove(at).reject.call1(&JsValue::UNDEFINED, &coded("storage")).ok();
        }
    }

    /// Ends the page's `send` of this message, if there is one and its fate is known.
    fn settle(&self, machine: &Machine, id: &str, delivery: Delivery, state: &str) {
        let mut waiting = self.waiting.borrow_mut();
        let Some(at) = waiting.iter().position(|one| one.mid == id) else { return };
        match delivery {
            Delivery::Queued | Delivery::Sending => {}
            Delivery::Sent | Delivery::Delivered | Delivery::Read | Delivery::Unknown => {
                let outcome = js_sys::Object::new();
                set(&outcome, "id", &id.into());
                set(&outcome, "state", &state.into());
                #[allow(clippy::cast_precision_loss)] // a place in one conversation
                let seq = machine.seq_of(id).map_or(JsValue::NULL, |seq| JsValue::from_f64(seq as f64));
                set(&outcome, "seq", &seq);
                waiting.swap_remove(at).resolve.call1(&JsValue::UNDEFINED, &outcome).ok();
            }
            Delivery::Failed(reason) => {
                let code = coded(reason.code());
                waiting.swap_remove(at).reject.call1(&JsValue::UNDEFINED, &code).ok();
            }
        }
    }

    /// The line, the conversation, and that there is none.
    pub(super) fn tell_connection(&self, machine: &Machine, events: &mut Vec<PageEvent>) {
        let mut told = self.told.get();
        let connection = machine.connection();
        if connection != Connection::Idle && told.connection != Some(connection) {
            told.connection = Some(connection);
            events.push(PageEvent::new("parlour:connection").with("state", state_name(connection)));
        }
        let number = machine.conversation_id();
        if number.is_some() && told.conversation != number {
            if told.conversation.is_none() {
                let version = env!("CARGO_PKG_VERSION");
                let ready = PageEvent::new("parlour:ready").with("version", version);
                events.push(ready.with_value("capabilities", &capabilities(machine)));
            }
            told.conversation = number;
            events.push(PageEvent::new("parlour:conversation").with_value("id", &conversation(machine)));
        }
        if connection == Connection::Refused && !told.is_refused {
            let message = if machine.is_unidentified() {
                "The signed identity was refused."
            } else {
                "The chat is not available from this page."
            };
            let error = PageEvent::new("parlour:error").with("code", machine.refusal());
            events.push(error.with("message", message));
        }
        told.is_refused = connection == Connection::Refused;
        self.told.set(told);
    }
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn conversation(machine: &Machine) -> JsValue {
    machine.conversation_id().map_or(JsValue::NULL, |id| JsValue::from_f64(id as f64))
}

/// What a page may act on, as the server told it.
pub(super) fn capabilities(machine: &Machine) -> JsValue {
    let Some(can) = machine.capabilities() else { return JsValue::NULL };
    let object = js_sys::Object::new();
    for (name, value) in [
        ("uploads", can.uploads),
        ("history", can.history),
        ("receipts", can.receipts),
        ("unread", can.unread),
        ("handover", can.handover),
        ("streaming", can.streaming),
    ] {
        set(&object, name, &value.into());
    }
    set(&object, "emulated", &texts(&can.emulated));
    set(&object, "types", &texts(&can.types));
    set(&object, "max_delay_s", &can.max_delay_s.into());
    object.into()
}
