//! A page, a line and a server, with time that jumps from one happening to the next.

use std::collections::BTreeMap;

use parlour_core::{
    Answer, Call, Effect, Failure, Input, Machine, Options, SavedMessage, Storing, StreamEnd, StreamEvent,
    Ticket, Token,
};
use parlour_protocol::{Author, Cursor, ResetEvent};

use crate::dice::Dice;
use crate::server::{Server, refused};

const START: u64 = 1_795_255_200_000;
/// Milliseconds after the last fault within which everything must be level: the longest back-off,
/// a dead stream and the longest pauses.
const SETTLE_MS: u64 = 240_000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Faults {
    None,
    Many,
}

pub(crate) enum Happening {
    Type,
    Arrive {
        page: u32,
        ticket: Ticket,
        call: Call,
    },
    Answer {
        page: u32,
        ticket: Ticket,
        result: Result<Answer, Failure>,
    },
    Connect {
        page: u32,
        ticket: Ticket,
        token: Token,
        after: Cursor,
    },
    Deliver {
        page: u32,
        ticket: Ticket,
        event: StreamEvent,
    },
    Close {
        page: u32,
        ticket: Ticket,
        end: StreamEnd,
    },
    Heartbeat {
        page: u32,
        ticket: Ticket,
    },
    Wake {
        page: u32,
        at: u64,
    },
    /// What came of the browser's rows.
    Tell {
        page: u32,
        input: Input,
    },
    BackOnline {
        page: u32,
    },
    SayLater,
    ScrollUp,
    Mishap,
}

pub(crate) struct OpenStream {
    pub(crate) ticket: Ticket,
    pub(crate) sent: u64,
    pub(crate) is_silent: bool,
}

pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) now: u64,
    pub(crate) happenings: BTreeMap<(u64, u64), Happening>,
    pub(crate) happened: u64,
    pub(crate) server: Server,
    pub(crate) machine: Machine,
    pub(crate) page: u32,
    pub(crate) disk: Option<String>,
    pub(crate) rows: BTreeMap<String, SavedMessage>,
    pub(crate) wake: Option<u64>,
    /// Streams the page has asked for and not given up.
    pub(crate) wanted: Option<Ticket>,
    pub(crate) stream: Option<OpenStream>,
    pub(crate) typed: Vec<String>,
    pub(crate) others: u32,
    pub(crate) to_type: usize,
    pub(crate) is_calm: bool,
    pub(crate) met: [usize; 9],
    pub(crate) garbled_sessions: u32,
}

impl World {
    pub(crate) fn new(seed: u64, faults: Faults) -> Self {
        let mut world = Self {
            dice: Dice::new(seed),
            now: START,
            happenings: BTreeMap::new(),
            happened: 0,
            server: Server::new(),
            machine: machine(),
            page: 0,
            disk: None,
            rows: BTreeMap::new(),
            wake: None,
            wanted: None,
            stream: None,
            typed: vec![],
            others: 0,
            to_type: 0,
            is_calm: faults == Faults::None,
            met: [0; 9],
            garbled_sessions: 0,
        };
        world.feed(Input::Restored(None));
        world.feed(Input::Opened);
        world
    }

    pub(crate) fn typed(&self) -> usize {
        self.typed.len()
    }

    pub(crate) fn faults_met(&self) -> [usize; 9] {
        self.met
    }

