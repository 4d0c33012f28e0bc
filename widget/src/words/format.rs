//! Numbers, dates, lists and plural categories as a language writes them, by the browser's `Intl`.
//!
//! By name, not by typed bindings: one call serves every formatter. What `Intl` refuses is shown plainly.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::{Word, Words};
use crate::caught::{get, set};
use crate::limits::FORMATTERS;

/// Milliseconds of a day that has no change of the clocks.
const DAY_MS: f64 = 86_400_000.0;
/// File sizes by unit of `Intl`, and where each begins; the units are decimal.
const SIZES: [(f64, &str); 4] = [(1e9, "gigabyte"), (1e6, "megabyte"), (1e3, "kilobyte"), (0.0, "byte")];

/// The plural category of CLDR: `zero`, `one`, `two`, `few`, `many` or `other`.
pub(super) fn plural(tag: &str, n: f64) -> String {
    intl("PluralRules", tag, &[], "select", &n.into()).unwrap_or_else(|| "other".to_owned())
}

impl Words {
    /// A number.
    pub fn number(&self, n: f64) -> String {
        self.format("NumberFormat", &[], &n.into()).unwrap_or_else(|| whole(n))
    }

    /// A share of one as a percentage: 0.45 is `45%`.
    pub fn percent(&self, share: f64) -> String {
        self.format("NumberFormat", &[("style", "percent")], &share.into())
            .unwrap_or_else(|| [whole(share * 100.0).as_str(), "%"].concat())
    }

    /// The size of a file of `bytes`: `12 MB`.
    pub fn size(&self, bytes: f64) -> String {
        let (from, unit) = SIZES.into_iter().find(|(from, _)| bytes >= *from).unwrap_or((0.0, "byte"));
        let n = if from > 0.0 { bytes / from } else { bytes };
        // One digit after the point tells 1.5 MB from 2 MB; over ten it tells nothing.
        let digits = if n < 10.0 && from > 0.0 { "1" } else { "0" };
        let options =
            [("style", "unit"), ("unit", unit), ("unitDisplay", "short"), ("maximumFractionDigits", digits)];
        self.format("NumberFormat", &options, &n.into())
            .unwrap_or_else(|| [whole(n).as_str(), " ", unit].concat())
    }

    /// The time of day of `at`, milliseconds since 1970, in the visitor's zone.
    pub fn time(&self, at: f64) -> String {
        self.format("DateTimeFormat", &[("timeStyle", "short")], &at.into()).unwrap_or_default()
    }

    /// Day and time of `at`, for who does not see under which day it stands.
    pub fn full(&self, at: f64) -> String {
        let options = [("dateStyle", "full"), ("timeStyle", "short")];
        self.format("DateTimeFormat", &options, &at.into()).unwrap_or_default()
    }

    /// The day of `at` seen from `now`, both in milliseconds since 1970: today, yesterday, else the date.
    pub fn day(&self, at: f64, now: f64) -> String {
        match local_day(now) - local_day(at) {
            0.0 => self.get(Word::Today),
            1.0 => self.get(Word::Yesterday),
            _ => {
                let options =
                    [("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
                self.format("DateTimeFormat", &options, &at.into()).unwrap_or_default()
            }
        }
    }

    /// Several names as one: `A, B and C`.
    pub fn list(&self, items: &[String]) -> String {
        let array: Array = items.iter().map(|item| JsValue::from_str(item)).collect();
        self.format("ListFormat", &[], &array).unwrap_or_else(|| items.join(", "))
    }

    #[inline(never)]
    fn format(&self, kind: &str, options: &[(&str, &str)], value: &JsValue) -> Option<String> {
        intl(kind, &self.tag(), options, "format", value)
    }
}

thread_local! {
    /// Formatters by all that they are made of: making one takes longer than drawing a row.
    static MADE: RefCell<Vec<(String, JsValue, Function)>> = const { RefCell::new(Vec::new()) };
}

/// `new Intl[kind](tag, options)[method](value)`.
fn intl(kind: &str, tag: &str, options: &[(&str, &str)], method: &str, value: &JsValue) -> Option<String> {
    let mut name = [kind, " ", tag].concat();
    for (_, option) in options {
        name.push(' ');
        name.push_str(option);
    }
    let known = MADE.with_borrow(|all| {
        let found = all.iter().find(|(of, _, _)| *of == name)?;
        Some((found.1.clone(), found.2.clone()))
    });
    let (format, call) = if let Some(known) = known {
        known
    } else {
        let (format, call) = make(kind, tag, options, method)?;
        MADE.with_borrow_mut(|all| {
            if all.len() >= FORMATTERS {
                all.clear();
            }
            all.push((name, format.clone(), call.clone()));
        });
        (format, call)
    };
    call.call1(&format, value).ok()?.as_string()
}

fn make(kind: &str, tag: &str, options: &[(&str, &str)], method: &str) -> Option<(JsValue, Function)> {
    let made: Function = get(&get(&js_sys::global(), "Intl"), kind).dyn_into().ok()?;
    let given = Object::new();
    for (key, option) in options {
        set(&given, key, &JsValue::from_str(option));
    }
    let arguments = Array::new();
    arguments.push(&JsValue::from_str(tag));
    arguments.push(&given);
    let format = Reflect::construct(&made, &arguments).ok()?;
    let call: Function = get(&format, method).dyn_into().ok()?;
    Some((format, call))
}

/// Days since 1970 by the visitor's calendar.
pub(crate) fn local_day(at: f64) -> f64 {
    let offset = Date::new(&at.into()).get_timezone_offset() * 60_000.0;
    ((at - offset) / DAY_MS).floor()
}

#[allow(clippy::cast_possible_truncation)]
fn whole(n: f64) -> String {
    (n as i64).to_string()
}
