//! What survives a reload: one entry of `localStorage` or `sessionStorage` per bot and gateway.
//!
//! Storage may be absent, full, or throw on every touch; then the conversation lives as long as
//! the page. That the window is open belongs to the tab and is kept in `sessionStorage`, where the
//! loader looks for it.

use parlour_core::Saved;
use wasm_bindgen::JsValue;
use web_sys::Storage;

use crate::caught::get;
use crate::config::{Config, Keep};
use crate::wire;

/// Where one chat keeps what it must not forget.
pub struct Outbox {
    key: String,
    open_key: String,
    keep: Keep,
}

impl Outbox {
    /// Names the place; touches nothing.
    pub fn new(config: &Config) -> Self {
        let name = |head: &str| [head, config.gateway.as_str(), "|", config.bot.as_str()].concat();
        Self { key: name("parlour:"), open_key: name("parlour:open:"), keep: config.storage }
    }

    /// What was stored, if there is any and it can be read.
    pub fn load(&self) -> Option<Saved> {
        let text = self.place()?.get_item(&self.key).ok()??;
        let mut saved = wire::saved(&wire::parse(&text)?);
        saved.open = session().is_some_and(|tab| matches!(tab.get_item(&self.open_key), Ok(Some(_))));
        Some(saved)
    }

    /// Stores `saved` in place of what is there. `false`: this browser keeps nothing.
    pub fn store(&self, saved: &Saved) -> bool {
        let Some(place) = self.place() else { return self.keep == Keep::None };
        if let Some(tab) = session() {
            if saved.open {
                tab.set_item(&self.open_key, "1").ok();
            } else {
                tab.remove_item(&self.open_key).ok();
            }
        }
        wire::saved_json(saved).is_some_and(|text| place.set_item(&self.key, &text).is_ok())
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
