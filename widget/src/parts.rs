//! Parts of the view that are loaded when first needed: modules of `pkg/parts/`, whose contract stands in
//! `pkg/parts/README.md`. Until one is there, and where it cannot be had, its fallback is seen. What could not be
//! had is asked for again with the next opening of the window, with the network, and by a button.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Function, Object};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{HtmlElement, ShadowRoot};

use crate::caught::{get, set, text};
use crate::stage;
use crate::view::{Ask, Asks, El, Kept, Live, Screen, anchor, el, marked, named};
use crate::words::Word;

/// Where parts come from: the page's side of the chat (`pkg/loader/door.js`, `pkg/files.js`).
#[derive(Clone, Default)]
pub struct Door(Option<(JsValue, ShadowRoot)>);

impl Door {
    /// `door` has `part(name)`, which promises a module; sheets of parts go into `root`.
    pub fn new(door: JsValue, root: ShadowRoot) -> Self {
        Self(Some((door, root)))
    }
}

/// What the part draws: read anew, and handed over, whenever a signal it reads changes.
pub type Data = Box<dyn Fn() -> JsValue>;

/// An element in which the part `name` draws what `data` gives. `fallback` is seen until then. That a part
/// `is_needed`, whose work the fallback does not do, cannot be had is said, with a button that asks again.
pub fn part(
    screen: &Screen,
    asks: &Asks,
    name: &'static str,
    data: Data,
    fallback: El,
    is_needed: bool,
) -> El {
    let (place, is_drawn, is_missing) = (Kept::default(), Live::new(false), Live::new(false));
    let host = el("div").kept(&place);
    let (hides_fallback, hides_host, shows_line) = (is_drawn.clone(), is_drawn.clone(), is_missing.clone());
    let is_untrue = is_missing.clone();
    let part = Rc::new_cyclic(|this| Part {
        name,
        is_needed,
        screen: screen.clone(),
        asks: asks.clone(),
        place,
        is_drawn,
        is_missing,
        data: RefCell::new(JsValue::UNDEFINED),
        english: RefCell::new(JsValue::UNDEFINED),
        tools: tools(this, screen, asks),
        made: RefCell::default(),
        drawn: RefCell::new(JsValue::UNDEFINED),
        is_asked: Cell::new(false),
    });
    let follower = part.clone();
    let whole = el("div")
        .set("class", "loaded")
        .set("data-part", name)
        .child(fallback.hidden(move || {
            // Its fallback says that it is on its way.
            hides_fallback.with(|drawn| *drawn) || is_untrue.with(|missing| *missing && name == "prechat")
        }))
        .child(host.hidden(move || !hides_host.with(|drawn| *drawn)));
    let whole = if is_needed {
        whole.child(missing(screen).hidden(move || !shows_line.with(|missing| *missing)))
    } else {
        whole
    };
    whole
        .follows(move || {
            // Read for their signals: a part words itself again in another language, and is asked for again.
            let tag = follower.screen.words.tag();
            if !follower.is_drawn.peek(|drawn| *drawn) {
                follower.screen.again.with(|_| ());
            }
            follower.show(data(), &tag);
        })
        .owns(Box::new(Owner(part)))
}

/// Says that a part cannot be had. Its button asks again for all that are missing.
fn missing(screen: &Screen) -> El {
    let again = screen.again.clone();
    el("div").set("class", "missing").says(&screen.words, Word::MediaFailed).child(
        el("button")
            .set("type", "button")
            .set("class", "act")
            .says(&screen.words, Word::TryAgain)
            .on("click", move |_| again.put(true)),
    )
}

/// One part in its place.
struct Part {
    name: &'static str,
    is_needed: bool,
    screen: Screen,
    asks: Asks,
    place: Kept,
    is_drawn: Live<bool>,
    is_missing: Live<bool>,
    data: RefCell<JsValue>,
    /// The part's own words by key.
    english: RefCell<JsValue>,
    tools: Tools,
    /// What the part had made of texts and addresses.
    made: RefCell<Vec<El>>,
    /// What `draw` gave back.
    drawn: RefCell<JsValue>,
    is_asked: Cell<bool>,
}

/// What a part may call. The closures live as long as the part.
struct Tools {
    object: Object,
    _called: [Closure<Called>; 4],
}

type Called = dyn FnMut(JsValue, JsValue) -> JsValue;

