//! Performs what the conversation asks for, and tells it what came of it. What it has asked ends when
//! the driver is dropped.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use parlour_core::{
    Answer, Call, Consent, Effect, Failure, Input, Machine, Role, Saved, Storing, Ticket, Token,
};
use parlour_protocol::Cursor;
use wasm_bindgen::JsValue;

use crate::clock::{Timer, now};
use crate::config::Config;
use crate::net::{self, Line, Streaming};
use crate::outbox::Outbox;
use crate::tabs::Tabs;
use crate::unsent::Rows;
use crate::wire;

/// Who is told what changed.
pub(crate) trait Audience {
    /// After every input, with the effects performed.
    fn changed(&self, machine: &Machine);
    /// Plain text for a screen reader.
    fn announce(&self, text: String);
    /// Once: this browser keeps nothing.
    fn storage_failed(&self);
    /// The server has deleted the conversation, or could not be asked to.
    fn forgot(&self, is_done: bool);
    /// The public part of the bot (`GET …/config`), if it was asked for.
    fn published(&self, told: JsValue);
}

/// One conversation, driven. Cheap to clone; the last clone ends it.
#[derive(Clone)]
pub(crate) struct Driver(Rc<Inner>);

struct Inner {
    config: Config,
    machine: RefCell<Machine>,
    inputs: RefCell<VecDeque<Input>>,
    is_busy: Cell<bool>,
    /// Whether the visitor is gone from this browser; another one may have come since.
    has_left: Cell<bool>,
    outbox: Outbox,
    rows: Rows,
    has_warned: Cell<bool>,
    running: RefCell<Vec<Running>>,
    wake: RefCell<Option<Timer>>,
    /// What the page tells of the visitor and of the bot's variables, until the server has it.
    extras: RefCell<(JsValue, JsValue)>,
    audience: Box<dyn Audience>,
    tabs: Tabs,
}

/// A call or stream that is under way; dropped, it is stopped.
struct Running {
    /// `None` for what the conversation did not ask for.
    ticket: Option<Ticket>,
    _line: Line,
}

impl Driver {
    pub(crate) fn new(config: Config, machine: Machine, audience: Box<dyn Audience>) -> Self {
        Self(Rc::new_cyclic(|this: &Weak<Inner>| Inner {
            outbox: Outbox::new(&config),
            rows: Rows::new(&config, {
                let this = this.clone();
                move |input| {
                    if let Some(inner) = this.upgrade() {
                        inner.hear_rows(input);
                    }
                }
            }),
            tabs: Tabs::new(&config),
            extras: RefCell::new((config.profile.clone(), config.variables.clone())),
            config,
            machine: RefCell::new(machine),
            inputs: RefCell::new(VecDeque::new()),
            is_busy: Cell::default(),
            has_left: Cell::default(),
            has_warned: Cell::new(false),
            running: RefCell::new(Vec::new()),
            wake: RefCell::new(None),
            audience,
        }))
    }

    /// Reads the storage; the first thing to be done.
    pub(crate) fn restore(&self) {
        self.feed(Input::Restored(self.0.outbox.load()));
    }

    /// Tells the conversation what happened.
    pub(crate) fn feed(&self, input: Input) {
        self.0.feed(input);
    }

    /// What the page tells: goes with the next call that carries it, over what was told before.
    pub(crate) fn tell(&self, profile: &JsValue, variables: &JsValue) {
        self.0.tell(profile, variables);
    }

    /// The visitor gives a message up, which other tabs may hold too.
    pub(crate) fn give_up(&self, mid: String) {
        self.0.tabs.tell_of("mid", &mid);
        self.feed(Input::VisitorCancelled { mid });
    }

    /// Reads the conversation.
    pub(crate) fn with<R>(&self, read: impl FnOnce(&Machine) -> R) -> R {
        read(&self.0.machine.borrow())
    }

    /// Asks the server for the public part of the bot, once.
    pub(crate) fn ask_public(&self) {
        let inner = Rc::downgrade(&self.0);
        let told = move |told: JsValue| {
            if let Some(inner) = inner.upgrade() {
                inner.audience.published(told);
            }
        };
        self.0.runs(None, net::public(&self.0.config, Box::new(told)));
    }
}

impl Inner {
    /// One input at a time: what a listener of the page does in the middle of one waits for its end.
    fn feed(self: &Rc<Self>, input: Input) {
        let acts = matches!(input, Input::Opened | Input::VisitorSent { .. });
        if acts && self.has_left.replace(false) {
            self.restore();
        }
        self.inputs.borrow_mut().push_back(input);
        if self.is_busy.replace(true) {
            return;
        }
        loop {
            let next = self.inputs.borrow_mut().pop_front();
            let Some(input) = next else { break };
            let effects = self.machine.borrow_mut().handle(now(), input);
            for effect in effects {
                self.perform(effect);
            }
            self.audience.changed(&self.machine.borrow());
            self.share();
        }
        self.is_busy.set(false);
    }

    /// Goes on with what another tab has begun since the visitor left.
    fn restore(self: &Rc<Self>) {
        let saved = {
            let machine = self.machine.borrow();
            let saved = self.outbox.load().filter(|_| machine.conversation_id().is_none());
            saved.map(|saved| Saved { open: machine.is_open(), draft: machine.draft().to_owned(), ..saved })
        };
        if saved.is_some() {
            self.feed(Input::Restored(saved));
        }
    }

