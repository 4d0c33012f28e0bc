//! How the line to the bot is, in one word.

use super::conversation::Machine;

/// How the line to the bot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Nobody has asked for the conversation yet.
    Idle,
    /// The session, the history or the stream is being opened.
    Connecting,
    /// Everything is level with the server.
    Online,
    /// There is no network.
    Offline,
    /// This page may not talk to the bot.
    Refused,
    /// Something failed and will be tried again by itself.
    Delayed,
}

impl Machine {
    /// How the line to the bot is.
    pub fn connection(&self) -> Connection {
        if !self.started || !self.is_free() {
            Connection::Idle
        } else if self.session.is_refused {
            Connection::Refused
        } else if self.offline.is_some() {
            Connection::Offline
        } else if self.is_delayed() {
            Connection::Delayed
        } else if self.session.is_live && self.log.is_ready && self.hears() {
            Connection::Online
        } else {
            Connection::Connecting
        }
    }

    /// Why there is no session while the connection is [`Connection::Refused`]: the code of the server's answer,
    /// `unreadable` where what answers is no server of this chat.
    pub fn refusal(&self) -> &str {
        match self.session.refusal.as_str() {
            "" => "unreadable",
            code => code,
        }
    }

    /// The stream's first break is no delay, nor that of a read in its place: it is made again within a second.
    fn is_delayed(&self) -> bool {
        self.hears_of_delay()
            || self.session.backoff.attempts() > 0
            || self.sending.backoff.attempts() > 0
            || self.history.backoff.attempts() > u32::from(self.polling.is_on)
            || self.stream.backoff.attempts() > 1
    }
}
