//! The page behind the window, out of reach while the window covers it.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node, ShadowRoot};

/// What lies beside the window, up to the page's own root, is `inert` while it is covered: Tab goes from the
/// window's last control to the browser's own and back, and a screen reader reads nothing but the window.
///
/// What was inert before is not ours, and stays so.
#[derive(Clone, Default)]
pub(crate) struct Behind(Rc<RefCell<Vec<Element>>>);

impl Behind {
    /// Puts everything but `window` out of reach.
    pub(crate) fn cover(&self, window: Node) {
        let mut covered = self.0.borrow_mut();
        if !covered.is_empty() {
            return;
        }
        let mut inside = window;
        while let Some(around) = inside.parent_node().filter(|_| inside.node_name() != "BODY") {
            let mut beside = around.first_child();
            while let Some(node) = beside {
                beside = node.next_sibling();
                let Some(element) = node.dyn_ref::<Element>().filter(|_| node != inside) else { continue };
                if !element.has_attribute(INERT) && element.set_attribute(INERT, "").is_ok() {
                    covered.push(element.clone());
                }
            }
            inside = match around.dyn_into::<ShadowRoot>() {
                Ok(root) => root.host().unchecked_into(),
                Err(around) => around,
            };
        }
    }

    /// Gives the page back.
    pub(crate) fn uncover(&self) {
        for element in self.0.take() {
            element.remove_attribute(INERT).ok();
        }
    }
}

const INERT: &str = "inert";
