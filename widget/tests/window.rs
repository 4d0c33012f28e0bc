//! What only a browser can tell: nodes, listeners, focus, storage. No network: views are driven with
//! entries, and the chats that open have no line.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use parlour_core::{Content, Delivery, Entry, EntryKey, Reason, Saved};
use parlour_protocol::{Action, Author};
use parlour_widget::testing::{App, Ask, Asks, Config, Nodes, Outbox, Projection, Screen, el};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, Event, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

wasm_bindgen_test_configure!(run_in_browser);

const HTML: &str = "<img src=x onerror=alert(1)> <b>bold</b> <a href=\"javascript:alert(1)\">x</a>";

#[wasm_bindgen_test]
fn what_a_bot_writes_is_text_and_never_markup() {
    let (list, mut rows, _) = projection();
    show(&mut rows, &[received(1, HTML), received(2, "javascript:alert(1)")]);
    assert_eq!(texts(&list), [HTML, "javascript:alert(1)"]);
    for tag in ["img", "b", "a", "script"] {
        assert!(
            list.query_selector(&["[part=bubble] ", tag].concat()).unwrap().is_none(),
            "{tag} in {}",
            list.inner_html()
        );
    }
}

#[wasm_bindgen_test]
fn a_changed_entry_keeps_its_node_and_its_neighbours() {
    let (list, mut rows, _) = projection();
    show(&mut rows, &[visitor(1, 0, Delivery::Sending), received(2, "b")]);
    let (first, second) = (row(&list, 0), row(&list, 1));
    show(&mut rows, &[visitor(1, 1, Delivery::Sent), received(2, "b"), received(3, "c")]);
    assert_eq!(row(&list, 0), first);
    assert_eq!(row(&list, 1), second);
    assert_eq!(texts(&list), ["mine", "b", "c"]);
}

#[wasm_bindgen_test]
fn a_discarded_entry_leaves_and_a_moved_one_moves() {
    let (list, mut rows, _) = projection();
    show(&mut rows, &[received(1, "a"), received(2, "b"), received(3, "c")]);
    show(&mut rows, &[received(1, "a"), received(3, "c")]);
    assert_eq!(texts(&list), ["a", "c"]);
    show(&mut rows, &[received(3, "c"), received(1, "a")]);
    assert_eq!(texts(&list), ["c", "a"]);
    drop(rows);
    assert_eq!(list.child_element_count(), 0);
}

#[wasm_bindgen_test]
fn a_failed_message_offers_to_try_again_and_to_discard() {
    let (list, mut rows, asked) = projection();
    show(&mut rows, &[visitor(1, 0, Delivery::Failed(Reason::Refused))]);
    let buttons = list.query_selector_all("button:not([hidden])").unwrap();
    assert_eq!(buttons.length(), 2);
    for at in 0..2 {
        buttons.get(at).unwrap().unchecked_into::<HtmlElement>().click();
    }
    assert_eq!(*asked.borrow(), [Ask::Retry("m1".into()), Ask::Discard("m1".into())]);
}

#[wasm_bindgen_test]
fn a_dropped_chat_leaves_the_shadow_root_and_the_page_as_they_were() {
    let host = host();
    let root = host.shadow_root().unwrap();
    let before = (document().body().unwrap().child_element_count(), sheets(&root).length());
    let counted = count_listeners();
    let app = App::start(host.clone(), Config { bot: "b".into(), ..Config::default() }, JsValue::UNDEFINED)
        .unwrap();
    assert_eq!(sheets(&root).length(), before.1 + 1);
    assert!(root.query_selector("[part=window]").unwrap().is_some());
    drop(app);
    assert_eq!(root.child_element_count(), 0);
    assert_eq!((document().body().unwrap().child_element_count(), sheets(&root).length()), before);
    assert_eq!(counted.finish(), 0, "listeners left behind");
}

#[wasm_bindgen_test]
fn keys_pressed_in_the_window_do_not_reach_the_page() {
    let host = host();
    let _app = App::start(host.clone(), Config { bot: "b".into(), ..Config::default() }, JsValue::UNDEFINED)
        .unwrap();
    let input = host.shadow_root().unwrap().query_selector("[part=input]").unwrap().unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ear = {
        let heard = heard.clone();
        Closure::<dyn FnMut(Event)>::new(move |event: Event| heard.borrow_mut().push(event.type_()))
    };
    for name in ["keydown", "keyup", "keypress", "input"] {
        document().add_event_listener_with_callback(name, ear.as_ref().unchecked_ref()).unwrap();
        let init = web_sys::CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        let event = web_sys::CustomEvent::new_with_event_init_dict(name, &init).unwrap();
        input.dispatch_event(&event).unwrap();
        document().remove_event_listener_with_callback(name, ear.as_ref().unchecked_ref()).unwrap();
    }
    assert_eq!(*heard.borrow(), ["input"], "the control event is heard, the keys are not");
}

#[wasm_bindgen_test]
fn two_chats_in_one_page_do_not_share_a_window() {
    let (one, two) = (host(), host());
    let first =
        App::start(one.clone(), Config { bot: "b".into(), ..Config::default() }, JsValue::UNDEFINED).unwrap();
    let _second =
        App::start(two.clone(), Config { bot: "b".into(), ..Config::default() }, JsValue::UNDEFINED).unwrap();
    drop(first);
    assert_eq!(one.shadow_root().unwrap().child_element_count(), 0);
    assert!(two.shadow_root().unwrap().query_selector("[part=window]").unwrap().is_some());
}

