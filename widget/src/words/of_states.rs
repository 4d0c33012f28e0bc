//! Which sentence says what the conversation knows.

use parlour_core::{Connection, Delivery, Notice, Reason};

use super::Word;

/// The word beside the dot in the header.
pub(crate) fn connection(state: Connection) -> Word {
    match state {
        Connection::Online => Word::Online,
        Connection::Idle | Connection::Connecting => Word::Connecting,
        Connection::Offline => Word::Offline,
        Connection::Refused => Word::Unavailable,
        Connection::Delayed => Word::Reconnecting,
    }
}

/// The line above the composer; `None` while nothing is wrong.
pub(crate) fn trouble(state: Connection) -> Option<Word> {
    match state {
        // Of a refusal the transcript speaks.
        Connection::Idle | Connection::Online | Connection::Connecting | Connection::Refused => None,
        Connection::Offline => Some(Word::OfflineLong),
        Connection::Delayed => Some(Word::DelayedLong),
    }
}

/// How far a message has come.
pub(crate) fn delivery(state: Delivery) -> Word {
    match state {
        Delivery::Queued => Word::Queued,
        Delivery::Sending => Word::Sending,
        Delivery::Sent => Word::Sent,
        Delivery::Unknown => Word::Uncertain,
        Delivery::Failed(Reason::Refused) => Word::FailedRefused,
        Delivery::Failed(Reason::TooLong) => Word::FailedTooLong,
        Delivery::Failed(Reason::NoSession) => Word::FailedUnreachable,
        Delivery::Failed(Reason::BotFailed) => Word::FailedAnswer,
    }
}

/// What the widget says in the transcript.
pub(crate) fn notice(notice: Notice) -> Word {
    match notice {
        Notice::Unreadable => Word::Unreadable,
        Notice::Unavailable => Word::UnavailableLong,
        Notice::Reset => Word::Reloaded,
    }
}
