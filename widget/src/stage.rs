//! Our place in the page: the shadow root's stylesheet, the element the window is mounted in, and
//! where the focus goes back to. Dropped, it leaves the shadow root as it was found.

use std::cell::RefCell;

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CssStyleSheet, Element, HtmlElement, ShadowRoot};

use crate::caught::{get, set};
use crate::listener::Listener;
use crate::view::{El, STYLE, Standing};

/// The window's place in one shadow root.
pub struct Stage {
    root: ShadowRoot,
    ground: HtmlElement,
    window: Option<Standing>,
    _keys: Vec<Listener>,
    focused_before: RefCell<Option<HtmlElement>>,
}

impl Stage {
    /// Prepares `root` and mounts what `draw` gives. `None` where the page has no document.
    pub(crate) fn set(root: ShadowRoot, draw: Box<dyn FnOnce() -> El>) -> Option<Self> {
        adopt(&root, "", STYLE);
        let ground: HtmlElement = web_sys::window()?.document()?.create_element("div").ok()?.unchecked_into();
        root.append_child(&ground).ok()?;
        let keys = ["keydown", "keyup", "keypress"]
            .map(|name| Listener::new(&ground, name, Box::new(|event| event.stop_propagation())));
        let window = Standing::new(draw(), &ground);
        Some(Self {
            root,
            ground,
            window: Some(window),
            _keys: keys.into(),
            focused_before: RefCell::new(None),
        })
    }

    /// Moves the focus to `node` and remembers where it was.
    pub fn focus(&self, node: &HtmlElement) {
        let held = self.root.active_element().or_else(|| self.ground.owner_document()?.active_element());
        if held.as_ref().is_none_or(|held| !self.ground.contains(Some(held))) {
            self.focused_before.replace(held.map(Element::unchecked_into));
        }
        node.focus().ok();
    }

    /// What has the focus, if it is in the window.
    pub fn focused(&self) -> Option<HtmlElement> {
        let held = self.root.active_element().filter(|held| self.ground.contains(Some(held)))?;
        Some(held.unchecked_into())
    }

    /// Whether `held` had the focus and took it along when it left or was hidden.
    pub fn has_lost(&self, held: &HtmlElement) -> bool {
        let is_gone = !held.is_connected() || held.client_height() == 0;
        let Some(document) = self.ground.owner_document().filter(|_| is_gone) else { return false };
        match self.root.active_element() {
            Some(now) => now == **held,
            None => document.active_element() == document.body().map(Into::into),
        }
    }

    /// Gives the focus back, if it is still in the window: to the launcher, else to where it was.
    pub fn give_focus_back(&self) {
        let before = self.focused_before.take();
        let is_inside = self.root.active_element().is_some_and(|held| self.ground.contains(Some(&held)));
        let launcher = self.root.query_selector("[part~=launcher]").ok().flatten();
        // Two modes have no launcher that could be seen.
        let launcher = launcher.filter(|launcher| launcher.client_height() > 0);
        if let Some(node) = launcher.map(Element::unchecked_into).or(before).filter(|_| is_inside) {
            let node: HtmlElement = node;
            node.focus().ok();
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.window.take();
        self.ground.remove();
        let sheets = get(&self.root, ADOPTED);
        if let Ok(sheets) = sheets.dyn_into::<Array>() {
            let ours = SHEETS.with_borrow(|kept| kept.iter().map(|(_, sheet)| sheet).collect::<Array>());
            let others = Array::new();
            for one in (0..sheets.length()).map(|at| sheets.get(at)).filter(|one| !ours.includes(one, 0)) {
                others.push(&one);
            }
            set(&self.root, ADOPTED, &others);
        }
    }
}

const ADOPTED: &str = "adoptedStyleSheets";

thread_local! {
    /// By name, one sheet for all instances: our own, whose name is empty, and one of each part.
    static SHEETS: RefCell<Vec<(&'static str, CssStyleSheet)>> = const { RefCell::new(Vec::new()) };
}

fn sheet(name: &'static str, css: &str) -> Option<CssStyleSheet> {
    SHEETS.with_borrow_mut(|kept| {
        if let Some((_, sheet)) = kept.iter().find(|(of, _)| *of == name) {
            return Some(sheet.clone());
        }
        let sheet = CssStyleSheet::new().ok()?;
        let replace = get(&sheet, "replaceSync").dyn_into::<Function>().ok()?;
        replace.call1(&sheet, &JsValue::from_str(css)).ok()?;
        kept.push((name, sheet.clone()));
        Some(sheet)
    })
}

/// Puts the sheet of this name into `root`, once.
pub(crate) fn adopt(root: &ShadowRoot, name: &'static str, css: &str) {
    let (Ok(sheets), Some(sheet)) = (get(root, ADOPTED).dyn_into::<Array>(), sheet(name, css)) else {
        return;
    };
    let all = sheets.slice(0, sheets.length());
    if !all.includes(&sheet, 0) {
        all.push(&sheet);
        set(root, ADOPTED, &all);
    }
}