    /// Keeps level with the other tabs.
    fn share(self: &Rc<Self>) {
        let machine = self.machine.borrow();
        // Whoever takes the consent back has left, and begins anew with the others when they give it again.
        let conversation = machine.conversation_id().filter(|_| machine.consent() == Consent::Granted);
        if self.tabs.is_elsewhere(conversation) {
            let inner = Rc::downgrade(self);
            let heard = move |told: JsValue| {
                let Some(inner) = inner.upgrade() else { return true };
                let Some(input) = inner.tabs.read(&told, &inner.config) else {
                    // Busy although nobody is at work: something has ended in the middle.
                    return !inner.is_busy.get();
                };
                let has_left = matches!(input, Input::LeftElsewhere);
                let leads = matches!(input, Input::Role(Role::Leads));
                inner.feed(input);
                if has_left {
                    inner.has_left.set(true);
                    inner.audience.forgot(true);
                }
                if leads {
                    inner.feed(Input::RowsLeft);
                }
                true
            };
            self.tabs.join(Box::new(heard));
        }
        self.tabs.tell(&machine);
    }

    fn tell(&self, profile: &JsValue, variables: &JsValue) {
        let mut extras = self.extras.borrow_mut();
        if profile.is_object() {
            extras.0 = wire::together(&extras.0, profile).into();
        }
        if variables.is_object() {
            extras.1 = wire::together(&extras.1, variables).into();
        }
    }

    /// A session carries the profile, a message both.
    fn take_extras(&self, call: &Call) -> (JsValue, JsValue) {
        let mut extras = self.extras.borrow_mut();
        match call {
            Call::SendMessage { .. } => core::mem::take(&mut *extras),
            Call::StartSession { .. } => (core::mem::take(&mut extras.0), JsValue::UNDEFINED),
            _ => Default::default(),
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Call { ticket, call } => self.call(ticket, call),
            Effect::OpenStream { ticket, token, after } => self.open_stream(ticket, &token, &after),
            Effect::CloseStream { ticket } => self.end(ticket),
            Effect::Persist(saved) => {
                if !self.outbox.store(&saved) {
                    self.warn();
                    self.feed(Input::KeepsNothing);
                }
            }
            Effect::Keep { message, is_new } => self.rows.put(&message, is_new),
            Effect::Drop { mid } => self.rows.drop(&mid),
            Effect::ReadRows => self.rows.read(),
            Effect::Wake { at } => {
                let inner = Rc::downgrade(self);
                let ring = move || {
                    if let Some(inner) = inner.upgrade() {
                        inner.feed(Input::Woke);
                    }
                };
                self.wake.replace(Some(Timer::at(at, Box::new(ring))));
            }
            Effect::Announce { text } => self.audience.announce(text),
            Effect::Wipe => {
                self.outbox.wipe();
                self.rows.wipe();
                self.has_left.set(true);
                self.tabs.tell_of("left", "1");
            }
            Effect::Forgot { is_done } => self.audience.forgot(is_done),
        }
    }

    fn hear_rows(self: &Rc<Self>, input: Input) {
        if matches!(input, Input::Kept { how: Storing::Held, .. }) {
            self.warn();
        }
        self.feed(input);
    }

    fn warn(&self) {
        if !self.has_warned.replace(true) {
            self.audience.storage_failed();
        }
    }

    fn call(self: &Rc<Self>, ticket: Ticket, call: Call) {
        let inner = Rc::downgrade(self);
        let mut extras = self.take_extras(&call);
        let told = extras.clone();
        let answered = move |result: Result<Answer, Failure>| {
            let Some(inner) = inner.upgrade() else { return };
            // A 400 may be of these very fields: they are not tried again.
            if matches!(&result, Err(failure) if !matches!(failure, Failure::Refused { status: 400, .. })) {
                let newer = inner.extras.replace(core::mem::take(&mut extras));
                inner.tell(&newer.0, &newer.1);
            }
            inner.end(ticket);
            inner.feed(Input::Answered { ticket, result });
        };
        self.runs(Some(ticket), net::call(&self.config, call, &told, Box::new(answered)));
    }

    fn open_stream(self: &Rc<Self>, ticket: Ticket, token: &Token, after: &Cursor) {
        let inner = Rc::downgrade(self);
        let told = move |what: Streaming| {
            let Some(inner) = inner.upgrade().filter(|inner| inner.is_running(ticket)) else { return };
            let input = match what {
                Streaming::Opened => Input::StreamOpened { ticket },
                Streaming::Came(event, name, data) => {
                    inner.tabs.note(name, data);
                    Input::Streamed { ticket, event }
                }
                Streaming::Ended(end) => {
                    inner.end(ticket);
                    Input::StreamClosed { ticket, end }
                }
            };
            inner.feed(input);
        };
        self.runs(Some(ticket), net::stream(&self.config, token, after, Box::new(told)));
    }

    /// Notes what is under way.
    fn runs(&self, ticket: Option<Ticket>, line: Option<Line>) {
        self.running.borrow_mut().extend(line.map(|line| Running { ticket, _line: line }));
    }

    fn is_running(&self, ticket: Ticket) -> bool {
        self.running.borrow().iter().any(|one| one.ticket == Some(ticket))
    }

    fn end(&self, ticket: Ticket) {
        self.running.borrow_mut().retain(|one| one.ticket != Some(ticket));
    }
}
