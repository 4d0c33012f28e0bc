//! The other tabs of this browser with the same conversation: what they are told, and what they tell.
//!
//! Who leads and how a word gets there is `pkg/loader/tabs.js`. What comes from there is read as if it came from the
//! network, for any script of the page's origin may say it.

use core::cell::{Cell, RefCell};

use js_sys::{Function, Object};
use parlour_core::text::decimal;
use parlour_core::{Connection, Input, Machine, Overheard, Role};
use parlour_protocol::Cursor;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

use crate::caught::{get, set, text};
use crate::config::Config;
use crate::net;
use crate::view::state_name;
use crate::wire;

/// Gives `false` for a word that says nothing, if nothing is done here any more.
type Heard = dyn FnMut(JsValue) -> bool;

/// What connects this tab with the others. Dropped, it leaves them.
pub(crate) struct Tabs {
    join: Option<Function>,
    /// The conversation they have in common.
    conversation: Cell<Option<u64>>,
    tell: RefCell<JsValue>,
    heard: RefCell<Option<Closure<Heard>>>,
    leads: Cell<bool>,
    /// What came down this tab's stream and was not told yet.
    frame: RefCell<Option<(String, String)>>,
    told: RefCell<Option<(Cursor, Connection)>>,
}

impl Tabs {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            join: config.tabs.clone(),
            conversation: Cell::default(),
            tell: RefCell::default(),
            heard: RefCell::default(),
            leads: Cell::default(),
            frame: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// Whether the conversation has become another one.
    pub(crate) fn is_elsewhere(&self, conversation: Option<u64>) -> bool {
        self.join.is_some() && self.conversation.replace(conversation) != conversation
    }

    /// Joins those of the conversation, and leaves those of before. `heard` is told what they say.
    pub(crate) fn join(&self, heard: Box<Heard>) {
        self.tell.take();
        self.leads.set(false);
        self.call_join(heard);
    }

    fn call_join(&self, heard: Box<Heard>) {
        let Some(join) = &self.join else { return };
        let heard = Closure::wrap(heard);
        #[allow(clippy::cast_precision_loss)] // a number of the database
        let conversation = self.conversation.get().map_or(JsValue::NULL, |id| JsValue::from_f64(id as f64));
        let tell = join.call2(&JsValue::UNDEFINED, &conversation, heard.as_ref()).unwrap_or_default();
        self.tell.replace(tell);
        self.heard.replace(Some(heard));
    }

    /// Something came down the stream; it goes with what is told next.
    pub(crate) fn note(&self, name: String, data: String) {
        if self.leads.get() {
            self.frame.replace(Some((name, data)));
        }
    }

    /// Tells the others how far this tab is, if it leads and that is news.
    pub(crate) fn tell(&self, machine: &Machine) {
        let frame = self.frame.take();
        let Some(cursor) = machine.cursor().filter(|_| self.leads.get()) else { return };
        let now = (cursor, machine.connection());
        if frame.is_none() && self.told.borrow().as_ref() == Some(&now) {
            return;
        }
        let word = Object::new();
        let cursor = [now.0.epoch.as_str(), ".", &decimal(now.0.seq)].concat();
        set(&word, "cursor", &cursor.as_str().into());
        set(&word, "line", &state_name(now.1).into());
        if let Some((name, data)) = frame {
            set(&word, "name", &name.as_str().into());
            set(&word, "data", &data.as_str().into());
        }
        self.told.replace(Some(now));
        self.say(&word);
    }

    /// Tells them one thing: a message was given up (`mid`), the visitor has `left`.
    pub(crate) fn tell_of(&self, what: &str, value: &str) {
        let word = Object::new();
        set(&word, what, &value.into());
        self.say(&word);
    }

    fn say(&self, word: &Object) {
        if let Some(tell) = self.tell.borrow().dyn_ref::<Function>() {
            tell.call1(&JsValue::UNDEFINED, word).ok();
        }
    }

    /// What another tab, or the election, says; `None` for what says nothing.
    pub(crate) fn read(&self, told: &JsValue, config: &Config) -> Option<Input> {
        if let Some(leads) = told.as_bool() {
            self.leads.set(leads);
            self.told.take();
            return Some(Input::Role(if leads { Role::Leads } else { Role::Follows }));
        }
        if let Some(mid) = text(told, "mid") {
            return Some(Input::CancelledElsewhere { mid });
        }
        if get(told, "left").is_truthy() {
            return Some(Input::LeftElsewhere);
        }
        if get(told, "rows").is_truthy() {
            // What a tab that is gone had still to send.
            return self.leads.get().then_some(Input::RowsLeft);
        }
        Some(Input::Overheard(Overheard {
            cursor: wire::cursor(told)?,
            connection: match text(told, "line").as_deref() {
                Some("online") => Connection::Online,
                Some("delayed") => Connection::Delayed,
                _ => Connection::Connecting,
            },
            event: text(told, "name")
                .and_then(|name| net::event(&name, &text(told, "data")?, config.host.as_ref())),
        }))
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.conversation.set(None);
        self.call_join(Box::new(|_| true));
    }
}