fn tools(part: &Weak<Part>, screen: &Screen, asks: &Asks) -> Tools {
    let object = Object::new();
    let tool = |name: &str, called: Box<Called>| {
        let called = Closure::wrap(called);
        set(&object, name, called.as_ref());
        called
    };
    let of = part.clone();
    let word = move |key: JsValue, values: JsValue| {
        let said = of.upgrade().map(|part| {
            part.screen.words.of_part(&key.as_string().unwrap_or_default(), &part.english.borrow(), &values)
        });
        said.unwrap_or_default().into()
    };
    let (hear, on) = (asks.clone(), screen.clone());
    let ask = move |kind: JsValue, value: JsValue| {
        on.stopped.set(false);
        if let Some(ask) = asked(&kind.as_string().unwrap_or_default(), &value) {
            hear(ask);
        }
        (!on.stopped.get()).into()
    };
    let (of, on, hear) = (part.clone(), screen.clone(), asks.clone());
    let mark = move |text: JsValue, _| {
        let blocks = marked(&text.as_string().unwrap_or_default(), &on, &hear);
        keep(&of, blocks.into_iter().fold(el("div"), El::child))
    };
    let (of, on, hear) = (part.clone(), screen.clone(), asks.clone());
    let link = move |address: JsValue, told: JsValue| {
        let address = address.as_string().unwrap_or_default();
        let (words, kind) = (text(&told, "text").unwrap_or_default(), text(&told, "kind"));
        let kind = match kind.as_deref() {
            Some("card") => "card",
            Some("file") => "file",
            _ => "link",
        };
        let address = if kind == "file" { on.policy.file(&address) } else { on.policy.link(&address) };
        let Some(address) = address else { return JsValue::UNDEFINED };
        let place = anchor(&address, kind, &hear);
        let place = if words.is_empty() { place } else { place.text(&words) };
        keep(&of, named(place, &address, &words, &on))
    };
    let called = [
        tool("word", Box::new(word)),
        tool("ask", Box::new(ask)),
        tool("marked", Box::new(mark)),
        tool("link", Box::new(link)),
    ];
    Tools { object, _called: called }
}

/// The node of `made`, which lives as long as the part.
fn keep(part: &Weak<Part>, made: El) -> JsValue {
    let place = Kept::default();
    let made = made.kept(&place);
    if let Some(part) = part.upgrade() {
        part.made.borrow_mut().push(made);
    }
    place.get::<HtmlElement>().into()
}

/// What a part may ask for by `tools.ask(kind, value)`; the kinds stand in `pkg/parts/README.md`.
fn asked(kind: &str, value: &JsValue) -> Option<Ask> {
    let value = value.as_string()?;
    let kind = match kind {
        "send" => "",
        "suggested_reply" => "suggested_reply",
        "form" => "form",
        "rating" => "rating",
        "button" => "button",
        _ => return Some(Ask::Act(kind.to_owned(), value)),
    };
    Some(Ask::Answer { kind, value })
}

impl Part {
    /// Takes new data or another language in; asks for the module the first time, and after a refusal.
    fn show(self: &Rc<Self>, data: JsValue, tag: &str) {
        set(&self.tools.object, "locale", &tag.into());
        self.data.replace(data.clone());
        if !self.is_asked.replace(true) {
            self.fetch();
        } else if let Ok(update) = get(&self.drawn.borrow(), "update").dyn_into::<Function>() {
            update.call1(&self.drawn.borrow(), &data).ok();
        }
    }

    fn fetch(self: &Rc<Self>) {
        let Some((door, _)) = &self.screen.door.0 else { return };
        let Ok(ask) = get(door, "part").dyn_into::<Function>() else { return };
        let Ok(promise) = ask.call1(door, &self.name.into()) else { return };
        let Ok(then) = get(&promise, "then").dyn_into::<Function>() else { return };
        let part = Rc::downgrade(self);
        // A refusal arrives here too: an error has no `draw`.
        let arrived = Closure::once_into_js(move |module: JsValue| {
            if let Some(part) = part.upgrade() {
                part.draw(&module);
                if !part.is_drawn.peek(|drawn| *drawn) {
                    part.miss();
                }
            }
        });
        then.call2(&promise, &arrived, &arrived).ok();
    }

    /// It is asked for again when there is a reason to. A menu that cannot be had is closed.
    fn miss(&self) {
        self.is_asked.set(false);
        if self.is_needed {
            self.is_missing.set(true);
            (self.asks)(Ask::Act("say".to_owned(), self.screen.words.get(Word::MediaFailed)));
        }
        if self.name == "menu" {
            self.screen.menu.put(JsValue::UNDEFINED);
        }
    }

    /// A part that throws is as good as none.
    fn draw(&self, module: &JsValue) {
        let (Ok(draw), Some((_, root))) = (get(module, "draw").dyn_into::<Function>(), &self.screen.door.0)
        else {
            return;
        };
        let Some(place) = self.place.get::<HtmlElement>() else { return };
        if let Some(css) = text(module, "css") {
            stage::adopt(root, self.name, &css);
        }
        self.english.replace(get(module, "words"));
        set(&self.tools.object, "root", root);
        let data = self.data.borrow().clone();
        if let Ok(drawn) = draw.call3(&JsValue::UNDEFINED, &place, &data, &self.tools.object) {
            (self.asks)(Ask::Drawn);
            self.drawn.replace(drawn);
            self.is_drawn.set(true);
            self.is_missing.set(false);
        }
    }
}

/// Ends the part when its element goes. Not the part's own drop: an effect may hold it a moment longer.
struct Owner(Rc<Part>);

impl Drop for Owner {
    fn drop(&mut self) {
        let drawn = self.0.drawn.replace(JsValue::UNDEFINED);
        if let Ok(destroy) = get(&drawn, "destroy").dyn_into::<Function>() {
            destroy.call0(&drawn).ok();
        }
    }
}
