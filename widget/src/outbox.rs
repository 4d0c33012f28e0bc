//! What survives a reload and is needed for the first frame: one entry of `localStorage` or `sessionStorage` per
//! bot and gateway. Messages that wait are in rows of their own (`unsent.rs`).
//!
//! Tabs of one visitor share the entry. Each writes all of it; what stands in its own text box it keeps beside,
//! in `sessionStorage`. Messages that others write into it, a conversation without a window (`pkg/runtime`) or an
//! older version, stay there until a page that is loaded takes them over.
//!
//! Storage may be absent, full, or throw on every touch; then the conversation lives as long as
//! the page. That the window is open belongs to the tab and is kept in `sessionStorage`, where the
//! loader looks for it.

use std::cell::RefCell;

use parlour_core::Saved;
use wasm_bindgen::JsValue;
use web_sys::Storage;

use crate::caught::get;
use crate::config::{Config, Keep};
use crate::wire;

/// What every key begins with.
const HEAD: &str = "parlour:";

/// Stands in an entry that holds messages.
const OF_MESSAGE: &str = "\"mid\"";

/// Where one chat keeps what it must not forget.
pub struct Outbox {
    key: String,
    open_key: String,
    draft_key: String,
    keep: Keep,
    /// Ids of messages this tab has found in the entry: one of them that it no longer writes has its row.
    had: RefCell<Vec<String>>,
}

impl Outbox {
    /// Names the place; touches nothing.
    pub fn new(config: &Config) -> Self {
        let name = |head: &str| [head, config.gateway.as_str(), "|", config.bot.as_str()].concat();
        Self {
            key: name(HEAD),
            open_key: name("parlour:open:"),
            draft_key: name("parlour:draft:"),
            keep: config.storage,
            had: RefCell::default(),
        }
    }

    /// What was stored, if there is any and it can be read.
    pub fn load(&self) -> Option<Saved> {
        let mut saved = self.read(&self.place()?)?;
        let tab = |key: &str| session()?.get_item(key).ok()?;
        saved.open = tab(&self.open_key).is_some();
        if let Some(draft) = tab(&self.draft_key) {
            saved.draft = draft;
        }
        self.had.replace(saved.outbox.iter().map(|message| message.mid.clone()).collect());
        Some(saved)
    }

    fn read(&self, place: &Storage) -> Option<Saved> {
        wire::parse(&place.get_item(&self.key).ok()??).map(|told| wire::saved(&told))
    }

    /// Stores `saved` in place of what this tab has stored. `false`: this browser keeps nothing.
    pub fn store(&self, saved: &Saved) -> bool {
        let Some(place) = self.place() else { return self.keep == Keep::None };
        if let Some(tab) = session() {
            if saved.open {
                tab.set_item(&self.open_key, "1").ok();
            } else {
                tab.remove_item(&self.open_key).ok();
            }
            tab.set_item(&self.draft_key, &saved.draft).ok();
        }
        let there = place.get_item(&self.key).ok().flatten().unwrap_or_default();
        let mut saved = saved.clone();
        if there.contains(OF_MESSAGE) {
            let others = self.read(&place).unwrap_or_default().outbox.into_iter();
            let had = self.had.borrow();
            saved.outbox.extend(others.filter(|message| !had.contains(&message.mid)));
        }
        // Writing takes long, also what is there already.
        let text = wire::saved_json(&saved);
        text.is_some_and(|text| text == there || place.set_item(&self.key, &text).is_ok())
    }

    /// Takes everything of this chat out of the browser's storage, what the loader keeps
    /// (`pkg/loader/attend.js`) included.
    pub fn wipe(&self) {
        let Some(name) = self.key.strip_prefix(HEAD) else { return };
        for place in [self.place(), session()].into_iter().flatten() {
            for kind in ["", "open:", "draft:", "unread:", "rules:", "given:", "muted:", "era:"] {
                place.remove_item(&[HEAD, kind, name].concat()).ok();
            }
        }
    }

    fn place(&self) -> Option<Storage> {
        match self.keep {
            Keep::Local => storage("localStorage"),
            Keep::Session => session(),
            Keep::None => None,
        }
    }
}

fn session() -> Option<Storage> {
    storage("sessionStorage")
}

/// Reading the property itself throws where site data is blocked.
fn storage(name: &str) -> Option<Storage> {
    let found = get(&JsValue::from(web_sys::window()?), name);
    (!found.is_undefined() && !found.is_null()).then(|| wasm_bindgen::JsCast::unchecked_into(found))
}
