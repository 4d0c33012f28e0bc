//! What the window shows, what it may ask for, and the nodes it is driven by.

use std::cell::Cell;
use std::rc::Rc;

use parlour_core::{Connection, Earlier, EntryKey};
use parlour_protocol::Action;
use wasm_bindgen::JsValue;

use super::content::Policy;
use super::element::Kept;
use super::live::Live;
use super::now::{Gate, Now};
use super::panel::Behind;
use crate::parts::Door;
use crate::words::{Word, Words};

/// What the window shows, held by everything that shows a piece of it: a clone is the same screen.
#[derive(Clone, Default)]
pub struct Screen(Rc<Shown>);

impl Screen {
    /// Shows this.
    pub fn new(shown: Shown) -> Self {
        Self(Rc::new(shown))
    }
}

impl std::ops::Deref for Screen {
    type Target = Shown;

    fn deref(&self) -> &Shown {
        &self.0
    }
}

/// One signal for each thing that changes, but for the transcript: its rows carry their own.
pub struct Shown {
    /// What the widget says, in the language of now.
    pub words: Words,
    /// Where parts of the view are fetched that are not built in.
    pub door: Door,
    /// Put, always to `true`, when parts that could not be had are to be asked for again.
    pub again: Live<bool>,
    /// Name of the bot, and of the window; `None` until one is known.
    pub title: Live<Option<String>>,
    /// Address of the bot's picture.
    pub avatar: Live<Option<String>>,
    /// What stands over the first message.
    pub greeting: Live<Option<String>>,
    /// How the chat is reached.
    pub connection: Live<Connection>,
    /// Whether somebody writes.
    pub typing: Live<bool>,
    /// Whether an answer is being made of which something is known.
    pub streams: Live<bool>,
    /// What is known of it.
    pub partial: Live<String>,
    /// The `mid` of the message that it answers.
    pub partial_of: Live<String>,
    /// Where links may lead and media may come from.
    pub policy: Policy,
    /// Entries whose buttons may be pressed.
    pub answerable: Live<Vec<EntryKey>>,
    /// What the bot asks for that needs a control.
    pub control: Live<Option<Action>>,
    /// Labels of the suggested replies.
    pub choices: Live<Vec<String>>,
    /// What stands in the text box.
    pub draft: Live<String>,
    /// What a screen reader is told.
    pub announcement: Live<String>,
    /// What there is before the first row.
    pub earlier: Live<Earlier>,
    /// Whether the visitor reads so far up that the end is out of sight.
    pub away: Live<bool>,
    /// Messages that came since the end was last seen.
    pub missed: Live<u32>,
    /// Whether the window is seen.
    pub open: Live<bool>,
    /// Whether the window covers the page: always in mode `fullscreen`, on narrow screens in mode `bubble`.
    pub modal: Live<bool>,
    /// Whether the window is a piece of the page, with no way to close it (mode `inline`).
    pub inline: Live<bool>,
    /// What holds for the window at the moment.
    pub now: Live<Now>,
    /// The gate of `now` alone: what is drawn for it is not drawn anew with every change.
    pub card: Live<Gate>,
    /// Whether the bot takes files.
    pub uploads: Live<bool>,
    /// Whether the visitor has reached for a file.
    pub attaching: Live<bool>,
    /// The public part of the bot; `undefined` until it is known.
    pub public: Live<JsValue>,
    /// What the open menu is given; `undefined` while it is closed.
    pub menu: Live<JsValue>,
    /// Whether the page has stopped the last answer.
    pub stopped: Cell<bool>,
    /// What the page has configured of rare states.
    pub page: Page,
}

/// What the page has configured of rare states.
#[derive(Clone, Default)]
pub struct Page {
    /// `{text, url, version}` to agree to.
    pub privacy: JsValue,
    /// Fields of the form before the chat.
    pub form: JsValue,
    /// Whether there is a microphone.
    pub voice: bool,
    /// Where files go.
    pub attachments: String,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            words: Words::default(),
            door: Door::default(),
            again: Live::new(true),
            title: Live::new(None),
            avatar: Live::new(None),
            greeting: Live::new(None),
            connection: Live::new(Connection::Connecting),
            typing: Live::new(false),
            streams: Live::new(false),
            partial: Live::new(String::new()),
            partial_of: Live::new(String::new()),
            policy: Policy::default(),
            answerable: Live::new(Vec::new()),
            control: Live::new(None),
            choices: Live::new(Vec::new()),
            draft: Live::new(String::new()),
            announcement: Live::new(String::new()),
            earlier: Live::new(Earlier::None),
            away: Live::new(false),
            missed: Live::new(0),
            open: Live::new(false),
            modal: Live::new(false),
            inline: Live::new(false),
            now: Live::new(Now::default()),
            card: Live::new(Gate::Open),
            uploads: Live::new(false),
            attaching: Live::new(false),
            public: Live::new(JsValue::UNDEFINED),
            menu: Live::new(JsValue::UNDEFINED),
            stopped: Cell::default(),
            page: Page::default(),
        }
    }
}

impl Shown {
    /// Who speaks at the moment: the person who holds the conversation, else the bot.
    pub(crate) fn speaker(&self) -> String {
        let agent = self.now.with(|now| now.agent.as_ref().map(|agent| agent.name.clone()));
        agent.unwrap_or_else(|| self.name())
    }

    /// The bot's name, or what a chat without one is called.
    pub(crate) fn name(&self) -> String {
        self.title.with(Clone::clone).unwrap_or_else(|| self.words.get(Word::Title))
    }
}

/// What the visitor asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Send this text, which was typed.
    Send(String),
    /// Send this answer to what the bot asked.
    Answer {
        /// Word of `parlour:action` (embed.md §4); empty where the page is told none.
        kind: &'static str,
        /// The text that is sent.
        value: String,
    },
    /// The visitor opens a page, a mail program or a file; the browser does it.
    Opened {
        /// Word of `parlour:action`.
        kind: &'static str,
        /// Its address.
        value: String,
    },
    /// Send the message of this id again.
    Retry(String),
    /// Give the message of this id up.
    Discard(String),
    /// The text box holds this now.
    Draft(String),
    /// Read the earlier messages that could not be read.
    Earlier,
    /// The transcript was scrolled.
    Scrolled,
    /// Go to the end of the transcript.
    ToTheEnd,
    /// What a part asks for, by the kind that stands in `pkg/parts/README.md`.
    Act(String, String),
    /// Nothing: a part takes the place of what stood in for it.
    Drawn,
    /// Open the menu, or close it.
    Menu,
    /// Close the window.
    Close,
}

/// Where the asks go.
pub type Asks = Rc<dyn Fn(Ask)>;

/// The nodes that are driven by hand: focus, scroll, and the rows.
#[derive(Clone, Default)]
pub struct Nodes {
    pub(crate) window: Kept,
    pub(crate) log: Kept,
    pub(crate) list: Kept,
    pub(crate) input: Kept,
    pub(crate) behind: Behind,
}
