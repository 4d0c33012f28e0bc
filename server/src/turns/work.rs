//! What one request of a client sets going: its messages in order, each heard once the one before it
//! was answered. Where a module asks another server, the rest waits in the store and goes on from there.

use std::collections::VecDeque;

use parlour_engine::{ModuleId, Remark};
use parlour_protocol::{Action, Cursor, SendState, Turn};
use serde::{Deserialize, Serialize};

use super::hear::hear;
use super::question::{Asking, finish};
use super::record::write_answer;
use crate::app::App;
use crate::channels::{Asked, Heard, Letter, Sent, SentFile, Told, hears_while_held, keeps_record};
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::{FOLD_INLINE_BYTES, RETRY_AFTER_SECONDS, WAITING_PER_CONVERSATION};
use crate::store::{Appended, NewMessage, NewWaiting, Talk, Write};
use crate::waiting::Rest;

/// Messages on their way, as far as they have come.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Work {
    /// Elements of the answer that are whole.
    turns: Vec<Turn>,
    /// What is still to be heard; the first may have been begun.
    steps: VecDeque<Step>,
    /// What the first step waits for.
    asked: Option<Asked>,
    /// Requests made so far.
    pub(crate) requests: u32,
    /// Whether a visitor reads the answer: `seq` and `state` stand in theirs only.
    is_visitors: bool,
}

/// One message on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) hears: Hears,
    /// What is to be written into the log first.
    pub(super) says: Option<Says>,
    /// Echoed in every reply.
    pub(super) id: Option<String>,
    pub(super) mid: Option<String>,
    /// The bot moves and does not speak.
    pub(super) is_mute: bool,
    /// Whether it is one of the caller's actions.
    pub(super) is_answered: bool,
    /// What is told when it was answered, if `id` names a question of the served Aimylogic API.
    #[serde(default)]
    pub(super) question: Option<Asking>,
    /// Its row in the log.
    pub(super) row: Option<i64>,
    /// Its element of the answer so far.
    pub(super) turn: Turn,
}

/// What the bot hears.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Hears {
    Begun,
    MovedTo(ModuleId),
    Said(Remark),
    /// Nothing, for too long.
    TimedOut,
    /// By a bot that lives elsewhere.
    Sent {
        /// Empty where there are only files or a module.
        text: String,
        files: Vec<SentFile>,
        module: Option<ModuleId>,
    },
    /// For the records of a bot that lives elsewhere: a person has the word.
    Noted(String),
    /// A person has the word.
    Nothing,
}

/// A message for the log.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Says {
    pub(super) is_agents: bool,
    /// Empty where there are only files.
    pub(super) text: String,
    /// Files beside it.
    #[serde(default)]
    pub(super) files: Vec<Action>,
}

impl Step {
    pub(super) fn new(hears: Hears) -> Self {
        Self {
            hears,
            says: None,
            id: None,
            mid: None,
            is_mute: false,
            is_answered: true,
            question: None,
            row: None,
            turn: Turn::default(),
        }
    }

    /// Its message is in the log already.
    pub(super) fn stands_at(&mut self, said: Appended, epoch: &str) {
        let seq = said.seq.unsigned_abs();
        self.row = Some(said.id);
        self.turn.seq = Some(seq);
        self.turn.cursor = Some(Cursor { epoch: epoch.to_owned(), seq });
    }

    fn noted(text: String) -> Self {
        Self { is_mute: true, is_answered: false, ..Self::new(Hears::Noted(text)) }
    }
}

/// What became of messages that were begun.
#[derive(Default)]
pub(super) struct Begun {
    /// The rest of the answer, if there is more to come.
    pub(super) rest: Option<Rest>,
    /// Whether something of them waits.
    pub(super) waits: bool,
}

/// Folds a text before the writer is asked for its turn.
pub(super) async fn fold(text: &str) -> Remark {
    if text.len() <= FOLD_INLINE_BYTES {
        return Remark::new(text);
    }
    let long = text.to_owned();
    let folded = tokio::task::spawn_blocking(move || Remark::new(&long)).await;
    folded.unwrap_or_else(|_| Remark::new(text))
}

impl Work {
    pub(super) fn new(steps: impl IntoIterator<Item = Step>, is_visitors: bool) -> Self {
        Self { steps: steps.into_iter().collect(), is_visitors, ..Self::default() }
    }

    /// A conversation that begins by asking another server: nobody hears before that is answered.
    pub(super) fn wait_first(&mut self, step: Step, asked: Asked) {
        self.steps.push_front(step);
        self.asked = Some(asked);
        self.requests += 1;
    }

