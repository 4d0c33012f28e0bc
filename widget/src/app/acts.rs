//! What is asked for by name: by the page's rarer verbs (`pkg/loader/verbs.js`) and by parts of the view.

use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise};
use parlour_core::text::is_blank;
use parlour_core::{Attachment, Connection, Content, Delivery, Earlier, Input, Leaving, Machine, markup};
use parlour_protocol::{Action, Author};
use wasm_bindgen::JsValue;

use super::boxed::Boxed;
use super::running::Shared;
use crate::caught::{coded, get, set};
use crate::config::Typing;
use crate::page_events::before_send;
use crate::view::{fill, name};
use crate::{mid, wire, words};

/// A `send` of the page whose outcome is awaited.
pub(super) struct Waiting {
    pub(super) mid: String,
    pub(super) resolve: Function,
    pub(super) reject: Function,
}

/// Files that go with the visitor's next message.
#[derive(Default)]
pub(super) struct Files {
    pub(super) ready: Vec<Attachment>,
    pub(super) is_uploading: bool,
    pub(super) sent: u32,
}

/// What a deletion waits under, beside the ids of messages.
const FORGET: &str = "forget";

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

impl Shared {
    /// Does what `kind` names; the kinds stand in `pkg/parts/README.md` and `pkg/loader/verbs.js`;
    /// one that begins with a colon is an option that has changed.
    /// `undefined` where there is nothing to give back.
    pub(super) fn act(self: &Rc<Self>, kind: &str, value: &str) -> JsValue {
        let nothing = JsValue::UNDEFINED;
        let told = || wire::parse(value).unwrap_or_default();
        match kind {
            "consent" => self.feed(Input::Consented { is_granted: value == "granted" }),
            "introduce" => {
                self.tell_server(&told(), &nothing);
                self.feed(Input::Introduced);
            }
            "reset" => self.feed(Input::StartedOver),
            "start" => self.feed(Input::Moved { mid: mid::fresh(), reference: value.to_owned() }),
            "setProfile" => self.tell_server(&told(), &nothing),
            "setVariables" => self.tell_server(&nothing, &told()),
            "renew" => self.feed(Input::Renewed),
            "logout" => self.leave(Leaving::Logout),
            "forget" => {
                let waits = Promise::new(&mut |resolve, reject| {
                    self.waiting.borrow_mut().push(Waiting { mid: FORGET.to_owned(), resolve, reject });
                });
                self.leave(Leaving::Forget);
                return waits.into();
            }
            // Also where it was reached for before: whoever asks has not met the part.
            "attach" => self.screen.attaching.put(true),
            "files" => self.take_files(&told()),
            "say" => self.say(value.to_owned()),
            "menu" => self.turn_menu(),
            "earlier" => return self.read_earlier(value),
            "entries" => return self.entries(),
            ":heading" => self.screen.title.set(some(value)),
            ":greeting" => self.screen.greeting.set(some(value)),
            ":input" => {
                self.typing.set(Typing::named(value));
                // Nothing has happened but that it is to be shown again.
                self.feed(Input::Woke);
            }
            _ => {}
        }
        nothing
    }

    /// Sends what the visitor says; `false` if the page does not let it go.
    /// `boxed` is what it leaves in the text box until it is kept.
    pub(super) fn say_it(&self, text: &str, boxed: Option<String>) -> bool {
        self.begin();
        self.refresh_page();
        self.follow_end();
        let mid = mid::fresh();
        let Some(mut text) = before_send(&self.host, &mid, text) else { return false };
        // As the machine does, which says nothing of what is nothing.
        text.retain(|letter| letter != '\0');
        let attachments = self.files.borrow().ready.clone();
        if is_blank(&text) && attachments.is_empty() {
            // Emptied by the page.
            if boxed.is_some() {
                fill(&self.nodes, &self.screen.draft, "");
                self.feed(Input::DraftChanged { text: String::new() });
            }
            return true;
        }
        let has_files = !attachments.is_empty();
        self.boxed.borrow_mut().push(Boxed { mid: mid.clone(), text: boxed, has_files, is_pressed: false });
        self.feed(if attachments.is_empty() {
            Input::VisitorSent { mid, text }
        } else {
            Input::FilesSent { mid, text, attachments }
        });
        true
    }

