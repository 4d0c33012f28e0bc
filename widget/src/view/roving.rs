//! Groups of buttons that are one stop of Tab: the arrow keys move inside.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// What moves along with the focus in a group.
const STOPS: &str = "button:not([disabled])";

/// Hears a key pressed in a group. The first button has `tabindex="0"`, the others `-1`.
pub(crate) fn rove(event: &Event) {
    let group = event.current_target().map(wasm_bindgen::JsCast::unchecked_into::<Element>);
    let Some((group, held)) = group.zip(event.target()) else { return };
    let Ok(stops) = group.query_selector_all(STOPS) else { return };
    let all: Vec<HtmlElement> = (0..stops.length())
        .filter_map(|at| stops.get(at))
        .map(wasm_bindgen::JsCast::unchecked_into)
        .collect();
    let Some(at) = all.iter().position(|stop| *stop.unchecked_ref::<web_sys::EventTarget>() == held) else {
        return;
    };
    let last = all.len().saturating_sub(1);
    let is_rtl = group.matches(":dir(rtl)").unwrap_or(false);
    let (before, behind) = (if at == 0 { last } else { at - 1 }, if at == last { 0 } else { at + 1 });
    let to = match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
        "ArrowDown" => behind,
        "ArrowUp" => before,
        "ArrowRight" => {
            if is_rtl {
                before
            } else {
                behind
            }
        }
        "ArrowLeft" => {
            if is_rtl {
                behind
            } else {
                before
            }
        }
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    for (nth, stop) in all.iter().enumerate() {
        stop.set_tab_index(if nth == to { 0 } else { -1 });
        if nth == to {
            stop.focus().ok();
        }
    }
}
