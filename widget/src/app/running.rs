//! One running chat: the conversation, its driver and its window. Dropped, all of it is undone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use parlour_core::text::is_blank;
use parlour_core::{Connection, Earlier, Input, Machine, Options, attachments_path};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::acts::{Files, Waiting};
use super::boxed::Boxed;
use super::ear::Ear;
use super::states::{Known, consent_name, handover_name};
use super::telling::{capabilities, conversation};
use crate::address::picture;
use crate::caught::{coded, get, set, text};
use crate::clock::{Timer, before_next_frame};
use crate::config::{Config, Typing};
use crate::driver::Driver;
use crate::listener::Listener;
use crate::page_events::{PageEvent, before_send};
use crate::parts::Door;
use crate::project::Projection;
use crate::stage::Stage;
use crate::view::{Ask, Asks, Nodes, Page, Screen, Shown, Watch, fill, panel, state_name};
use crate::words::{Tongue, Word};
use crate::{host_page, limits, mid};

/// One running chat.
pub struct App {
    shared: Rc<Shared>,
    driver: Driver,
    _listeners: Vec<Listener>,
    _watch: Option<Watch>,
}

/// What the driver's audience, the view's asks and the page's verbs have in common.
pub(super) struct Shared {
    pub(super) host: HtmlElement,
    pub(super) config: Config,
    pub(super) screen: Screen,
    pub(super) nodes: Nodes,
    pub(super) typing: Cell<Typing>,
    pub(super) stage: RefCell<Option<Rc<Stage>>>,
    pub(super) rows: RefCell<Option<Projection>>,
    pub(super) is_settling: Cell<bool>,
    pub(super) driver: RefCell<Option<Driver>>,
    /// The page the conversation was last told of.
    page: RefCell<Option<String>>,
    /// The message whose question has its control shown.
    asked: Cell<Option<u64>>,
    pub(super) told: Cell<Told>,
    pub(super) known: Cell<Known>,
    pub(super) files: RefCell<Files>,
    pub(super) boxed: RefCell<Vec<Boxed>>,
    pub(super) waiting: RefCell<Vec<Waiting>>,
    pub(super) to_say: RefCell<Vec<String>>,
    pub(super) says: RefCell<Option<Timer>>,
    begins: RefCell<Option<Timer>>,
}

/// What the page has been told already.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    pub(super) connection: Option<Connection>,
    pub(super) conversation: Option<u64>,
    pub(super) is_refused: bool,
}

impl App {
    /// Draws a closed window into `host`'s shadow root and restores what was kept. Nothing is sent
    /// before the first [`App::open`] or [`App::send`]. `door` is where parts of the view come from, see
    /// `parts.rs`; `undefined` where there are none.
    pub fn start(host: HtmlElement, mut config: Config, door: JsValue) -> Option<Self> {
        let root = host.shadow_root()?;
        config.host = Some(host.clone());
        let nodes = Nodes::default();
        let page = Page {
            privacy: config.privacy.clone(),
            form: config.pre_chat.clone(),
            voice: config.voice,
            attachments: [config.gateway.as_str(), &attachments_path(&config.bot)].concat(),
        };
        let (door, policy) = (Door::new(door, root.clone()), config.policy());
        let screen = Screen::new(Shown { door, policy, page, ..Shown::default() });
        screen.title.set(config.heading.clone());
        screen.greeting.set(config.greeting.clone());
        screen.avatar.set(config.avatar.as_deref().and_then(picture));
        let machine = Machine::new(Options {
            bot: config.bot.clone(),
            start_module: config.start_module.clone(),
            locale: host_page::language(&host),
            consent_to: config.asks_consent.then(|| text(&config.privacy, "version").unwrap_or_default()),
            form_first: get(&config.pre_chat, "length").as_f64().is_some_and(|length| length > 0.0),
        });
        let shared = Rc::new(Shared {
            host,
            typing: Cell::new(config.typing),
            config: config.clone(),
            screen,
            nodes,
            stage: RefCell::default(),
            rows: RefCell::default(),
            driver: RefCell::default(),
            page: RefCell::default(),
            is_settling: Cell::default(),
            asked: Cell::default(),
            told: Cell::default(),
            known: Cell::default(),
            files: RefCell::default(),
            boxed: RefCell::default(),
            waiting: RefCell::default(),
            to_say: RefCell::default(),
            says: RefCell::default(),
            begins: RefCell::default(),
        });
        let asks = shared.asks();
        let stage = {
            let (shared, asks) = (shared.clone(), asks.clone());
            Stage::set(root, Box::new(move || panel(&shared.screen, &asks, &shared.nodes)))?
        };
        shared.rows.replace(Some(Projection::new(shared.nodes.clone(), shared.screen.clone(), asks)));
        shared.stage.replace(Some(Rc::new(stage)));
        let driver = Driver::new(config, machine, Box::new(Ear(Rc::downgrade(&shared))));
        shared.driver.replace(Some(driver.clone()));
        driver.restore();
        let draft = driver.with(|machine| machine.draft().to_owned());
        fill(&shared.nodes, &shared.screen.draft, &draft);
        let listeners = shared.listen();
        let watch = shared.watch();
        Some(Self { shared, driver, _listeners: listeners, _watch: watch })
    }