    /// What another server is to be asked before this goes on.
    pub(crate) fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref()
    }

    /// The letter it waits for is another one.
    pub(crate) fn ask_by(&mut self, letter: Letter) {
        self.asked = Some(Asked::Upstream(letter));
    }

    /// What is told to a bot that keeps a record while a person has the word.
    pub(super) fn note(text: String) -> Self {
        Self::new([Step::noted(text)], false)
    }

    pub(super) fn is_done(&self) -> bool {
        self.steps.is_empty()
    }

    /// Hears what there is to hear, unless messages of the conversation wait already, and lets the rest
    /// wait: then its answer comes later.
    ///
    /// # Errors
    /// `rate_limited` if too many messages of the conversation wait already.
    pub(super) async fn begin(
        &mut self,
        turn: &mut Hearing<'_>,
        mid: Option<&str>,
        key: Option<&str>,
    ) -> ApiResult<Begun> {
        if turn.talk.waits {
            if turn.write.count_waiting(&turn.talk.scope).await? >= WAITING_PER_CONVERSATION {
                let sentence = "Too many messages wait for an answer. Please wait a moment.";
                return Err(ApiError::rate_limited(sentence, RETRY_AFTER_SECONDS));
            }
        } else if self.asked.is_none() {
            self.go_on(turn, None).await?;
        }
        if self.is_done() {
            return Ok(Begun::default());
        }
        for step in &mut self.steps {
            record(turn, step)?;
        }
        let work = write_answer(self)?;
        let scope = &turn.talk.scope;
        // What is only noted somewhere changes no answer.
        let is_answer = self.steps.iter().any(|step| step.is_answered);
        let (mid, key) = (mid.filter(|_| is_answer), key.filter(|_| is_answer));
        let id = turn.write.wait(scope, &NewWaiting { mid, key, work: &work }).await?;
        Ok(Begun { rest: is_answer.then(|| turn.app.requests.rest(scope, id)), waits: true })
    }

    /// Hears one message after another, to the end or until another server is to be asked. `told` is
    /// what came of that.
    pub(super) async fn go_on(&mut self, turn: &mut Hearing<'_>, mut told: Option<Told>) -> ApiResult<()> {
        while let Some(step) = self.steps.front_mut() {
            record(turn, step)?;
            let told = told.take();
            let asked = self.asked.take();
            // Heard once: what comes after is an answer.
            let hears = std::mem::replace(&mut step.hears, Hears::Nothing);
            let is_held = turn.talk.hold.silences_bot() && !hears_while_held(turn.bot, turn.talk);
            let mut noted = None;
            let heard = match (&asked, &told, &hears) {
                (Some(asked), Some(told), _) => {
                    // A person came while another server was asked.
                    step.is_mute |= is_held;
                    Some(Heard::Told(asked, told))
                }
                (_, _, Hears::Sent { text, .. }) if is_held && !step.is_mute => {
                    noted = Some(text.clone()).filter(|text| keeps_record(turn.bot) && !text.is_empty());
                    None
                }
                (_, _, Hears::Said(_) | Hears::MovedTo(_) | Hears::TimedOut) if is_held && !step.is_mute => {
                    None
                }
                (_, _, Hears::Begun) => Some(Heard::Begun),
                (_, _, Hears::MovedTo(module)) => Some(Heard::MovedTo(*module)),
                (_, _, Hears::Said(remark)) => Some(Heard::Said(remark)),
                (_, _, Hears::TimedOut) => Some(Heard::TimedOut),
                (_, _, Hears::Sent { text, files, module }) => {
                    Some(Heard::Sent(Sent { text, files, module: *module }))
                }
                (_, _, Hears::Noted(text)) => Some(Heard::Noted(text)),
                (_, _, Hears::Nothing) => None,
            };
            if let Some(heard) = heard
                && let Some(asked) = hear(turn, step, heard, self.is_visitors).await?
            {
                self.requests += 1;
                self.asked = Some(asked);
                return Ok(());
            }
            let step = self.steps.pop_front();
            if let Some(step) = &step {
                finish(turn, step).await?;
            }
            if let Some(mut step) = step.filter(|step| step.is_answered) {
                step.turn.state = self.is_visitors.then(|| step.turn.state.unwrap_or(SendState::Sent));
                self.turns.push(step.turn);
            }
            if let Some(text) = noted {
                self.steps.push_front(Step::noted(text));
            }
        }
        Ok(())
    }

    /// The answer's bytes, whole or as far as it has come.
    pub(super) fn answer(&self) -> ApiResult<String> {
        let waits = self
            .steps
            .iter()
            .filter(|step| step.is_answered)
            .map(|step| Turn { state: Some(SendState::Sending), ..step.turn.clone() });
        write_answer(&self.turns.iter().cloned().chain(waits).collect::<Vec<_>>())
    }
}

/// The transaction a message is heard in.
pub(super) struct Hearing<'a> {
    pub(super) write: &'a mut Write,
    pub(super) talk: &'a mut Talk,
    pub(super) app: &'a App,
    pub(super) bot: &'a Bot,
    pub(super) now: i64,
    /// Whether events of the upstream wait to be placed.
    pub(super) hooks_came: bool,
}

fn record(turn: &mut Hearing<'_>, step: &mut Step) -> ApiResult<()> {
    let Some(says) = step.says.take() else { return Ok(()) };
    let text = Some(says.text).filter(|text| !text.is_empty());
    let actions: Vec<Action> = text.map(Action::text).into_iter().chain(says.files).collect();
    let message = NewMessage {
        author: if says.is_agents { "agent" } else { "visitor" },
        mid: step.mid.as_deref(),
        // A visitor's id is its `mid`.
        caller_id: step.id.as_deref().filter(|_| step.mid.is_none()),
        actions: &actions,
        at_ms: turn.now,
        ..NewMessage::default()
    };
    let appended = turn.write.append(turn.talk, &message)?;
    if step.mid.is_some() {
        step.stands_at(appended, turn.app.store.epoch());
    } else {
        step.row = Some(appended.id);
    }
    Ok(())
}
