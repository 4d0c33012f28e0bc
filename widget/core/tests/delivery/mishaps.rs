//! What goes wrong on a page, a line or a server.

use parlour_core::limits::UNREADABLE_SESSIONS;
use parlour_core::{Call, Input, StreamEnd, StreamEvent};
use parlour_protocol::{Action, Author, ByeEvent};

use crate::world::{Happening, OpenStream, World, machine};

impl World {
    pub(crate) fn mishap(&mut self) {
        if self.is_calm {
            return;
        }
        let page = self.page;
        let pause = 300 + self.dice.below(5_000);
        self.later(pause, Happening::Mishap);
        match self.dice.below(9) {
            0 => {
                self.met[4] += 1;
                self.reload();
            }
            1 => {
                self.met[5] += 1;
                self.feed(Input::WentOffline);
                let pause = self.dice.below(9_000);
                self.later(pause, Happening::BackOnline { page });
            }
            2 => self.server.expire_tokens(),
            3 => {
                if let Some(stream) = &mut self.stream {
                    self.met[6] += 1;
                    stream.is_silent = true;
                }
            }
            4 if self.dice.one_in(4) => {
                self.server.change_epoch();
                let epoch = self.server.cursor(0).epoch;
                if let Some(OpenStream { ticket, is_silent: false, .. }) = self.stream {
                    self.reset(ticket, epoch);
                }
            }
            5 => {
                let mid = format!("o{}", self.others);
                self.others += 1;
                let text = format!("other tab's {mid}");
                self.server.say(Author::Visitor, Some(mid), vec![Action::text(text)]);
                self.ring();
            }
            6 => {
                if let Some(ticket) = self.wanted {
                    let event = StreamEvent::Bye(ByeEvent { retry_ms: 900 });
                    self.feed(Input::Streamed { ticket, event });
                }
            }
            _ => {
                if let Some(ticket) = self.wanted.take() {
                    self.met[7] += 1;
                    self.stream = None;
                    self.feed(Input::StreamClosed { ticket, end: StreamEnd::Broken });
                }
            }
        }
    }

    /// Sessions that stay unreadable are refused, visibly, and wait for the visitor: that is another story.
    pub(crate) fn may_garble(&mut self, call: &Call) -> bool {
        if !matches!(call, Call::StartSession { .. }) {
            return true;
        }
        let may = self.garbled_sessions < UNREADABLE_SESSIONS;
        self.garbled_sessions += u32::from(may);
        may
    }

    /// The page is gone between two moments; what is on disk is all that is left.
    fn reload(&mut self) {
        self.page += 1;
        self.garbled_sessions = 0;
        self.machine = machine();
        self.wake = None;
        self.wanted = None;
        self.stream = None;
        let saved = self.disk.as_deref().map(|json| serde_json::from_str(json).unwrap());
        self.feed(Input::Restored(saved));
        self.feed(Input::Opened);
    }
}
