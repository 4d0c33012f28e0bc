//! Where the visitor's attention is: what has the focus, and what a screen reader says.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::running::Shared;
use crate::clock::{Timer, before_next_frame};
use crate::limits;
use crate::view::Gate;

/// The first control of the form before the chat (`pkg/parts/prechat.js`).
const FIRST_FIELD: &str = ".before :is(input,select)";

impl Shared {
    /// The window is still hidden until its signal has been drawn, and what is hidden takes no focus.
    pub(super) fn focus_input(&self) {
        let (Some(window), Some(input)) =
            (self.nodes.window.get::<HtmlElement>(), self.nodes.input.get::<HtmlElement>())
        else {
            return;
        };
        window.remove_attribute("hidden").ok();
        let stage = self.stage.borrow().clone();
        if let Some(stage) = stage {
            // Over the whole screen of a phone the keyboard would hide what there is to read; and a form
            // before the chat, whose text box is hidden, goes on from the window when it is drawn.
            let is_modal = self.screen.modal.peek(|modal| *modal);
            let is_form = self.screen.card.peek(|card| *card == Gate::Form);
            let field = || window.query_selector(FIRST_FIELD).ok().flatten().map(Element::unchecked_into);
            let inside = if is_form { field() } else { Some(input) };
            stage.focus(&inside.filter(|_| !is_modal).unwrap_or(window));
        }
    }

    /// The menu is closed: the focus goes back to what opened it.
    pub(super) fn focus_menu_button(&self) {
        let Some(window) = self.nodes.window.get::<HtmlElement>() else { return };
        if let Ok(Some(button)) = window.query_selector("[part~=menu]") {
            let button: HtmlElement = button.unchecked_into();
            button.focus().ok();
        }
    }

    /// What is seen is about to change: if that takes the focused control away, the focus stays in the
    /// window, where the visitor put it.
    pub(super) fn keep_focus(self: &Rc<Self>) {
        let stage = self.stage.borrow().clone();
        let held = stage.and_then(|stage| stage.focused()).filter(|held| held.tag_name() != "TEXTAREA");
        let Some(held) = held else { return };
        let shared = Rc::downgrade(self);
        before_next_frame(Box::new(move || {
            let Some(shared) = shared.upgrade().filter(|shared| shared.screen.open.peek(|open| *open)) else {
                return;
            };
            let stage = shared.stage.borrow().clone();
            if stage.is_some_and(|stage| stage.has_lost(&held)) {
                shared.focus_input();
            }
        }));
    }

    /// Has a screen reader say `text`, with what else is to be said at this moment.
    pub(super) fn say(self: &Rc<Self>, text: String) {
        let last = self.to_say.borrow().len();
        self.say_at(last, text);
    }

    /// The same, before what is still to be said: what became of a message comes before what was answered to it.
    pub(super) fn say_first(self: &Rc<Self>, text: String) {
        self.say_at(0, text);
    }

    fn say_at(self: &Rc<Self>, place: usize, text: String) {
        self.to_say.borrow_mut().insert(place, text);
        if self.to_say.borrow().len() == 1 {
            self.say_soon(limits::ANNOUNCE_ROUNDS);
        }
    }

    /// Says it at the end of the bot's turn: while somebody is writing, more is to come. A turn that does
    /// not end is told as far as it has come.
    fn say_soon(self: &Rc<Self>, rounds: u32) {
        let shared = Rc::downgrade(self);
        let ring = move || {
            let Some(shared) = shared.upgrade() else { return };
            if rounds > 0 && shared.screen.typing.peek(|typing| *typing) {
                return shared.say_soon(rounds - 1);
            }
            let text = shared.to_say.take().join("\n");
            // A live region says nothing when its text stays the same.
            let again = shared.screen.announcement.peek(|said| *said == text);
            shared.screen.announcement.set(if again { [text.as_str(), "\u{a0}"].concat() } else { text });
        };
        self.says.replace(Some(Timer::after(limits::ANNOUNCE_MS, Box::new(ring))));
    }
}
