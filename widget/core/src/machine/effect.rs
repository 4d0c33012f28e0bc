//! What a conversation asks of its shell.

use core::fmt;

use parlour_protocol::{Cursor, SessionRequest, VisitorSend};
use serde::{Deserialize, Serialize};

/// Pairs a call or a stream with what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u32);

/// A visitor token. `Debug` shows that there is one, not which.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// One thing to be done, in the order given.
#[allow(clippy::large_enum_variant, reason = "a handful live at a time, each for a moment")]
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Make a call and report [`super::Input::Answered`], always exactly once.
    Call {
        /// To be given back.
        ticket: Ticket,
        /// What to ask.
        call: Call,
    },
    /// Open the event stream and report `StreamOpened`, `Streamed` and at last `StreamClosed`.
    OpenStream {
        /// To be given back.
        ticket: Ticket,
        /// Whose stream.
        token: Token,
        /// The last event applied.
        after: Cursor,
    },
    /// Give a stream up. Nothing more is reported for it.
    CloseStream {
        /// Which.
        ticket: Ticket,
    },
    /// Store this in place of what is stored. Precedes the `Call` that depends on it.
    Persist(Saved),
    /// Store this message in a row of its own, under its id, and report [`super::Input::Kept`], exactly once and in the
    /// order in which it was asked for. A row that is not new and is gone was taken away by another page, and stays away.
    Keep {
        /// What is to be stored.
        message: SavedMessage,
        /// Whether there is no such row yet.
        is_new: bool,
    },
    /// Take this message's row away.
    Drop {
        /// Which.
        mid: String,
    },
    /// Read all rows, as they are after what was asked for before, and report [`super::Input::RowsRead`]. Those that another
    /// page of this browser has still to send are left out: it does, in its own conversation.
    ReadRows,
    /// Report `Woke` at this time (milliseconds since 1970); replaces the earlier request.
    Wake {
        /// When.
        at: u64,
    },
    /// Forget everything that was ever stored of this chat.
    Wipe,
    /// What was asked for by [`super::Input::Left`] with [`Leaving::Forget`] has come to its end.
    Forgot {
        /// Whether the server has deleted the conversation.
        is_done: bool,
    },
    /// Say this to a screen reader, politely.
    Announce {
        /// Plain text.
        text: String,
    },
}

/// A call to the chat REST API, as a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// `POST …/session`.
    StartSession {
        /// The token of the conversation to go on with.
        resume: Option<Token>,
        /// What to send.
        body: SessionRequest,
        /// Whether the page's metadata go with it, as `user_profile.web`.
        tells_page: bool,
    },
    /// `POST …/messages/`.
    SendMessage {
        /// Whose.
        token: Token,
        /// What to send.
        body: VisitorSend,
        /// As of [`Self::StartSession`].
        tells_page: bool,
    },
    /// `GET …/history`: the newest page, or what follows `after`.
    ReadHistory {
        /// Whose.
        token: Token,
        /// The last event known.
        after: Option<Cursor>,
        /// How the server waits for what follows it.
        wait: Option<Waiting>,
    },
    /// `GET …/history`: the page that ends before the first event shown.
    ReadEarlier {
        /// Whose.
        token: Token,
        /// The first event shown.
        before: Cursor,
    },
    /// `DELETE …/session` or `DELETE …/conversation`.
    Leave {
        /// Whose.
        token: Token,
        /// What goes.
        what: Leaving,
    },
}

/// How a read of what follows a cursor waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Seconds after which there may be nothing.
    pub seconds: u64,
    /// The `states` of the last answer, 0 before the first.
    pub states: u64,
}

/// How a visitor leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The token is revoked; the conversation stays.
    Logout,
    /// The conversation is deleted too.
    Forget,
}

/// HTTP method of a [`Request`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
}

/// What a [`Call`] is in HTTP, but for its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query below the gateway's origin, percent-encoded.
    pub path: String,
    /// Goes into `Authorization: Bearer`, never into the path.
    pub bearer: Option<Token>,
}

/// What survives a reload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// The conversation's token.
    pub token: Option<Token>,
    /// Messages not yet known to be stored by the server, oldest first, that stand in no row: an older version kept all
    /// of them here, and they are left here until each has its row.
    pub outbox: Vec<SavedMessage>,
    /// What stood in the text box.
    pub draft: String,
    /// Whether the window was open.
    pub open: bool,
    /// Version of the text the visitor has agreed to; nothing is stored before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
}

/// A file of the visitor's that the server has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What `POST …/attachments` gave.
    pub id: String,
    /// Its name, for display.
    pub name: String,
    /// Where it is shown, of a picture; else empty. Signed for a day, so not for longer than the page.
    #[serde(skip)]
    pub picture: String,
}

/// A message that waits to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedMessage {
    /// Its id.
    pub mid: String,
    /// Its text.
    pub text: String,
    /// When the visitor pressed send, milliseconds since 1970, and after everything that waited then: messages are sent in
    /// this order, and in that of their ids at one time.
    pub at: u64,
    /// Whether it failed and waits for the visitor.
    pub failed: bool,
    /// Module to move to, of what is no message but a move.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// Files that go with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Whether another page has typed it; of this page alone.
    #[serde(skip)]
    pub is_earlier: bool,
}

impl SavedMessage {
    /// What stands in its bubble: its text, then the names of its files. Empty: it has none.
    pub(super) fn shown(&self) -> String {
        let mut shown = self.text.clone();
        for file in &self.attachments {
            if !shown.is_empty() {
                shown.push('\n');
            }
            shown.push_str(&file.name);
        }
        shown
    }
}
