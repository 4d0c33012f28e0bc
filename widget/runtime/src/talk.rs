//! One conversation: its machine, the calls and the stream under way.

use std::collections::VecDeque;

use parlour_core::sse::Parser;
use parlour_core::{Effect, Input, Machine, Saved, SavedMessage, Storing, StreamEnd, Ticket};

use crate::act::{Act, Made};
use crate::answer::{Asked, answer};
use crate::frame::event;
use crate::known::Known;
use crate::line::line;
use crate::task::{json, task};

/// A conversation, and what it waits for. What comes of an input is told as `{tasks, news}`: to be done in order, then to
/// be told.
pub(crate) struct Talk {
    bot: String,
    machine: Machine,
    known: Known,
    /// What the shell stores in one text: it may be a file, and has no rows.
    saved: Saved,
    /// A handful at most: one call of a kind is made at a time.
    calls: Vec<(Ticket, Asked)>,
    stream: Option<(Ticket, Parser)>,
}

impl Talk {
    /// A conversation nobody has asked for yet.
    pub(crate) fn new(made: Made) -> Self {
        Self {
            bot: made.bot.clone(),
            machine: Machine::new(made.into()),
            known: Known::default(),
            saved: Saved::default(),
            calls: Vec::new(),
            stream: None,
        }
    }

    /// What was stored, or nothing; the first input. What cannot be read is as good as nothing.
    pub(crate) fn restore(&mut self, now: u64, saved: Option<&str>) -> String {
        let saved: Option<Saved> = saved.and_then(|text| serde_json::from_str(text).ok());
        self.saved = saved.clone().unwrap_or_default();
        let restored = saved.map(|saved| Saved { outbox: Vec::new(), ..saved });
        self.feed(now, Input::Restored(restored), false)
    }

    /// An act of the caller.
    pub(crate) fn act(&mut self, now: u64, act: Act) -> String {
        let starts_over = act.starts_over();
        self.feed(now, act.into(), starts_over)
    }

    /// The answer to a call; `status` 0 where none came.
    pub(crate) fn answered(
        &mut self,
        now: u64,
        ticket: u32,
        status: u16,
        body: &str,
        retry_after_ms: Option<u64>,
    ) -> String {
        let ticket = Ticket(ticket);
        let Some(at) = self.calls.iter().position(|(of, _)| *of == ticket) else { return nothing() };
        let (_, asked) = self.calls.swap_remove(at);
        let result = answer(asked, status, body, retry_after_ms);
        self.feed(now, Input::Answered { ticket, result }, false)
    }

    /// The stream has answered 200.
    pub(crate) fn stream_opened(&mut self, now: u64, ticket: u32) -> String {
        self.feed(now, Input::StreamOpened { ticket: Ticket(ticket) }, false)
    }

    /// A piece of the stream, of any size. Gives one outcome for each event in it, as a list.
    pub(crate) fn streamed(&mut self, now: u64, ticket: u32, bytes: &[u8]) -> String {
        let ticket = Ticket(ticket);
        let frames = match &mut self.stream {
            Some((of, parser)) if *of == ticket => parser.push(bytes),
            _ => Vec::new(),
        };
        let mut outcomes = Vec::new();
        for event in frames.into_iter().filter_map(event) {
            // An event may end its own stream.
            if self.stream.as_ref().is_some_and(|(of, _)| *of == ticket) {
                outcomes.push(self.feed(now, Input::Streamed { ticket, event }, false));
            }
        }
        ["[", &outcomes.join(","), "]"].concat()
    }

    /// The stream is over: it was refused with `status`, or broke (0), or ended (200).
    pub(crate) fn stream_closed(
        &mut self,
        now: u64,
        ticket: u32,
        status: u16,
        retry_after_ms: Option<u64>,
    ) -> String {
        let ticket = Ticket(ticket);
        let end = match status {
            0 | 200 => StreamEnd::Broken,
            204 => StreamEnd::Stop,
            _ => StreamEnd::Refused { status, retry_after_ms },
        };
        self.stream.take_if(|(of, _)| *of == ticket);
        self.feed(now, Input::StreamClosed { ticket, end }, false)
    }

    /// All lines, oldest first.
    pub(crate) fn history(&self) -> String {
        json(&self.machine.placed().map(|(entry, seq)| line(entry, seq)).collect::<Vec<_>>())
    }

    fn feed(&mut self, now: u64, input: Input, starts_over: bool) -> String {
        let mut inputs = VecDeque::from([input]);
        let (mut tasks, mut news) = (Vec::new(), Vec::new());
        let mut is_void = starts_over;
        while let Some(input) = inputs.pop_front() {
            for effect in self.machine.handle(now, input) {
                match &effect {
                    Effect::Call { ticket, call } => self.calls.push((*ticket, call.into())),
                    Effect::OpenStream { ticket, .. } => self.stream = Some((*ticket, Parser::new())),
                    Effect::CloseStream { .. } => self.stream = None,
                    Effect::Forgot { is_done } => is_void |= is_done,
                    Effect::Wipe => self.saved = Saved::default(),
                    _ => {}
                }
                match self.keep(effect) {
                    Kept::Task(effect) => tasks.extend(task(&self.bot, effect)),
                    Kept::Answer(answer) => inputs.push_back(answer),
                    Kept::Changed(answer) => {
                        tasks.extend(task(&self.bot, Effect::Persist(self.saved.clone())));
                        inputs.extend(answer);
                    }
                }
            }
            // What has changed is known until the next input.
            let told = self.known.news(&self.machine, core::mem::take(&mut is_void));
            news.extend(told.iter().map(json));
        }
        ["{\"tasks\":", &json(&tasks), ",\"news\":[", &news.join(","), "]}"].concat()
    }
}

/// What an effect is to a shell that keeps one text.
enum Kept {
    /// The shell's to do.
    Task(Effect),
    /// Done here.
    Answer(Input),
    /// The text is another; what there is to be answered.
    Changed(Option<Input>),
}

impl Talk {
    /// Rows stand in the one text, as messages of the outbox. That it cannot be stored, the shell says by itself.
    fn keep(&mut self, effect: Effect) -> Kept {
        match effect {
            Effect::Persist(saved) => {
                let outbox = core::mem::take(&mut self.saved.outbox);
                self.saved = Saved { outbox, ..saved };
                Kept::Changed(None)
            }
            Effect::Keep { message, .. } => {
                let mid = message.mid.clone();
                match self.saved.outbox.iter_mut().find(|row| row.mid == mid) {
                    Some(row) => *row = message,
                    None => self.saved.outbox.push(message),
                }
                Kept::Changed(Some(Input::Kept { mid, how: Storing::Stored }))
            }
            Effect::Drop { mid } => {
                self.saved.outbox.retain(|row: &SavedMessage| row.mid != mid);
                Kept::Changed(None)
            }
            // They were kept in the order of typing.
            Effect::ReadRows => Kept::Answer(Input::RowsRead(self.saved.outbox.clone())),
            other => Kept::Task(other),
        }
    }
}

fn nothing() -> String {
    "{\"tasks\":[],\"news\":[]}".to_owned()
}
