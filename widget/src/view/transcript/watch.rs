//! Being told when the transcript or what it holds changes its size.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, ResizeObserver};

use crate::view::screen::Nodes;

/// Tells of each change of size; dropped, it stops.
pub(crate) struct Watch {
    observer: ResizeObserver,
    _resized: Closure<dyn FnMut()>,
}

impl Watch {
    /// Calls `resized` before the change is painted: a notice, the composer, a picture, a late font or a
    /// control that has just been fetched may be behind it. The room that stands for rows not drawn is
    /// padding, which is not observed.
    pub(crate) fn new(nodes: &Nodes, resized: Box<dyn FnMut()>) -> Option<Self> {
        let resized = Closure::wrap(resized);
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        let log: Element = nodes.log.get()?;
        // What is on offer stands last.
        for node in [nodes.list.get(), log.last_element_child(), Some(log)].into_iter().flatten() {
            observer.observe(&node);
        }
        Some(Self { observer, _resized: resized })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
