//! What happens to a conversation.

use parlour_protocol::{
    ByeEvent, HistoryPage, PartialEvent, ResetEvent, SessionCreated, StatusEvent, StoredEvent, Turn,
    TypingEvent,
};

use super::effect::{Attachment, Leaving, Saved, SavedMessage, Ticket};
use super::tabs::{Overheard, Role};

/// One thing that happened; the shell reports it with the time at which it did.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The shell has read its storage; always the first input. Once more after everything of the visitor has left this
    /// browser, before somebody acts: there may be another visitor by then.
    Restored(Option<Saved>),
    /// The page the widget stands in is known, at start and whenever its address or title changed. The shell
    /// tells of it what a [`super::Call`] asks for.
    PageChanged,
    /// The window was opened: by the visitor, the page or a restored state. The first one starts
    /// or resumes the session.
    Opened,
    /// What came of an [`super::Effect::Keep`].
    Kept {
        /// Which message.
        mid: String,
        /// Where it is.
        how: Storing,
    },
    /// What is in the rows, in any order; the answer to [`super::Effect::ReadRows`].
    RowsRead(Vec<SavedMessage>),
    /// Another page may have left rows behind: they are read, and what is unknown here is sent from here.
    RowsLeft,
    /// What [`super::Effect::Persist`] asked for could not be stored.
    KeepsNothing,
    /// The window was closed. The conversation goes on.
    Closed,
    /// The text box changed.
    DraftChanged {
        /// Everything that stands in it.
        text: String,
    },
    /// The visitor pressed send, or a suggested reply. Blank text is ignored.
    VisitorSent {
        /// A fresh UUIDv7, made by the shell.
        mid: String,
        /// At most `limits::TEXT_CHARS` characters; the composer sees to it, a longer text fails visibly.
        text: String,
    },
    /// The visitor pressed send with files beside the text, which may be empty.
    FilesSent {
        /// A fresh UUIDv7, made by the shell.
        mid: String,
        /// As of [`Self::VisitorSent`].
        text: String,
        /// What the server has taken; at least one.
        attachments: Vec<Attachment>,
    },
    /// The page moves the conversation to a module. Nothing is said in the visitor's name.
    Moved {
        /// A fresh UUIDv7, made by the shell.
        mid: String,
        /// The module's name or number; the server refuses what the bot's owner does not allow.
        reference: String,
    },
    /// The visitor or the page answers the question for consent, whether it was asked or not.
    Consented {
        /// `false`: nothing more is sent or stored, and what was stored goes.
        is_granted: bool,
    },
    /// The form before the chat was filled in.
    Introduced,
    /// A new conversation in place of this one, which stays on the server.
    StartedOver,
    /// Everything of the visitor leaves this browser: at once for `Logout`, for `Forget` when the
    /// server has deleted the conversation, of which [`super::Effect::Forgot`] tells.
    Left(Leaving),
    /// The page proves anew who the visitor is: the session is renewed with the same token, also one that was
    /// refused. The shell adds the proof to the [`super::Call`] that follows.
    Renewed,
    /// The visitor reads another language from now on: the next conversation is begun in it.
    Reads {
        /// Its BCP 47 tag.
        locale: String,
    },
    /// The visitor asks for a failed message again, with the same `mid`, or for an unknown one. That may have reached the
    /// bot and stays where it stands; its text goes once more as a message of its own, for a server answers a `mid` that it
    /// knows with what it knows of it.
    VisitorRetried {
        /// Which message.
        mid: String,
        /// A new message id, for an unknown one.
        again: String,
    },
    /// The visitor has scrolled so far back that earlier messages will soon be wanted. May be told as
    /// often as it is so: one page is read at a time, and a failed one rests a little.
    ScrolledNearTop,
    /// The visitor asks again for the earlier messages that could not be read.
    EarlierRetried,
    /// The visitor gives up a message that is failed or still queued.
    VisitorCancelled {
        /// Which message.
        mid: String,
    },
    /// A call came to its end.
    Answered {
        /// The ticket of its [`super::Effect::Call`].
        ticket: Ticket,
        /// What the server said.
        result: Result<Answer, Failure>,
    },
    /// The stream is connected (status 200).
    StreamOpened {
        /// The ticket of its [`super::Effect::OpenStream`].
        ticket: Ticket,
    },
    /// Something came down the stream; a heartbeat too.
    Streamed {
        /// The ticket of its [`super::Effect::OpenStream`].
        ticket: Ticket,
        /// What came.
        event: StreamEvent,
    },
    /// The stream is over.
    StreamClosed {
        /// The ticket of its [`super::Effect::OpenStream`].
        ticket: Ticket,
        /// Why.
        end: StreamEnd,
    },
    /// Whether this tab keeps the stream from now on. Until it is told, it does.
    Role(Role),
    /// Another tab of this browser with this conversation, which keeps the stream, tells what it knows.
    Overheard(Overheard),
    /// The visitor has given a message up in another tab, which may wait here too.
    CancelledElsewhere {
        /// Which message.
        mid: String,
    },
    /// Everything of the visitor has left this browser, in another tab ([`Self::Left`] or a refused consent).
    LeftElsewhere,
    /// The time asked for by [`super::Effect::Wake`] has come.
    Woke,
    /// The browser says there is no network.
    WentOffline,
    /// The browser says there is a network again, or the page came back to the front.
    WentOnline,
}

/// Where a message that waits is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// In the browser: it outlives the page.
    Stored,
    /// In this page alone: the browser keeps nothing.
    Held,
    /// Nowhere: the browser keeps what it has room for, and has none.
    Full,
}

/// What a call brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of [`super::Call::StartSession`].
    Session(SessionCreated),
    /// Of [`super::Call::SendMessage`].
    Turns(Vec<Turn>),
    /// Of [`super::Call::ReadHistory`] and [`super::Call::ReadEarlier`].
    History(HistoryPage),
    /// Of [`super::Call::Leave`].
    Left,
}

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer: no network, a time limit, a closed connection.
    NoAnswer,
    /// The server refused.
    Refused {
        /// HTTP status.
        status: u16,
        /// `code` of the error body; empty where there is none.
        code: String,
        /// `error` of the error body; empty where there is none.
        sentence: String,
        /// `Retry-After`, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// A 2xx whose body could not be read.
    Unreadable,
}

/// What can come down the stream.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamEvent {
    /// `message` or `handover`.
    Stored(StoredEvent),
    /// `status`.
    Status(StatusEvent),
    /// `typing`.
    Typing(TypingEvent),
    /// `partial`: an answer that is being made has grown.
    Partial(PartialEvent),
    /// `reset`: drop the log and load history.
    Reset(ResetEvent),
    /// `bye`: reconnect after its `retry_ms`.
    Bye(ByeEvent),
    /// A comment: the server is alive.
    Heartbeat,
    /// An event whose data could not be read; shown as a notice, the rest goes on.
    Unreadable,
}

/// Why a stream is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamEnd {
    /// It broke off or ended.
    Broken,
    /// The server said 204: do not come back.
    Stop,
    /// The server refused it.
    Refused {
        /// HTTP status.
        status: u16,
        /// `Retry-After`, in milliseconds.
        retry_after_ms: Option<u64>,
    },
}
