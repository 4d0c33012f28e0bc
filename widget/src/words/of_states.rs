//! Which sentence says what the conversation knows.

use parlour_core::text::turns;
use parlour_core::{Connection, Delivery, Notice, Reason, Wait};

use super::{Word, Words};

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
        Delivery::Delivered => Word::Delivered,
        Delivery::Read => Word::Read,
        Delivery::Unknown => Word::Uncertain,
        Delivery::Failed(Reason::Refused) => Word::FailedRefused,
        Delivery::Failed(Reason::TooLong) => Word::FailedTooLong,
        Delivery::Failed(Reason::NoSession) => Word::FailedUnreachable,
        Delivery::Failed(Reason::BotFailed) => Word::FailedAnswer,
    }
}

/// A wait by its length; `None` while it is short.
pub(crate) fn wait(wait: Wait) -> Option<Word> {
    match wait {
        Wait::None => None,
        Wait::Working => Some(Word::Working),
        Wait::Long => Some(Word::WorkingLong),
        Wait::VeryLong => Some(Word::WorkingVeryLong),
    }
}

/// What the widget says in the transcript.
pub(crate) fn notice(says: &Words, notice: &Notice) -> String {
    let named = |word, name: &str| match name {
        "" => says.fill(word, &[("name", &says.get(Word::Agent))]),
        name => says.fill(word, &[("name", &apart(name))]),
    };
    let word = match notice {
        Notice::Joined(name) => return named(Word::Joined, name),
        Notice::Left(name) => return named(Word::Left, name),
        Notice::Ended => Word::Ended,
        Notice::Unreadable => Word::Unreadable,
        Notice::Unavailable => Word::UnavailableLong,
        Notice::Unidentified => Word::Unidentified,
        Notice::Reset => Word::Reloaded,
        Notice::NotKept => Word::NotKept,
    };
    says.get(word)
}

/// A name of whatever direction, so that it turns around nothing but itself.
fn apart(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return name.to_owned();
    }
    let mut apart = String::from('\u{2068}');
    apart.extend(name.chars().filter(|letter| !turns(*letter)));
    apart.push('\u{2069}');
    apart
}
