//! How elements are made here: a Leptos view type of our own, over Leptos' renderer and effects.
//!
//! Not `view!`: its static parts are set as HTML, which Trusted Types refuse (and rightly). And not
//! Leptos' generic elements: they are a type for each shape, and a quarter of the wasm. An [`El`] is
//! one type whatever it holds: each thing that changes is one [`Effect`].

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::{Mountable, Render};
use parlour_core::text::decimal;
use web_sys::{Element, Event, HtmlElement, Node};

use super::effect::Effect;
use crate::listener::Listener;
use crate::words::{Word, Words};

/// An element with everything that keeps it up to date; dropped, it stops changing and listening.
///
/// Boxed: an element is handed on with every call that adds to it.
pub struct El(Box<Parts>);

struct Parts {
    node: Element,
    effects: Vec<Effect>,
    listeners: Vec<Listener>,
    owned: Vec<Box<dyn Any>>,
}

/// Starts an element.
#[inline(never)]
pub fn el(tag: &str) -> El {
    let node = Rndr::create_element(tag, None);
    El(Box::new(Parts { node, effects: Vec::new(), listeners: Vec::new(), owned: Vec::new() }))
}

/// A button that submits nothing.
pub(crate) fn button(part: &str) -> El {
    el("button").set("type", "button").set("part", part)
}

/// A sentence that only a screen reader meets.
pub(crate) fn unseen(words: &Words, word: Word) -> El {
    el("span").set("class", "unseen").says(words, word)
}

/// Sets a property in pixels, through the object model: a page's policy has a say in attributes only.
#[inline(never)]
pub(crate) fn set_length(node: &HtmlElement, property: &str, pixels: u64) {
    node.style().set_property(property, &[decimal(pixels).as_str(), "px"].concat()).ok();
}

impl El {
    /// Sets an attribute for good.
    #[inline(never)]
    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        Rndr::set_attribute(&self.0.node, name, value);
        self
    }

    /// Keeps an attribute at what `value` gives; `None` takes it away.
    pub(crate) fn live(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.live_boxed(name, Box::new(value))
    }

    #[inline(never)]
    fn live_boxed(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let node = self.0.node.clone();
        self.effect(Box::new(move || match value() {
            Some(value) => Rndr::set_attribute(&node, name, &value),
            None => Rndr::remove_attribute(&node, name),
        }))
    }

    /// Hides the element while `hidden` says so.
    pub(crate) fn hidden(self, hidden: impl Fn() -> bool + 'static) -> Self {
        self.live("hidden", move || hidden().then(String::new))
    }

    /// Adds text, as a text node.
    #[inline(never)]
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        Rndr::insert_node(&self.0.node, &Rndr::create_text_node(text), None);
        self
    }

    /// Adds text that follows `text`, as a text node.
    pub(crate) fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.live_text_boxed(Box::new(text))
    }

    #[inline(never)]
    fn live_text_boxed(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = Rndr::create_text_node("");
        Rndr::insert_node(&self.0.node, &node, None);
        self.effect(Box::new(move || Rndr::set_text(&node, &text())))
    }

    /// Adds a sentence, in the language of now.
    #[inline(never)]
    pub(crate) fn says(self, words: &Words, word: Word) -> Self {
        let words = words.clone();
        self.live_text(move || words.get(word))
    }

    /// Keeps an attribute at a sentence, in the language of now.
    #[inline(never)]
    pub(crate) fn worded(self, name: &'static str, words: &Words, word: Word) -> Self {
        let words = words.clone();
        self.live(name, move || Some(words.get(word)))
    }

    /// Runs `run` now and whenever a signal it reads changes.
    pub(crate) fn follows(self, run: impl Fn() + 'static) -> Self {
        self.effect(Box::new(run))
    }

    /// Keeps something for as long as the element is there.
    pub(crate) fn owns(mut self, thing: Box<dyn Any>) -> Self {
        self.0.owned.push(thing);
        self
    }

    /// Keeps the children at what `children` gives.
    #[inline(never)]
    pub(crate) fn live_children(self, children: Box<dyn Fn() -> Vec<El>>) -> Self {
        let (parent, shown) = (self.0.node.clone(), RefCell::new(Vec::new()));
        self.effect(Box::new(move || {
            let mut mounted: Vec<Mounted> = children().into_iter().map(El::build).collect();
            for child in &mut mounted {
                child.mount(&parent, None);
            }
            for mut gone in shown.replace(mounted) {
                gone.unmount();
            }
        }))
    }

    /// Listens; the listener goes with the element.
    pub(crate) fn on(self, event: &'static str, heard: impl FnMut(Event) + 'static) -> Self {
        self.on_boxed(event, Box::new(heard))
    }

    #[inline(never)]
    fn on_boxed(mut self, event: &'static str, heard: Box<dyn FnMut(Event)>) -> Self {
        let listener = Listener::new(&self.0.node, event, heard);
        self.0.listeners.push(listener);
        self
    }

    /// Adds a child.
    #[inline(never)]
    pub(crate) fn child(mut self, child: El) -> Self {
        let child = *child.0;
        Rndr::insert_node(&self.0.node, &child.node, None);
        self.0.effects.extend(child.effects);
        self.0.listeners.extend(child.listeners);
        self.0.owned.extend(child.owned);
        self
    }

    /// Remembers the node in `kept`.
    #[inline(never)]
    pub(crate) fn kept(self, kept: &Kept) -> Self {
        kept.0.replace(Some(self.0.node.clone()));
        self
    }

    fn effect(mut self, run: Box<dyn Fn()>) -> Self {
        self.0.effects.push(Effect::new(run));
        self
    }
}

/// An element that stands in the page, or did.
pub struct Mounted(Box<Parts>);

impl Render for El {
    type State = Mounted;

    fn build(self) -> Mounted {
        Mounted(self.0)
    }

    fn rebuild(self, state: &mut Mounted) {
        let mut new = self.build();
        if let Some(parent) = Rndr::get_parent(&state.0.node) {
            new.mount(wasm_bindgen::JsCast::unchecked_ref(&parent), Some(&state.0.node));
        }
        std::mem::replace(state, new).unmount();
    }
}

impl Mountable for Mounted {
    fn unmount(&mut self) {
        self.0.node.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.0.node, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = Rndr::get_parent(&self.0.node) else { return false };
        child.mount(wasm_bindgen::JsCast::unchecked_ref(&parent), Some(&self.0.node));
        true
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.node.clone()]
    }
}

/// An element in its place; dropped, it leaves the page.
///
/// Not by `leptos::mount`: that keeps an owner for signals of an arena, which nothing here has (1 KB).
pub struct Standing(Mounted);

impl Standing {
    /// Puts `element` behind what `parent` holds.
    #[inline(never)]
    pub fn new(element: El, parent: &Element) -> Self {
        let mut mounted = element.build();
        mounted.mount(parent, None);
        Self(mounted)
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.0.unmount();
    }
}

/// A place for a node that is driven by hand.
#[derive(Clone, Default)]
pub(crate) struct Kept(Rc<RefCell<Option<Element>>>);

impl Kept {
    /// The node as `T`. The caller made it and knows what it is.
    pub(crate) fn get<T: wasm_bindgen::JsCast>(&self) -> Option<T> {
        self.0.borrow().clone().map(wasm_bindgen::JsCast::unchecked_into)
    }
}
