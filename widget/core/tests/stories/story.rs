//! What every story needs: a clock, a server's words, and the screen as lines.

use parlour_core::{
    Answer, Call, Content, Delivery, Effect, Failure, Input, Machine, Notice, Options, Saved, SavedMessage,
    Storing, StreamEvent, Ticket,
};
use parlour_protocol::{
    Action, Author, BotMessage, BotModule, Capabilities, Connections, Cursor, HistoryPage, MessageEvent,
    SendState, SessionCreated, StoredEvent, Turn,
};

/// When every story begins.
pub(crate) const START: u64 = 1_795_255_200_000;

pub(crate) struct Story {
    pub(crate) machine: Machine,
    pub(crate) now: u64,
    /// The browser's rows.
    pub(crate) rows: Vec<SavedMessage>,
    /// What comes of keeping one more.
    pub(crate) storing: Storing,
    /// Whether it takes until [`Story::keeps`].
    pub(crate) is_slow: bool,
}

impl Story {
    pub(crate) fn new() -> Self {
        let options = Options { bot: "b".into(), ..Options::default() };
        Self::of(options)
    }

    pub(crate) fn of(options: Options) -> Self {
        let machine = Machine::new(options);
        Self { machine, now: START, rows: vec![], storing: Storing::Stored, is_slow: false }
    }

    /// A page with this in its storage, whose window has just been opened.
    pub(crate) fn opened(saved: Option<Saved>) -> Self {
        let mut story = Self::new();
        assert_eq!(story.feed(Input::Restored(saved)), []);
        story.feed(Input::Opened);
        story
    }

    /// A new conversation with an empty log: session is ticket 1, history 2, stream 3.
    pub(crate) fn online() -> Self {
        Self::online_that(Capabilities { history: true, receipts: true, ..Capabilities::default() })
    }

    /// The same of a channel that can do this.
    pub(crate) fn online_that(can: Capabilities) -> Self {
        let mut story = Self::opened(None);
        story.answer(1, session_that(can, "tok", 7, 0));
        story.answer(2, page(vec![], 0));
        story.feed(Input::StreamOpened { ticket: Ticket(3) });
        story.stream(3, StreamEvent::Heartbeat);
        story
    }

    pub(crate) fn feed(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.machine.handle(self.now, input);
        self.keep(effects)
    }

    /// Does to the rows what is asked for, and gives the other effects, those of its answers among them.
    fn keep(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut others = vec![];
        for effect in effects {
            let answer = match effect {
                Effect::Keep { .. } | Effect::ReadRows if self.is_slow => continue,
                Effect::Keep { message, is_new } => {
                    let mid = message.mid.clone();
                    let had = self.rows.iter().position(|row| row.mid == mid);
                    assert_eq!(had.is_none(), is_new, "{mid}");
                    if let Some(at) = had {
                        self.rows[at] = message;
                    } else if self.storing == Storing::Stored {
                        self.rows.push(message);
                    }
                    Input::Kept { mid, how: self.storing }
                }
                Effect::Drop { mid } => {
                    self.rows.retain(|row| row.mid != mid);
                    continue;
                }
                Effect::ReadRows => {
                    let mut rows = self.rows.clone();
                    rows.sort_by_key(|row| (row.at, row.mid.clone()));
                    Input::RowsRead(rows)
                }
                Effect::Wipe => {
                    self.rows.clear();
                    others.push(Effect::Wipe);
                    continue;
                }
                other => {
                    others.push(other);
                    continue;
                }
            };
            others.extend(self.feed(answer));
        }
        others
    }

    /// The rows: id, text and whether it failed.
    pub(crate) fn kept(&self) -> Vec<String> {
        let row = |row: &SavedMessage| {
            format!("{} {}{}", row.mid, row.text, if row.failed { " failed" } else { "" })
        };
        self.rows.iter().map(row).collect()
    }

    pub(crate) fn after(&mut self, milliseconds: u64, input: Input) -> Vec<Effect> {
        self.now += milliseconds;
        self.feed(input)
    }

    pub(crate) fn say(&mut self, mid: &str, text: &str) -> Vec<Effect> {
        self.feed(Input::VisitorSent { mid: mid.into(), text: text.into() })
    }

    pub(crate) fn answer(&mut self, ticket: u32, answer: Answer) -> Vec<Effect> {
        self.feed(Input::Answered { ticket: Ticket(ticket), result: Ok(answer) })
    }

    pub(crate) fn fail(&mut self, ticket: u32, failure: Failure) -> Vec<Effect> {
        self.feed(Input::Answered { ticket: Ticket(ticket), result: Err(failure) })
    }

    pub(crate) fn stream(&mut self, ticket: u32, event: StreamEvent) -> Vec<Effect> {
        self.feed(Input::Streamed { ticket: Ticket(ticket), event })
    }

    pub(crate) fn event(&mut self, ticket: u32, event: StoredEvent) -> Vec<Effect> {
        self.stream(ticket, StreamEvent::Stored(event))
    }

    /// The screen, a line per entry.
    pub(crate) fn screen(&self) -> Vec<String> {
        self.machine.entries().iter().map(|entry| line(&entry.content)).collect()
    }

    /// Waits for the `Wake` among these effects and wakes.
    pub(crate) fn wake(&mut self, effects: &[Effect]) -> Vec<Effect> {
        self.now = wake_time(effects).expect("no Wake");
        self.feed(Input::Woke)
    }
}

