//! The time, and being woken.

use std::cell::Cell;

use js_sys::Date;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

thread_local! {
    /// The last time told, and how far the clock has jumped back so far.
    static TOLD: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// Milliseconds since 1970. It never goes back: a clock that is set back by an hour must not hold
/// what waits for its time, an hour long.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn now() -> u64 {
    let clock = Date::now() as u64;
    let (last, behind) = TOLD.get();
    let behind = behind.max(last.saturating_sub(clock));
    TOLD.set((clock + behind, behind));
    clock + behind
}

// Not web-sys': there an id is an `i32`, and clocks that pages put in place of the browser's, as their tests do, give
// greater ones. One that is cut short clears nothing, and what is dropped is called.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(ring: &JsValue, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// A timer that is cleared when dropped.
pub(crate) struct Timer {
    id: JsValue,
    _ring: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `ring` once, after `ms` milliseconds.
    pub(crate) fn after(ms: i32, ring: Box<dyn FnMut()>) -> Self {
        let ring = Closure::wrap(ring);
        Self { id: set_timeout(ring.as_ref(), ms), _ring: ring }
    }

    /// Calls `ring` once, at `at` or as soon after as the browser lets it.
    pub(crate) fn at(at: u64, ring: Box<dyn FnMut()>) -> Self {
        Self::after(i32::try_from(at.saturating_sub(now())).unwrap_or(i32::MAX), ring)
    }
}

/// Calls `draw` before the next frame, where there is a window.
#[inline(never)]
pub(crate) fn before_next_frame(draw: Box<dyn FnOnce()>) {
    if let Some(window) = web_sys::window() {
        window.request_animation_frame(Closure::once_into_js(draw).unchecked_ref()).ok();
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}