    /// Opens the window. The visitor's own act, or the page's, moves the focus; a window that was
    /// left open comes back without it.
    pub fn open(&self, reason: &str) {
        self.shared.open(reason);
    }

    /// Closes the window; the conversation goes on.
    pub fn close(&self, reason: &str) {
        self.shared.close(reason);
    }

    /// Looks again how the window is to stand.
    pub fn stand(&self) {
        self.shared.stand();
    }

    /// Sends `text` for the page. Resolves with `{id, state, seq}` once stored; rejects with an error
    /// whose `code` says why. `is_silent`: the window stays as it is.
    pub fn send(&self, text: &str, is_silent: bool) -> Promise {
        if !is_silent {
            self.shared.open("api");
            self.shared.begin();
        }
        self.shared.refresh_page();
        let (shared, driver) = (&self.shared, &self.driver);
        let id = mid::fresh();
        let Some(text) = before_send(&shared.host, &id, text) else {
            return Promise::reject(&coded("cancelled"));
        };
        let text = text.as_str();
        let promise = Promise::new(&mut |resolve, reject| {
            let mut waiting = shared.waiting.borrow_mut();
            if waiting.len() < limits::WAITING_SENDS && !is_blank(text) {
                waiting.push(Waiting { mid: id.clone(), resolve, reject });
            } else {
                let code = if is_blank(text) { "field_invalid" } else { "rate_limited" };
                reject.call1(&JsValue::UNDEFINED, &coded(code)).ok();
            }
        });
        if shared.waiting.borrow().iter().any(|one| one.mid == id) {
            driver.feed(Input::VisitorSent { mid: id, text: text.to_owned() });
        }
        promise
    }

    /// Does what is asked for by name, see `acts.rs`.
    pub fn act(&self, kind: &str, value: &str) -> JsValue {
        self.shared.act(kind, value)
    }

    /// Says everything in another language from now on.
    pub fn speak(&self, tongue: Tongue) {
        let Shared { screen, host, config, .. } = &*self.shared;
        screen.words.speak(tongue);
        if let Some(locale) = host_page::language(host) {
            self.driver.feed(Input::Reads { locale });
        }
        let launcher = host.shadow_root().and_then(|root| root.query_selector("[part~=launcher]").ok()?);
        if let Some(launcher) = launcher {
            let label = match &config.heading {
                Some(name) => screen.words.fill(Word::LauncherNamed, &[("name", name)]),
                None => screen.words.get(Word::Launcher),
            };
            launcher.set_attribute("aria-label", &label).ok();
        }
    }

    /// `{open, connection, conversation, capabilities, consent, handover}` as they are now.
    pub fn state(&self) -> JsValue {
        let state = js_sys::Object::new();
        set(&state, "open", &self.shared.screen.open.peek(|open| *open).into());
        self.driver.with(|machine| {
            set(&state, "connection", &state_name(machine.connection()).into());
            set(&state, "conversation", &conversation(machine));
            set(&state, "capabilities", &capabilities(machine));
            set(&state, "consent", &consent_name(machine.consent()).into());
            let handover = machine.handover().map(|now| now.state);
            set(&state, "handover", &handover_name(handover).into());
        });
        state.into()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        for one in self.shared.waiting.take() {
            one.reject.call1(&JsValue::UNDEFINED, &coded("destroyed")).ok();
        }
        self.shared.says.take();
        self.shared.begins.take();
        self.shared.nodes.behind.uncover();
        self.shared.rows.take();
        self.shared.stage.take();
        self.shared.driver.take();
    }
}

impl Shared {
    fn asks(self: &Rc<Self>) -> Asks {
        let shared = Rc::downgrade(self);
        Rc::new(move |ask| {
            if let Some(shared) = shared.upgrade() {
                shared.hear(ask);
            }
        })
    }

