//! The line between browsers and the server, as bytes: what is asked, what is answered, what streams.

use parlour_core::sse::Parser;
use parlour_core::{Answer, Call, Failure, Input, StreamEnd, Ticket, Token, stream_path};
use parlour_protocol::Cursor;
use parlour_server::simulation::{Answered, Asked};

use crate::browser::{BOT, Line, TabId};
use crate::disk::Mark;
use crate::plan::Fault;
use crate::server::{Heard, Settled};
use crate::wire::{ask, blank, event, in_one_way, kind, read, refused, said};
use crate::world::{Happening, Pending, World};

/// As `widget/src/limits.rs`.
const CALL_TIMEOUT_MS: u64 = 30_000;
/// A piece that a line swallows is missed with the next event at the latest, or with the stream's end.
const LOST_PIECE_MS: u64 = 60_000;
/// What a line that cuts everything small lets through at once.
const SLICE_BYTES: usize = 7;

impl World {
    pub(crate) fn call(&mut self, who: TabId, ticket: Ticket, call: Call) {
        if let Call::SendMessage { body, .. } = &call {
            self.visitors[who.visitor].noted.insert(body.id.clone());
        }
        let Some(tab) = self.tab(who) else { return };
        tab.calls.insert(ticket);
        if tab.is_offline {
            self.later(2, Happening::Return { who, ticket, result: Err(Failure::NoAnswer) });
            return;
        }
        if self.faults.strikes(Fault::RequestLost, 60) {
            let delay = if self.dice.one_in(2) { CALL_TIMEOUT_MS } else { self.latency() };
            self.struck(who, self.now + delay);
            self.later(delay, Happening::Return { who, ticket, result: Err(Failure::NoAnswer) });
            return;
        }
        let mut delay = self.latency();
        if self.faults.strikes(Fault::Late, 60) {
            delay += self.dice.below(20_000);
            self.struck(who, self.now + delay);
        }
        if self.faults.strikes(Fault::RequestTwice, 60) {
            let again = self.latency() * 5;
            let (call, is_copy) = (call.clone(), true);
            self.later(again, Happening::Arrive { who, ticket, call, is_copy });
        }
        self.later(delay, Happening::Arrive { who, ticket, call, is_copy: false });
    }

    /// Calls of a page that is gone still arrive.
    pub(crate) fn arrive(&mut self, who: TabId, ticket: Ticket, call: Call, is_copy: bool) {
        let delay = self.latency();
        if !self.server.is_up() {
            if !is_copy {
                self.later(delay, Happening::Return { who, ticket, result: Err(Failure::NoAnswer) });
            }
            return;
        }
        if self.faults.strikes(Fault::RequestRefused, 60) && !is_copy {
            let status = [408, 425, 429, 500, 502, 503, 504][self.dice.index(7)];
            let retry_after_ms = (status == 429).then(|| 1_000 * self.dice.below(10));
            self.struck(who, self.now + delay + retry_after_ms.unwrap_or_default());
            self.later(
                delay,
                Happening::Return { who, ticket, result: Err(refused(status, retry_after_ms)) },
            );
            return;
        }
        self.pass_time();
        let is_message = matches!(call, Call::SendMessage { .. });
        let asked = ask(who, &call);
        self.trace.note(self.now, "asked", format_args!("{who} {} {}", kind(&call), said(&call)));
        let id = self.next_id();
        self.pending.insert(id, Pending::Call { who, ticket, call, is_copy });
        let mark = is_message.then(|| self.mark()).flatten();
        self.server.disk.set(mark);
        self.server.ask(id, asked.clone());
        if is_message && mark.is_none() && self.faults.strikes(Fault::Together, 40) {
            // The same twice at the same moment: one of the two waits for the other's commit.
            let Some(Pending::Call { call, .. }) = self.pending.get(&id) else { return };
            let (call, is_copy, id) = (call.clone(), true, self.next_id());
            self.pending.insert(id, Pending::Call { who, ticket, call, is_copy });
            self.server.ask(id, asked);
        }
        self.settle();
        self.server.disk.set(None);
    }

    fn mark(&mut self) -> Option<Mark> {
        if self.faults.strikes(Fault::KillAtRow, 900) {
            return Some(Mark::KillAtRow(u32::try_from(self.dice.below(5)).unwrap()));
        }
        if self.faults.strikes(Fault::KillBeforeCommit, 900) {
            return Some(Mark::KillBeforeCommit);
        }
        if self.faults.strikes(Fault::KillAfterCommit, 700) {
            return Some(Mark::KillAfterCommit);
        }
        if self.faults.strikes(Fault::PowerCutInFlush, 700) {
            return Some(Mark::CutInFlush);
        }
        self.faults.strikes(Fault::CommitRefused, 300).then_some(Mark::RefuseCommit)
    }

