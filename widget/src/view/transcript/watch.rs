//! Being told when the transcript or what it holds changes its size.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::ResizeObserver;

use crate::view::screen::Nodes;

/// Tells of each change of size; dropped, it stops.
pub(crate) struct Watch {
    observer: ResizeObserver,
    _resized: Closure<dyn FnMut()>,
}

impl Watch {
    /// Calls `resized` before the change is painted: a notice, the composer, a picture or a late font
    /// may be behind it. The room that stands for rows not drawn is padding, which is not observed.
    pub(crate) fn new(nodes: &Nodes, resized: Box<dyn FnMut()>) -> Option<Self> {
        let resized = Closure::wrap(resized);
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        observer.observe(&nodes.log.get()?);
        observer.observe(&nodes.list.get()?);
        Some(Self { observer, _resized: resized })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
