//! What the window shows, what it may ask for, and the nodes it is driven by.

use std::rc::Rc;

use parlour_core::Connection;

use super::element::Kept;
use super::live::Live;
use crate::words;

/// One signal for each thing that changes, but for the transcript: its rows carry their own.
#[derive(Clone)]
pub struct Screen {
    /// Name of the bot, and of the window.
    pub title: Live<String>,
    /// Address of the bot's picture.
    pub avatar: Live<Option<String>>,
    /// What stands over the first message.
    pub greeting: Live<Option<String>>,
    /// How the chat is reached.
    pub connection: Live<Connection>,
    /// Whether somebody writes.
    pub typing: Live<bool>,
    /// Labels of the suggested replies.
    pub choices: Live<Vec<String>>,
    /// What stands in the text box.
    pub draft: Live<String>,
    /// What a screen reader is told.
    pub announcement: Live<String>,
    /// Whether the window is seen.
    pub open: Live<bool>,
    /// Whether the window covers the page (narrow screens).
    pub modal: Live<bool>,
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            title: Live::new(words::TITLE.to_owned()),
            avatar: Live::new(None),
            greeting: Live::new(None),
            connection: Live::new(Connection::Connecting),
            typing: Live::new(false),
            choices: Live::new(Vec::new()),
            draft: Live::new(String::new()),
            announcement: Live::new(String::new()),
            open: Live::new(false),
            modal: Live::new(false),
        }
    }
}

/// What the visitor asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Send this text.
    Send(String),
    /// Send the message of this id again.
    Retry(String),
    /// Give the message of this id up.
    Discard(String),
    /// The text box holds this now.
    Draft(String),
    /// Close the window.
    Close,
}

/// Where the asks go.
pub type Asks = Rc<dyn Fn(Ask)>;

/// The nodes that are driven by hand: focus, scroll, and the rows.
#[derive(Clone, Default)]
pub(crate) struct Nodes {
    pub(crate) window: Kept,
    pub(crate) log: Kept,
    pub(crate) list: Kept,
    pub(crate) input: Kept,
}
