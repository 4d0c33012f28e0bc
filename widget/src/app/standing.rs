//! How the window stands: beside the page, over it, or in it.

use super::running::Shared;
use crate::limits::NARROW_PX;

impl Shared {
    /// Reads the element's `mode` and the page's width anew.
    pub(super) fn look(&self) {
        let mode = self.host.get_attribute("mode");
        let is_mode = |name: &str| mode.as_deref() == Some(name);
        self.screen.inline.set(is_mode("inline"));
        self.screen.modal.set(is_mode("fullscreen") || is_narrow() && !is_mode("inline"));
    }
}

/// Where a window in mode `bubble` covers the page.
fn is_narrow() -> bool {
    web_sys::window()
        .and_then(|window| window.inner_width().ok()?.as_f64())
        .is_some_and(|width| width <= NARROW_PX)
}