    fn tell_server(&self, profile: &JsValue, variables: &JsValue) {
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver {
            driver.tell(profile, variables);
        }
    }

    /// What stands in the text box belongs to the visitor too.
    fn leave(&self, what: Leaving) {
        self.feed(Input::Left(what));
        if what == Leaving::Logout {
            self.empty_box();
        }
    }

    fn empty_box(&self) {
        fill(&self.nodes, &self.screen.draft, "");
        self.files.take();
        self.boxed.take();
    }

    /// Ends what waits for the deletion.
    pub(super) fn forgot(&self, is_done: bool) {
        if is_done {
            self.empty_box();
        }
        let waiting = self.waiting.take();
        for one in waiting {
            if one.mid != FORGET {
                self.waiting.borrow_mut().push(one);
            } else if is_done {
                one.resolve.call0(&JsValue::UNDEFINED).ok();
            } else {
                one.reject.call1(&JsValue::UNDEFINED, &coded("network")).ok();
            }
        }
    }

    /// `{ready: [{id, name}], isUploading}`.
    fn take_files(&self, told: &JsValue) {
        {
            let mut files = self.files.borrow_mut();
            files.ready = wire::attachments(&get(told, "ready"));
            files.is_uploading = get(told, "isUploading").is_truthy();
        }
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver {
            driver.with(|machine| self.show_states(machine));
        }
    }

    pub(super) fn turn_menu(&self) {
        let is_open = self.screen.menu.peek(|told| !told.is_undefined());
        self.screen.menu.put(if is_open { JsValue::UNDEFINED } else { JsValue::TRUE });
        if is_open {
            self.focus_menu_button();
        }
    }

    /// Reads further back, as if scrolled to; `true`: there is more, `false`: it cannot be read, `undefined`:
    /// there is no more, or no room for it.
    fn read_earlier(&self, value: &str) -> JsValue {
        self.feed(if value.is_empty() { Input::ScrolledNearTop } else { Input::EarlierRetried });
        match self.screen.earlier.peek(|earlier| *earlier) {
            Earlier::Failed => JsValue::FALSE,
            Earlier::More | Earlier::Loading => JsValue::TRUE,
            // Of a log that is still being opened nothing is known.
            _ if self.is_opening() => JsValue::TRUE,
            Earlier::None | Earlier::Full => JsValue::UNDEFINED,
        }
    }

    fn is_opening(&self) -> bool {
        let driver = self.driver.borrow().clone();
        let is_empty = driver.is_none_or(|driver| driver.with(|machine| machine.entries().is_empty()));
        is_empty && self.screen.connection.peek(|line| *line == Connection::Connecting)
    }

    /// The conversation as far as it is known here: `[{author, name, text, at}]`, oldest first.
    fn entries(&self) -> JsValue {
        let list = Array::new();
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver {
            driver.with(|machine| self.write_entries(machine, &list));
        }
        list.into()
    }

    fn write_entries(&self, machine: &Machine, list: &Array) {
        let says = &self.screen.words;
        for entry in machine.entries() {
            let (author, name, text) = match &entry.content {
                Content::Visitor { text, delivery, .. } => {
                    let is_lost = matches!(delivery, Delivery::Queued | Delivery::Failed(_));
                    if is_lost {
                        continue;
                    }
                    ("visitor", says.get(words::Word::YouSaid), text.clone())
                }
                // The message it went with names it.
                Content::Received { author: Author::Visitor, .. } => continue,
                Content::Received { author: Author::System, action, .. }
                | Content::Received { action: action @ Action::Notice { .. }, .. } => {
                    ("system", String::new(), markup::written(&action.readable()))
                }
                Content::Received { author, action, .. } => {
                    let author = if *author == Author::Agent { "agent" } else { "bot" };
                    (author, name(entry, &self.screen), markup::written(&action.readable()))
                }
                Content::Notice(notice) => ("system", String::new(), words::notice(says, notice)),
            };
            let one = Object::new();
            for (key, value) in
                [("author", author), ("name", name.strip_suffix(":").unwrap_or(&name)), ("text", &text)]
            {
                set(&one, key, &value.into());
            }
            #[allow(clippy::cast_precision_loss)] // milliseconds since 1970
            set(&one, "at", &JsValue::from_f64(entry.at as f64));
            list.push(&one);
        }
    }
}