#[wasm_bindgen_test]
fn storage_that_throws_is_no_storage() {
    let window: JsValue = web_sys::window().unwrap().into();
    let before = own("localStorage");
    let config = Config { bot: "thrown".into(), ..Config::default() };
    define(&window, "localStorage", "throw new DOMException('no', 'SecurityError')");
    let outbox = Outbox::new(&config);
    let (loaded, stored) = (outbox.load(), outbox.store(&Saved::default()));
    Reflect::delete_property(window.unchecked_ref::<js_sys::Object>(), &"localStorage".into()).unwrap();
    Reflect::define_property(window.unchecked_ref::<js_sys::Object>(), &"localStorage".into(), &before)
        .unwrap();
    assert_eq!(loaded, None);
    assert!(!stored);
    assert!(outbox.store(&Saved { draft: "kept".into(), ..Saved::default() }));
    assert_eq!(outbox.load().unwrap().draft, "kept");
}

#[wasm_bindgen_test]
fn opening_takes_the_focus_and_closing_gives_it_to_the_launcher() {
    let host = host();
    let root = host.shadow_root().unwrap();
    let launcher: HtmlElement = document().create_element("button").unwrap().unchecked_into();
    launcher.set_attribute("part", "launcher").unwrap();
    root.append_child(&launcher).unwrap();
    launcher.focus().unwrap();
    let app =
        App::start(host.clone(), Config { bot: "focus".into(), ..Config::default() }, JsValue::UNDEFINED)
            .unwrap();
    app.open("visitor");
    let focused = root.active_element().and_then(|node| node.get_attribute("part"));
    app.close("visitor");
    let after = root.active_element();
    drop(app);
    assert_eq!(focused.as_deref(), Some("input"));
    assert_eq!(after, Some(launcher.into()));
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A host of its own at the end of the page: the runner's output must stay.
fn host() -> HtmlElement {
    let host: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&host).unwrap();
    host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
    host
}

fn projection() -> (Element, Projection, Rc<RefCell<Vec<Ask>>>) {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let asks: Asks = {
        let asked = asked.clone();
        Rc::new(move |ask| asked.borrow_mut().push(ask))
    };
    let nodes = Nodes::default();
    let list = el("ol").kept(&nodes.list);
    let list_node: Element = nodes.list.get().unwrap();
    std::mem::forget(list);
    let screen = Screen::default();
    screen.title.set(Some("Bot".to_owned()));
    (list_node, Projection::new(nodes, screen, asks), asked)
}

/// Shows these entries, which are other ones than before.
fn show(rows: &mut Projection, entries: &[Entry]) {
    thread_local!(static REVISION: Cell<u32> = const { Cell::new(0) });
    REVISION.set(REVISION.get() + 1);
    rows.show(entries, REVISION.get(), false);
}

fn received(key: u64, text: &str) -> Entry {
    let content =
        Content::Received { author: Author::Bot, action: Action::text(text), agent: None, lang: None };
    Entry { key: EntryKey(key), revision: 0, at: 0, content }
}

fn visitor(key: u64, revision: u32, delivery: Delivery) -> Entry {
    let content = Content::Visitor { mid: format!("m{key}"), text: "mine".into(), delivery };
    Entry { key: EntryKey(key), revision, at: 0, content }
}

fn texts(list: &Element) -> Vec<String> {
    let bubbles = list.query_selector_all("[part=bubble]").unwrap();
    (0..bubbles.length()).map(|at| bubbles.get(at).unwrap().text_content().unwrap()).collect()
}

fn row(list: &Element, at: u32) -> Element {
    list.children().item(at).unwrap()
}

fn sheets(root: &ShadowRoot) -> Array {
    Reflect::get(root, &"adoptedStyleSheets".into()).unwrap().unchecked_into()
}

fn own(name: &str) -> js_sys::Object {
    let window: js_sys::Object = web_sys::window().unwrap().unchecked_into();
    js_sys::Object::get_own_property_descriptor(&window, &name.into()).unchecked_into()
}

fn define(window: &JsValue, name: &str, body: &str) {
    let descriptor = js_sys::Object::new();
    Reflect::set(&descriptor, &"configurable".into(), &true.into()).unwrap();
    Reflect::set(&descriptor, &"get".into(), &Function::new_no_args(body)).unwrap();
    Reflect::define_property(window.unchecked_ref::<js_sys::Object>(), &name.into(), &descriptor).unwrap();
}

/// Counts listeners on the window and the document while it lives.
struct Counted {
    state: JsValue,
}

fn count_listeners() -> Counted {
    let start = Function::new_no_args(
        "const s = { n: 0, undo: [] };
         for (const t of [window, document]) {
           const add = t.addEventListener, remove = t.removeEventListener;
           t.addEventListener = (...a) => { s.n++; return add.apply(t, a); };
           t.removeEventListener = (...a) => { s.n--; return remove.apply(t, a); };
           s.undo.push(() => { delete t.addEventListener; delete t.removeEventListener; });
         }
         return s;",
    );
    Counted { state: start.call0(&JsValue::UNDEFINED).unwrap() }
}

impl Counted {
    fn finish(self) -> i32 {
        let end = Function::new_with_args("s", "s.undo.forEach((f) => f()); return s.n;");
        #[allow(clippy::cast_possible_truncation)]
        let left = end.call1(&JsValue::UNDEFINED, &self.state).unwrap().as_f64().unwrap() as i32;
        left
    }
}
