//! What of SVG is used. Not web-sys': its features would have all of Leptos compiled a second time.

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Node};

const NAMESPACE: Option<&str> = Some("http://www.w3.org/2000/svg");

#[wasm_bindgen]
extern "C" {
    /// The outermost `svg`.
    #[wasm_bindgen(extends = Element)]
    #[derive(Clone, Debug)]
    pub(super) type Svg;
    #[wasm_bindgen(method, getter, structural, js_name = viewBox)]
    fn view_box(this: &Svg) -> Animated;

    type Animated;
    #[wasm_bindgen(method, getter, structural, js_name = baseVal)]
    fn base(this: &Animated) -> ViewBox;

    /// Part of the drawing that is shown: kept, so that a frame makes nothing new.
    #[derive(Clone, Debug)]
    pub(super) type ViewBox;
    #[wasm_bindgen(method, setter, structural, js_name = x)]
    fn set_x(this: &ViewBox, x: f64);
    #[wasm_bindgen(method, setter, structural, js_name = y)]
    fn set_y(this: &ViewBox, y: f64);
    #[wasm_bindgen(method, setter, structural, js_name = width)]
    fn set_width(this: &ViewBox, width: f64);
    #[wasm_bindgen(method, setter, structural, js_name = height)]
    fn set_height(this: &ViewBox, height: f64);

    /// An element that says where on the screen it is.
    #[wasm_bindgen(extends = Element)]
    pub(super) type Placed;
    #[wasm_bindgen(method, structural, js_name = getBoundingClientRect)]
    pub(super) fn bounds(this: &Placed) -> Bounds;

    /// Its edges, in pixels of the window.
    pub(super) type Bounds;
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn left(this: &Bounds) -> f64;
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn top(this: &Bounds) -> f64;
}

impl Svg {
    /// Its view box, to be set again and again.
    pub(super) fn shown(&self) -> ViewBox {
        self.view_box().base()
    }
}

impl ViewBox {
    pub(super) fn set(&self, x: f64, y: f64, width: f64, height: f64) {
        self.set_x(x);
        self.set_y(y);
        self.set_width(width);
        self.set_height(height);
    }
}

/// An element with attributes.
pub(super) fn element(tag: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let element = web_sys::window()?.document()?.create_element_ns(NAMESPACE, tag).ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    Some(element)
}

/// An element that holds text.
pub(super) fn text(tag: &str, attributes: &[(&str, &str)], text: &str) -> Option<Element> {
    let element = element(tag, attributes)?;
    element.set_text_content(Some(text));
    Some(element)
}

/// Puts `child` into `parent`, last.
pub(super) fn put(parent: &Node, child: &Node) {
    parent.append_child(child).ok();
}