    pub(crate) fn live(&mut self, messages: usize) {
        self.to_type = messages;
        self.later(10, Happening::Type);
        self.later(700, Happening::ScrollUp);
        if !self.is_calm {
            self.later(500, Happening::Mishap);
        }
        let mut calm_at = None;
        while let Some(((at, _), happening)) = self.happenings.pop_first() {
            self.now = at;
            self.happen(happening);
            if self.happened.is_multiple_of(32) {
                self.check_screen();
            }
            if self.to_type == 0 && calm_at.is_none() {
                self.is_calm = true;
                calm_at = Some(self.now);
            }
            if calm_at.is_some_and(|calm| self.now > calm + SETTLE_MS) {
                return;
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        let current = self.page;
        match happening {
            Happening::Type => self.type_one(),
            Happening::Arrive { page, ticket, call } => self.arrive(page, ticket, call),
            Happening::Answer { page, ticket, result } if page == current => {
                self.feed(Input::Answered { ticket, result });
            }
            Happening::Connect { page, ticket, token, after } if page == current => {
                self.connect(ticket, &token, &after);
            }
            Happening::Deliver { page, ticket, event } if page == current && self.is_wanted(ticket) => {
                self.feed(Input::Streamed { ticket, event });
            }
            Happening::Close { page, ticket, end } if page == current && self.is_wanted(ticket) => {
                self.wanted = None;
                self.stream = None;
                self.feed(Input::StreamClosed { ticket, end });
            }
            Happening::Heartbeat { page, ticket } if page == current && self.is_wanted(ticket) => {
                self.heartbeat(ticket);
            }
            Happening::Wake { page, at } if page == current && self.wake == Some(at) => {
                self.wake = None;
                self.feed(Input::Woke);
            }
            Happening::Tell { page, input } if page == current => self.feed(input),
            Happening::BackOnline { page } if page == current => self.feed(Input::WentOnline),
            Happening::SayLater if !self.server.pending.is_empty() => {
                let actions = self.server.pending.remove(0);
                self.server.say(Author::Bot, None, actions);
                self.ring();
            }
            Happening::ScrollUp => {
                let pause = if self.is_calm { 100 } else { self.dice.below(2_000) };
                self.later(pause, Happening::ScrollUp);
                self.feed(Input::ScrolledNearTop);
            }
            Happening::Mishap => self.mishap(),
            _ => {}
        }
    }

    fn type_one(&mut self) {
        let mid = format!("m{}", self.typed.len());
        self.typed.push(mid.clone());
        self.to_type -= 1;
        if self.to_type > 0 {
            let pause = if self.dice.one_in(3) { 20 } else { 100 + self.dice.below(6_000) };
            self.later(pause, Happening::Type);
        }
        let text = format!("text {mid}");
        self.feed(Input::VisitorSent { mid, text });
    }

    pub(crate) fn feed(&mut self, input: Input) {
        let page = self.page;
        for effect in self.machine.handle(self.now, input) {
            match effect {
                Effect::Call { ticket, call } => self.send(ticket, call),
                Effect::OpenStream { ticket, token, after } => {
                    assert!(self.wanted.is_none(), "one stream at a time");
                    self.wanted = Some(ticket);
                    let delay = self.latency();
                    self.later(delay, Happening::Connect { page, ticket, token, after });
                }
                Effect::CloseStream { ticket } => {
                    assert_eq!(self.wanted, Some(ticket));
                    self.wanted = None;
                    self.stream = None;
                }
                Effect::Persist(saved) => self.disk = Some(serde_json::to_string(&saved).unwrap()),
                Effect::Wake { at } => {
                    assert!(at > self.now);
                    self.wake = Some(at);
                    self.later(at - self.now, Happening::Wake { page, at });
                }
                Effect::Announce { .. } | Effect::Forgot { .. } => {}
                Effect::Keep { message, is_new } => {
                    assert_eq!(is_new, !self.rows.contains_key(&message.mid));
                    let mid = message.mid.clone();
                    self.rows.insert(mid.clone(), message);
                    let how = Storing::Stored;
                    let pause = self.dice.below(40);
                    self.later(pause, Happening::Tell { page, input: Input::Kept { mid, how } });
                }
                Effect::Drop { mid } => drop(self.rows.remove(&mid)),
                Effect::ReadRows => {
                    let mut rows: Vec<_> = self.rows.values().cloned().collect();
                    rows.sort_by_key(|row| (row.at, row.mid.clone()));
                    let pause = self.dice.below(40);
                    self.later(pause, Happening::Tell { page, input: Input::RowsRead(rows) });
                }
                Effect::Wipe => {
                    self.disk = None;
                    self.rows.clear();
                }
            }
        }
    }

    fn send(&mut self, ticket: Ticket, call: Call) {
        let page = self.page;
        if self.fault(12) {
            self.met[0] += 1;
            let result = Err(Failure::NoAnswer);
            self.later(30_000, Happening::Answer { page, ticket, result });
            return;
        }
        let delay = self.latency();
        self.later(delay, Happening::Arrive { page, ticket, call });
    }

    /// Calls of a page that is gone still arrive. One that may wait is held while there is nothing for it.
    fn arrive(&mut self, page: u32, ticket: Ticket, mut call: Call) {
        if let Call::ReadHistory { after: Some(after), wait: Some(wait), .. } = &mut call
            && wait.seconds > 0
            && after.epoch == self.server.cursor(0).epoch
            && after.seq >= self.server.log.len() as u64
        {
            wait.seconds -= 1;
            self.later(1_000, Happening::Arrive { page, ticket, call });
            return;
        }
        let delay = self.latency();
        if self.fault(12) {
            self.met[1] += 1;
            let status = [408, 425, 429, 500, 502, 503, 504][usize::try_from(self.dice.below(7)).unwrap()];
            self.later(delay, Happening::Answer { page, ticket, result: Err(refused(status)) });
            return;
        }
        let result = self.server.answer(&call, &mut self.dice);
        for _ in 0..self.server.pending.len() {
            let pause = self.dice.below(8_000);
            self.later(pause, Happening::SayLater);
        }
        self.ring();
        if self.fault(12) {
            self.met[2] += 1;
            let is_garbled = !self.dice.one_in(2) && self.may_garble(&call);
            let failure = if is_garbled { Failure::Unreadable } else { Failure::NoAnswer };
            self.later(delay, Happening::Answer { page, ticket, result: Err(failure) });
        } else {
            if matches!(result, Ok(Answer::Session(..))) {
                self.garbled_sessions = 0;
            }
            self.later(delay, Happening::Answer { page, ticket, result });
        }
    }

    fn connect(&mut self, ticket: Ticket, token: &Token, after: &Cursor) {
        let page = self.page;
        if !self.is_wanted(ticket) {
            return;
        }
        if !self.server.knows(token) {
            let end = StreamEnd::Refused { status: 401, retry_after_ms: None };
            self.later(5, Happening::Close { page, ticket, end });
            return;
        }
        if self.fault(8) {
            let end = StreamEnd::Refused { status: 503, retry_after_ms: Some(700) };
            self.later(5, Happening::Close { page, ticket, end });
            return;
        }
        self.feed(Input::StreamOpened { ticket });
        if self.fault(6) {
            // A proxy holds back whatever comes.
            self.met[8] += 1;
            self.stream = Some(OpenStream { ticket, sent: after.seq, is_silent: true });
            return;
        }
        self.feed(Input::Streamed { ticket, event: StreamEvent::Heartbeat });
        let epoch = self.server.cursor(0).epoch;
        self.stream = Some(OpenStream { ticket, sent: after.seq, is_silent: false });
        self.later(15_000, Happening::Heartbeat { page, ticket });
        if after.epoch == epoch {
            self.ring();
        } else {
            self.reset(ticket, epoch);
        }
    }

    pub(crate) fn reset(&mut self, ticket: Ticket, epoch: String) {
        let event = StreamEvent::Reset(ResetEvent { epoch, reason: "restored".into() });
        self.stream = None;
        self.later(5, Happening::Deliver { page: self.page, ticket, event });
    }

    /// There may be news: the stream sends what it has not sent, some of it twice or in disorder.
    pub(crate) fn ring(&mut self) {
        let Some(OpenStream { ticket, sent, is_silent: false }) = self.stream else { return };
        let page = self.page;
        let from = usize::try_from(sent).unwrap();
        for event in self.server.log.clone().into_iter().skip(from) {
            let delay = if self.fault(6) { self.latency() * 4 } else { 3 };
            if self.fault(6) {
                self.met[3] += 1;
                let again = self.latency() * 2;
                let event = StreamEvent::Stored(event.clone());
                self.later(again, Happening::Deliver { page, ticket, event });
            }
            self.later(delay, Happening::Deliver { page, ticket, event: StreamEvent::Stored(event) });
        }
        let sent = self.server.log.len() as u64;
        self.stream = Some(OpenStream { ticket, sent, is_silent: false });
    }

    fn heartbeat(&mut self, ticket: Ticket) {
        if self.stream.as_ref().is_some_and(|stream| !stream.is_silent) {
            let page = self.page;
            self.later(15_000, Happening::Heartbeat { page, ticket });
            self.feed(Input::Streamed { ticket, event: StreamEvent::Heartbeat });
        }
    }

    fn is_wanted(&self, ticket: Ticket) -> bool {
        self.wanted == Some(ticket)
    }

    fn fault(&mut self, one_in: u64) -> bool {
        !self.is_calm && self.dice.one_in(one_in)
    }

    fn latency(&mut self) -> u64 {
        if self.is_calm { 5 + self.dice.below(40) } else { 5 + self.dice.below(900) }
    }

    pub(crate) fn later(&mut self, delay: u64, happening: Happening) {
        self.happened += 1;
        self.happenings.insert((self.now + delay, self.happened), happening);
    }
}

pub(crate) fn machine() -> Machine {
    Machine::new(Options { bot: "b".into(), ..Options::default() })
}
