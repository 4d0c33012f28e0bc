//! What the widget says in another language, and parts that are loaded when first needed: against the
//! browser's own `Intl` and nodes.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, JSON, Promise, Reflect};
use parlour_widget::testing::{
    Ask, Asks, Data, Door, Live, Screen, Shown, Standing, Tongue, Word, Words, el, part,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

const POLISH: &str =
    r#"{"newMessages": {"one": "{n} nowa", "few": "{n} nowe", "many": "{n} nowych"}, "send": "Wyślij"}"#;

#[wasm_bindgen_test]
fn a_language_counts_by_its_own_rules() {
    let words = speaking("pl", POLISH, "undefined");
    let said: Vec<_> = [1, 2, 5, 22].map(|n| words.count(Word::NewMessages, n)).into();
    assert_eq!(said, ["1 nowa", "2 nowe", "5 nowych", "22 nowe"]);
}

#[wasm_bindgen_test]
fn what_a_language_lacks_is_said_in_english_and_the_page_has_the_last_word() {
    let words = speaking("pl", POLISH, r#"{"send": "Go", "newMessages": {"other": "{n}!"}}"#);
    assert_eq!(words.get(Word::Send), "Go");
    assert_eq!(words.count(Word::NewMessages, 3), "3!");
    assert_eq!(words.get(Word::Close), "Close chat");
    let english = Words::default();
    assert_eq!(english.count(Word::NewMessages, 1), "1 new message");
    assert_eq!(english.count(Word::NewMessages, 1234), "1,234 new messages");
}

#[wasm_bindgen_test]
fn placeholders_are_filled_once_and_unknown_ones_stay() {
    let words = speaking("en", "undefined", r#"{"isTyping": "{name} {who} {"}"#);
    assert_eq!(words.fill(Word::IsTyping, &[("name", "{who}")]), "{who} {who} {");
}

#[wasm_bindgen_test]
fn numbers_and_sizes_and_lists_are_written_as_the_language_writes_them() {
    let german = speaking("de", "undefined", "undefined");
    assert_eq!(german.number(1234.5), "1.234,5");
    assert_eq!(german.size(1_540_000.0), "1,5 MB");
    assert_eq!(german.size(900.0), "900 Byte");
    assert_eq!(german.percent(0.45), "45\u{a0}%");
    assert_eq!(german.list(&["A".into(), "B".into(), "C".into()]), "A, B und C");
    assert_eq!(speaking("xx-not-a-tag", "undefined", "undefined").number(7.0), "7");
}

#[wasm_bindgen_test]
fn a_day_is_today_yesterday_or_a_date() {
    let words = Words::default();
    let noon = Function::new_no_args("return new Date(2026, 2, 10, 12).getTime()").call0(&JsValue::NULL);
    let noon = noon.unwrap().as_f64().unwrap();
    let hour = 3_600_000.0;
    assert_eq!(words.day(noon - 11.0 * hour, noon), "Today");
    assert_eq!(words.day(noon - 13.0 * hour, noon), "Yesterday");
    assert_eq!(words.day(noon - 37.0 * hour, noon), "Sunday, March 8, 2026");
}

#[wasm_bindgen_test]
async fn a_part_is_drawn_in_place_of_its_fallback_and_follows_data_and_language() {
    let place = Place::new(
        "const list = [];
         const draw = (host, data, tools) => {
           const show = (data) => (host.textContent = tools.locale + ' ' + tools.word('stars', { n: data }));
           show(data);
           host.onclick = () => { tools.ask('send', 'chosen'); tools.ask('unknown', 1); };
           return { update: show, destroy: () => list.push('destroyed') };
         };
         const words = { stars: { one: '{n} star', other: '{n} stars' } };
         return { list, part: async () => ({ draw, words, css: ':host { --_of-part: 1 }' }) };",
    );
    let data = Live::new(2);
    let read = data.clone();
    let mounted = place.draw("rating", Box::new(move || read.with(|n| JsValue::from(*n))));
    assert_eq!(place.seen(), "plain");
    settled().await;
    assert_eq!(place.seen(), "en 2 stars");
    assert_eq!(sheets(&place.root), 1);
    data.set(1);
    settled().await;
    assert_eq!(place.seen(), "en 1 star");
    place.screen.words.speak(Tongue {
        tag: "de".into(),
        file: json(r#"{"stars": "{n} Sterne"}"#),
        ..Tongue::default()
    });
    settled().await;
    assert_eq!(place.seen(), "de 1 Sterne");
    place.host().click();
    assert_eq!(*place.asked.borrow(), [Ask::Drawn, Ask::Answer { kind: "", value: "chosen".into() }]);
    drop(mounted);
    let list: Array = Reflect::get(&place.door, &"list".into()).unwrap().unchecked_into();
    assert_eq!(list.length(), 1, "destroyed once");
}

#[wasm_bindgen_test]
async fn a_part_that_cannot_be_had_or_throws_leaves_its_fallback() {
    for door in [
        "return { part: () => Promise.reject(new Error('load_failed')) }",
        "return { part: () => { throw 1 } }",
        "return { part: async () => ({ draw() { throw 1 } }) }",
        "return {}",
        "return undefined",
    ] {
        let place = Place::new(door);
        let _mounted = place.draw("date", Box::new(|| JsValue::NULL));
        settled().await;
        assert_eq!(place.seen(), "plain", "{door}");
    }
}

struct Place {
    root: ShadowRoot,
    door: JsValue,
    screen: Screen,
    ground: HtmlElement,
    asked: Rc<RefCell<Vec<Ask>>>,
}

impl Place {
    fn new(door: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let host = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let ground: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        root.append_child(&ground).unwrap();
        let door = Function::new_no_args(door).call0(&JsValue::UNDEFINED).unwrap();
        let screen = Screen::new(Shown { door: Door::new(door.clone(), root.clone()), ..Shown::default() });
        Self { root, door, screen, ground, asked: Rc::default() }
    }

    fn draw(&self, name: &'static str, data: Data) -> impl Sized + use<> {
        let (screen, asked) = (self.screen.clone(), self.asked.clone());
        let asks: Asks = Rc::new(move |ask| asked.borrow_mut().push(ask));
        Standing::new(part(&screen, &asks, name, data, el("p").text("plain"), false), &self.ground)
    }

    fn host(&self) -> HtmlElement {
        self.ground.query_selector(".loaded > :not([hidden])").unwrap().unwrap().unchecked_into()
    }

    fn seen(&self) -> String {
        self.host().text_content().unwrap()
    }
}

fn speaking(tag: &str, file: &str, strings: &str) -> Words {
    let words = Words::default();
    words.speak(Tongue { tag: tag.into(), is_rtl: false, file: json(file), strings: json(strings) });
    words
}

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}

fn sheets(root: &ShadowRoot) -> u32 {
    let sheets: Array = Reflect::get(root, &"adoptedStyleSheets".into()).unwrap().unchecked_into();
    sheets.length()
}

/// Effects and promises have run.
async fn settled() {
    let later = Promise::new(&mut |resolve, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 20)
            .unwrap();
    });
    JsFuture::from(later).await.unwrap();
}
