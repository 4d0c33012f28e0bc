//! The rows of messages that wait, by the page's hand (`pkg/loader/unsent.js`).

use js_sys::{Array, Function};
use parlour_core::{Input, SavedMessage, Storing};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

use crate::config::{Config, Keep};
use crate::wire;

/// Id of a message, and what came of it; `undefined` and a list of rows.
type Heard = dyn FnMut(JsValue, JsValue);

/// The rows of one chat. Dropped, they tell nothing more; what was asked for is still done.
pub(crate) struct Rows {
    ask: Option<Function>,
    told: Box<dyn Fn(Input)>,
    /// What comes of a message where there are no rows.
    otherwise: Storing,
    _heard: Closure<Heard>,
}

impl Rows {
    /// Touches nothing. `told` hears [`Input::Kept`] and [`Input::RowsRead`].
    pub(crate) fn new(config: &Config, told: impl Fn(Input) + Clone + 'static) -> Self {
        let tell = told.clone();
        let heard: Closure<Heard> = Closure::wrap(Box::new(move |mid: JsValue, answer: JsValue| {
            tell(match mid.as_string() {
                Some(mid) => Input::Kept { mid, how: storing(&answer) },
                None => Input::RowsRead(rows(&answer)),
            });
        }));
        let has_rows = config.storage != Keep::None;
        let made = config.rows.as_ref().filter(|_| has_rows);
        let made = made.and_then(|make| make.call1(&JsValue::UNDEFINED, heard.as_ref()).ok());
        Self {
            ask: made.and_then(|made| made.dyn_into().ok()),
            told: Box::new(told),
            // A page that wants nothing kept is not told that nothing is.
            otherwise: if has_rows { Storing::Held } else { Storing::Stored },
            _heard: heard,
        }
    }

    /// Stores a message.
    pub(crate) fn put(&self, message: &SavedMessage, is_new: bool) {
        let row = wire::row_json(message).unwrap_or_default();
        if !self.ask("put", &[message.mid.as_str().into(), row.into(), is_new.into()]) {
            (self.told)(Input::Kept { mid: message.mid.clone(), how: self.otherwise });
        }
    }

    /// Takes a message's row away.
    pub(crate) fn drop(&self, mid: &str) {
        self.ask("drop", &[mid.into()]);
    }

    /// Reads all rows.
    pub(crate) fn read(&self) {
        if !self.ask("read", &[]) {
            (self.told)(Input::RowsRead(Vec::new()));
        }
    }

    /// Takes all rows away.
    pub(crate) fn wipe(&self) {
        self.ask("wipe", &[]);
    }

    fn ask(&self, what: &str, given: &[JsValue]) -> bool {
        let Some(ask) = &self.ask else { return false };
        let all = Array::of1(&what.into());
        for one in given {
            all.push(one);
        }
        ask.apply(&JsValue::UNDEFINED, &all).is_ok()
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        self.ask("end", &[]);
    }
}

fn storing(told: &JsValue) -> Storing {
    match told.as_string().as_deref() {
        Some("stored") => Storing::Stored,
        Some("full") => Storing::Full,
        _ => Storing::Held,
    }
}

fn rows(told: &JsValue) -> Vec<SavedMessage> {
    let mut rows = Vec::new();
    wire::each_of(told, &mut |row| rows.extend(row.as_string().and_then(|row| wire::row(&row))));
    rows
}