    /// Lets the server do what it can now, and puts what it said on the line.
    pub(crate) fn settle(&mut self) {
        match self.server.settle() {
            Settled::Quiet(heard) => {
                for one in heard {
                    self.hear(one);
                }
            }
            Settled::Stopped(heard) => {
                for one in heard {
                    self.hear(one);
                }
                if self.server.disk.is_cut() {
                    self.cut_power("in a flush");
                } else {
                    self.kill("in a transaction");
                }
            }
        }
    }

    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Answered(id, answered) => self.answered(id, &answered),
            Heard::Opened(id, status, retry_after_s) => {
                let Some(Pending::Stream { who, ticket, .. }) = self.pending.get(&id) else { return };
                let (who, ticket) = (*who, *ticket);
                self.trace.note(self.now, "stream", format_args!("{who} {status}"));
                let due = self.due(who);
                match status {
                    200 => self.later(due, Happening::Opened { who, ticket }),
                    204 => self.later(due, Happening::Close { who, ticket, end: StreamEnd::Stop }),
                    status => {
                        let retry_after_ms = retry_after_s.map(|seconds| seconds * 1_000);
                        let end = StreamEnd::Refused { status, retry_after_ms };
                        self.later(due, Happening::Close { who, ticket, end });
                    }
                }
            }
            Heard::Came(id, bytes) => self.came(id, bytes),
            Heard::Ended(id) => {
                let Some(Pending::Stream { who, ticket, .. }) = self.pending.remove(&id) else { return };
                if !self.is_silent(who, ticket) {
                    let due = self.due(who);
                    self.later(due, Happening::Close { who, ticket, end: StreamEnd::Broken });
                }
            }
        }
    }

    fn answered(&mut self, id: u64, answered: &Answered) {
        if let Some(mid) = self.books.probes.remove(&id) {
            self.trace.note(self.now, "reused", answered.status);
            self.books.probed(&mid, answered);
        }
        let Some(Pending::Call { who, ticket, call, is_copy }) = self.pending.remove(&id) else { return };
        let status = answered.status;
        self.trace.note(self.now, "answered", format_args!("{who} {} {status} {}", kind(&call), said(&call)));
        match &call {
            Call::SendMessage { token, body, .. } => self.books.answered(&token.0, &body.id, answered),
            Call::StartSession { .. } => {
                if let Ok(Answer::Session(created)) = read(&call, answered) {
                    self.books.opens(&created.token, created.conversation_id);
                }
            }
            Call::Leave { .. } if status < 300 => self.deleted(who),
            _ => {}
        }
        if is_copy {
            return;
        }
        let mut result = read(&call, answered);
        let mut delay = self.latency();
        if self.faults.strikes(Fault::AnswerLost, 40) {
            result = Err(Failure::NoAnswer);
            delay = if self.dice.one_in(2) { CALL_TIMEOUT_MS } else { delay };
            self.struck(who, self.now + delay);
        } else if answered.status < 300 && self.faults.strikes(Fault::AnswerGarbled, 120) {
            result = Err(Failure::Unreadable);
            self.struck(who, self.now + delay);
        } else if answered.status >= 500 {
            // A commit that failed, or a disk that is full.
            self.struck(who, self.now + delay);
        }
        self.later(delay, Happening::Return { who, ticket, result });
    }

    pub(crate) fn come_back(&mut self, who: TabId, ticket: Ticket, result: Result<Answer, Failure>) {
        if self.tab(who).is_some_and(|tab| tab.calls.remove(&ticket)) {
            self.feed(who, Input::Answered { ticket, result });
        }
    }

    pub(crate) fn open_line(&mut self, who: TabId, ticket: Ticket, token: Token, after: Cursor) {
        let delay = self.latency();
        let due = self.now;
        let Some(tab) = self.tab(who) else { return };
        assert!(tab.line.is_none(), "one stream at a time: {who}");
        tab.line = Some(Line { ticket, id: None, parser: Parser::new(), is_silent: false, due });
        if tab.is_offline {
            self.later(2, Happening::Close { who, ticket, end: StreamEnd::Broken });
        } else {
            self.later(delay, Happening::Connect { who, ticket, token, after });
        }
    }

    pub(crate) fn connect(&mut self, who: TabId, ticket: Ticket, token: &Token, after: &Cursor) {
        if !self.has_line(who, ticket) {
            return;
        }
        if !self.server.is_up() {
            self.later(5, Happening::Close { who, ticket, end: StreamEnd::Broken });
            return;
        }
        if self.faults.strikes(Fault::StreamRefused, 20) {
            let end = StreamEnd::Refused { status: 503, retry_after_ms: Some(700) };
            self.struck(who, self.now + 700);
            self.later(5, Happening::Close { who, ticket, end });
            return;
        }
        self.pass_time();
        if !self.has_line(who, ticket) {
            return;
        }
        let id = self.next_id();
        // A proxy may hold back whatever comes, until there is all of it.
        let is_held = self.faults.strikes(Fault::StreamHeld, 40);
        let line = self.tab(who).and_then(|tab| tab.line.as_mut()).unwrap();
        line.id = Some(id);
        line.is_silent = is_held;
        if is_held {
            self.struck(who, self.now);
        }
        self.pending.insert(id, Pending::Stream { who, ticket, typing: String::new() });
        let asked = Asked { path: stream_path(BOT, after), ..blank(who, &token.0) };
        self.server.stream(id, asked);
        self.settle();
    }

    fn came(&mut self, id: u64, bytes: Vec<u8>) {
        let Some(Pending::Stream { who, ticket, typing }) = self.pending.get_mut(&id) else { return };
        let (who, ticket) = (*who, *ticket);
        let mut bytes = in_one_way(&String::from_utf8(bytes).expect("text"), typing).into_bytes();
        if bytes.is_empty() {
            return;
        }
        self.trace.count(self.now, "came", &format!("{who} {}", bytes.len()));
        if !self.has_line(who, ticket) || self.is_silent(who, ticket) {
            return;
        }
        if self.faults.strikes(Fault::StreamSilent, 150) {
            self.tab(who).and_then(|tab| tab.line.as_mut()).unwrap().is_silent = true;
            self.struck(who, self.now);
            return;
        }
        if self.faults.strikes(Fault::PieceLost, 150) {
            self.struck(who, self.now + LOST_PIECE_MS);
            return;
        }
        let is_cut = self.faults.strikes(Fault::StreamCut, 60);
        if is_cut {
            self.struck(who, self.now);
        }
        if !is_cut && self.faults.strikes(Fault::StreamSliced, 100) {
            for slice in bytes.chunks(SLICE_BYTES) {
                let (due, bytes) = (self.due(who), slice.to_vec());
                self.later(due, Happening::Bytes { who, ticket, bytes });
            }
            return;
        }
        let middle = self.dice.index(bytes.len().max(1));
        let rest = bytes.split_off(middle);
        let due = self.due(who);
        self.later(due, Happening::Bytes { who, ticket, bytes });
        let due = self.due(who);
        if is_cut {
            self.server.leave(id);
            self.pending.remove(&id);
            self.later(due, Happening::Close { who, ticket, end: StreamEnd::Broken });
        } else {
            self.later(due, Happening::Bytes { who, ticket, bytes: rest });
        }
    }

    pub(crate) fn hear_bytes(&mut self, who: TabId, ticket: Ticket, bytes: &[u8]) {
        let Some(line) = self.tab(who).and_then(|tab| tab.line.as_mut()) else { return };
        for frame in line.parser.push(bytes) {
            if let Some(event) = event(frame)
                && self.has_line(who, ticket)
            {
                self.feed(who, Input::Streamed { ticket, event });
            }
        }
    }

    /// The tab hears of its stream no more, and the server of the tab.
    pub(crate) fn drop_line(&mut self, who: TabId) {
        if let Some(line) = self.tab(who).and_then(|tab| tab.line.take())
            && let Some(id) = line.id
        {
            self.server.leave(id);
            self.pending.remove(&id);
        }
    }

    pub(crate) fn has_line(&mut self, who: TabId, ticket: Ticket) -> bool {
        self.tab(who).and_then(|tab| tab.line.as_ref()).is_some_and(|line| line.ticket == ticket)
    }

    fn is_silent(&mut self, who: TabId, ticket: Ticket) -> bool {
        let line = self.tab(who).and_then(|tab| tab.line.as_ref());
        line.is_some_and(|line| line.ticket == ticket && line.is_silent)
    }

    /// After how long the next piece of a stream arrives.
    pub(crate) fn due(&mut self, who: TabId) -> u64 {
        let (now, at) = (self.now, self.now + self.latency());
        let Some(line) = self.tab(who).and_then(|tab| tab.line.as_mut()) else { return 5 };
        line.due = line.due.max(at);
        line.due - now
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}