fn line(content: &Content) -> String {
    match content {
        Content::Visitor { text, delivery, .. } => {
            let state = match delivery {
                Delivery::Queued => "queued".to_owned(),
                Delivery::Sending => "sending".to_owned(),
                Delivery::Sent => "sent".to_owned(),
                Delivery::Delivered => "delivered".to_owned(),
                Delivery::Read => "read".to_owned(),
                Delivery::Unknown => "unknown".to_owned(),
                Delivery::Failed(reason) => format!("{reason:?}"),
            };
            format!("me: {text} [{state}]")
        }
        Content::Received { author, action, .. } => match action {
            Action::Text { text } | Action::Choice { text, .. } => format!("{author:?}: {text}"),
            other => format!("{author:?}: {other:?}"),
        },
        Content::Notice(Notice::Unreadable) => "-- unreadable".to_owned(),
        Content::Notice(Notice::Unavailable) => "-- unavailable".to_owned(),
        Content::Notice(Notice::Unidentified) => "-- unidentified".to_owned(),
        Content::Notice(Notice::Reset) => "-- reset".to_owned(),
        Content::Notice(Notice::Joined(name)) => format!("-- {name} joined"),
        Content::Notice(Notice::Left(name)) => format!("-- {name} left"),
        Content::Notice(Notice::Ended) => "-- ended".to_owned(),
        Content::Notice(Notice::NotKept) => "-- not kept".to_owned(),
    }
}

pub(crate) fn wake_time(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| if let Effect::Wake { at } = effect { Some(*at) } else { None })
}

pub(crate) fn calls(effects: &[Effect]) -> Vec<&Call> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Call { call, .. } = effect { Some(call) } else { None })
        .collect()
}

/// `mid` of the message these effects send.
pub(crate) fn sent(effects: &[Effect]) -> Vec<&str> {
    calls(effects)
        .into_iter()
        .filter_map(
            |call| if let Call::SendMessage { body, .. } = call { Some(body.id.as_str()) } else { None },
        )
        .collect()
}

pub(crate) fn persisted(effects: &[Effect]) -> Option<&Saved> {
    effects.iter().find_map(|effect| if let Effect::Persist(saved) = effect { Some(saved) } else { None })
}

pub(crate) fn announced(effects: &[Effect]) -> Vec<&str> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Announce { text } = effect { Some(text.as_str()) } else { None })
        .collect()
}

/// The `seq` a stream is opened after.
pub(crate) fn opened_after(effects: &[Effect]) -> Option<(u32, u64)> {
    effects.iter().find_map(|effect| match effect {
        Effect::OpenStream { ticket, after, .. } => Some((ticket.0, after.seq)),
        _ => None,
    })
}

pub(crate) fn cursor(seq: u64) -> Cursor {
    Cursor { epoch: "e1".into(), seq }
}

pub(crate) fn session(token: &str, conversation_id: u64, seq: u64) -> Answer {
    session_that(
        Capabilities { history: true, receipts: true, ..Capabilities::default() },
        token,
        conversation_id,
        seq,
    )
}

/// Of a channel that can do this.
pub(crate) fn session_that(can: Capabilities, token: &str, conversation_id: u64, seq: u64) -> Answer {
    Answer::Session(SessionCreated {
        token: token.into(),
        expires_at: "2026-11-22T10:00:00Z".into(),
        conversation_id,
        cursor: cursor(seq),
        protocol: 1,
        capabilities: can,
    })
}

pub(crate) fn page(items: Vec<StoredEvent>, end: u64) -> Answer {
    Answer::History(HistoryPage {
        epoch: "e1".into(),
        items,
        cursor: cursor(end),
        has_more: false,
        statuses: vec![],
        states: 0,
    })
}

/// A page that is not the last in its direction.
pub(crate) fn page_of_more(items: Vec<StoredEvent>, end: u64) -> Answer {
    Answer::History(HistoryPage {
        epoch: "e1".into(),
        items,
        cursor: cursor(end),
        has_more: true,
        statuses: vec![],
        states: 0,
    })
}

pub(crate) fn bot(seq: u64, actions: Vec<Action>) -> StoredEvent {
    message(seq, None, Author::Bot, actions)
}

pub(crate) fn bot_says(seq: u64, text: &str) -> StoredEvent {
    bot(seq, vec![Action::text(text)])
}

pub(crate) fn of_visitor(seq: u64, mid: &str, actions: Vec<Action>) -> StoredEvent {
    message(seq, Some(mid.into()), Author::Visitor, actions)
}

pub(crate) fn visitor(seq: u64, mid: &str, text: &str) -> StoredEvent {
    message(seq, Some(mid.into()), Author::Visitor, vec![Action::text(text)])
}

fn message(seq: u64, mid: Option<String>, author: Author, actions: Vec<Action>) -> StoredEvent {
    StoredEvent::Message(MessageEvent {
        seq,
        mid,
        author,
        at: "2026-11-21T10:00:00.000Z".into(),
        actions,
        bot_module: None,
        in_reply_to: None,
        agent: None,
        lang: None,
    })
}

pub(crate) fn turn(state: SendState, seq: Option<u64>, replies: &[(u64, &str)]) -> Answer {
    let message = replies
        .iter()
        .map(|(seq, text)| BotMessage {
            bot_module: BotModule { id: 1, name: "Start".into(), group_colour: None, kpi_tags: vec![] },
            connections: Connections { id_message_evaluate: None, reply_to_module_id: None, data: vec![] },
            from: "bot".into(),
            actions: vec![Action::text(*text)],
            id: *seq,
            conversation_id: 7,
            seq: Some(*seq),
            lang: None,
        })
        .collect();
    Answer::Turns(vec![Turn { error: None, message, seq, cursor: seq.map(cursor), state: Some(state) }])
}

pub(crate) fn refused(status: u16, code: &str, retry_after_ms: Option<u64>) -> Failure {
    Failure::Refused { status, code: code.into(), sentence: String::new(), retry_after_ms }
}
