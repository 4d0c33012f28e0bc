//! The page the widget stands in, as far as it is told (server.md §3.2, embed.md §2 `page-url`).
//!
//! Read by name (`location.host`, `navigator.language` …): a typed binding for each would cost more
//! than all of this.

use js_sys::{Array, Intl, Object};
use parlour_core::text::decimal;
use parlour_protocol::WebMetadata;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::caught::get;
use crate::config::PageUrl;
use crate::limits::{NARROW_PX, PAGE_FIELD_CHARS};

/// Reads the page as it is now.
pub(crate) fn read(page_url: PageUrl) -> WebMetadata {
    let mut page =
        WebMetadata { host: text(&["location", "host"]).unwrap_or_default(), ..WebMetadata::default() };
    if page_url == PageUrl::Off {
        return page;
    }
    page.host_page_url = text(&["location", "href"]).map(|mut href| {
        if page_url != PageUrl::Full {
            let end = href.bytes().position(|sign| matches!(sign, b'?' | b'#'));
            href.truncate(end.unwrap_or(href.len()));
        }
        href
    });
    page.title = text(&["document", "title"]);
    page.referrer = text(&["document", "referrer"]).and_then(|came_from| origin(&came_from));
    page.language = text(&["navigator", "language"]);
    page.timezone = time_zone();
    page.screen = size(&["screen", "width"], &["screen", "height"]);
    page.viewport = size(&["innerWidth"], &["innerHeight"]);
    page.user_agent_data = browser();
    page
}

/// The language the page is written in, then the browser's first.
pub(crate) fn language() -> Option<String> {
    text(&["document", "documentElement", "lang"]).or_else(|| text(&["navigator", "language"]))
}

/// Where a window in mode `bubble` covers the page.
pub(crate) fn is_narrow() -> bool {
    web_sys::window()
        .and_then(|window| window.inner_width().ok()?.as_f64())
        .is_some_and(|width| width <= NARROW_PX)
}

/// What stands at the end of `path` below the window; `undefined` where it breaks off.
fn at(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |object, key| get(&object, key))
}

fn text(path: &[&str]) -> Option<String> {
    words(&at(path))
}

/// A string that is not empty, cut to what is sent.
fn words(value: &JsValue) -> Option<String> {
    let mut text = value.as_string().filter(|text| !text.is_empty())?;
    if let Some((end, _)) = text.char_indices().nth(PAGE_FIELD_CHARS) {
        text.truncate(end);
    }
    Some(text)
}

/// `https://host` of an address.
fn origin(address: &str) -> Option<String> {
    let mut parts = address.split('/');
    let (scheme, _, host) = (parts.next()?, parts.next()?, parts.next()?);
    Some([scheme, "//", host].concat())
}

fn time_zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    words(&get(&format.resolved_options(), "timeZone"))
}

/// `1280x720`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps within the range
fn size(width: &[&str], height: &[&str]) -> Option<String> {
    let side = |path| at(path).as_f64().map(|px| decimal(px as u64));
    Some([side(width)?.as_str(), "x", side(height)?.as_str()].concat())
}

/// Brands, platform and form, e.g. `Chromium 156; Linux; desktop`; the user agent string where the
/// browser has no structured form.
fn browser() -> Option<String> {
    let data = at(&["navigator", "userAgentData"]);
    let Ok(brands) = get(&data, "brands").dyn_into::<Array>() else {
        return text(&["navigator", "userAgent"]);
    };
    let mut told = String::new();
    for nth in 0..brands.length() {
        let brand = brands.get(nth);
        let name = words(&get(&brand, "brand")).unwrap_or_default();
        // Browsers add a meaningless brand on purpose ("Not A;Brand"), so that nobody relies on it.
        if name.split(|sign: char| !sign.is_ascii_alphanumeric()).any(|word| word == "Not") {
            continue;
        }
        if !told.is_empty() {
            told.push_str(", ");
        }
        told.push_str(&name);
        told.push(' ');
        told.push_str(&words(&get(&brand, "version")).unwrap_or_default());
    }
    told.push_str("; ");
    told.push_str(&words(&get(&data, "platform")).unwrap_or_default());
    told.push_str(if get(&data, "mobile").is_truthy() { "; mobile" } else { "; desktop" });
    Some(told)
}