    fn hear(self: &Rc<Self>, ask: Ask) {
        match ask {
            Ask::Close => self.close("visitor"),
            Ask::Draft(text) => {
                self.settle_soon();
                self.feed(Input::DraftChanged { text });
            }
            Ask::Opened { kind, value } => self.tell_action(kind, &value),
            Ask::Answer { kind, value } => {
                // What a form holds is between the visitor and the bot.
                if !kind.is_empty() {
                    self.tell_action(kind, if kind == "form" { "" } else { &value });
                }
                self.screen.stopped.set(!self.say_it(&value, None));
            }
            Ask::Send(text) => self.send_box(&text),
            Ask::Act(kind, value) => {
                self.act(&kind, &value);
            }
            Ask::Drawn => {
                self.keep_focus();
                // An answer that is being made stands at the end, and is not of the list.
                self.settle_soon();
            }
            Ask::Menu => self.turn_menu(),
            Ask::Retry(mid) => self.feed(Input::VisitorRetried { mid, again: mid::fresh() }),
            Ask::Discard(mid) => self.discard(mid),
            Ask::Earlier => {
                self.focus_log();
                self.feed(Input::EarlierRetried);
            }
            Ask::Scrolled => self.scrolled(),
            Ask::ToTheEnd => self.go_to_the_end(),
        }
    }

    pub(super) fn feed(&self, input: Input) {
        if matches!(input, Input::Opened | Input::WentOnline) {
            self.screen.again.put(true);
        }
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver {
            driver.feed(input);
        }
    }

    fn open(self: &Rc<Self>, reason: &str) {
        if self.screen.open.peek(|open| *open) {
            return;
        }
        self.stand();
        self.screen.open.set(true);
        self.settle_soon();
        if reason != "config" && reason != "rule" {
            self.focus_input();
        }
        PageEvent::new("parlour:open").with("reason", reason).dispatch(&self.host);
        self.begin_soon(limits::NO_FRAME_MS);
        let shared = Rc::downgrade(self);
        before_next_frame(Box::new(move || {
            if let Some(shared) = shared.upgrade().filter(|shared| shared.begins.borrow().is_some()) {
                // Behind the frame's paint.
                shared.begin_soon(0);
            }
        }));
    }

    /// What the page is asked and the server is told takes longer than a frame on a phone.
    fn begin_soon(self: &Rc<Self>, ms: i32) {
        let shared = Rc::downgrade(self);
        let begin = move || {
            if let Some(shared) = shared.upgrade() {
                shared.begin();
            }
        };
        self.begins.replace(Some(Timer::after(ms, Box::new(begin))));
    }

    /// The conversation of an opened window begins, or goes on; once for each opening.
    pub(super) fn begin(&self) {
        if self.begins.take().is_none() {
            return;
        }
        let is_first = self.page.borrow().is_none();
        self.refresh_page();
        self.feed(Input::Opened);
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver.filter(|_| is_first) {
            driver.ask_public();
        }
    }

    fn close(&self, reason: &str) {
        if !self.screen.open.peek(|open| *open) || self.screen.inline.peek(|inline| *inline) {
            return;
        }
        let stage = self.stage.borrow().clone();
        // What is out of reach takes no focus.
        self.nodes.behind.uncover();
        if let Some(stage) = stage {
            stage.give_focus_back();
        }
        self.screen.open.set(false);
        self.screen.menu.put(JsValue::UNDEFINED);
        self.begins.take();
        self.feed(Input::Closed);
        PageEvent::new("parlour:close").with("reason", reason).dispatch(&self.host);
    }

    /// Tells the conversation the page's address, if it is another than before.
    pub(super) fn refresh_page(&self) {
        let page = host_page::mark(&self.config);
        if *self.page.borrow() != page {
            self.page.replace(page);
            self.feed(Input::PageChanged);
        }
    }

    /// Brings the window level with the conversation, and says what the page is to hear of it.
    pub(super) fn show(self: &Rc<Self>, machine: &Machine) -> Vec<PageEvent> {
        self.keep_focus();
        self.empty_kept(machine);
        let screen = &self.screen;
        screen.connection.set(machine.connection());
        self.show_states(machine);
        let mut events = Vec::new();
        let mut moved = screen.typing.peek(|typing| *typing != machine.typing());
        if moved {
            let typing = PageEvent::new("parlour:typing");
            events.push(typing.with_value("active", &machine.typing().into()));
        }
        screen.typing.set(machine.typing());
        moved |= self.show_partial(machine);
        moved |= screen.choices.peek(|choices| choices.as_slice() != machine.choices());
        screen.choices.set(machine.choices().to_vec());
        let earlier = machine.earlier();
        moved |= screen.earlier.peek(|shown| *shown != earlier);
        screen.earlier.set(earlier);
        let asked = machine.control_seq();
        if self.asked.replace(asked) != asked {
            moved = true;
            screen.control.put(machine.control().cloned());
        }
        screen.answerable.set(machine.open_entries());
        if let Some(rows) = self.rows.borrow_mut().as_mut() {
            moved |= rows.show(machine.entries(), machine.revision(), earlier != Earlier::None);
        }
        if moved {
            self.settle_soon();
        }
        self.tell_entries(machine, &mut events);
        self.settle_unkept(machine);
        self.tell_states(machine, &mut events);
        self.tell_connection(machine, &mut events);
        events
    }
}
