//! A server that keeps its promises: one conversation, an append-only log, ids remembered.

use std::collections::{BTreeMap, BTreeSet};

use parlour_core::{Answer, Call, Failure, Token};
use parlour_protocol::{
    Action, Author, BotMessage, BotModule, Capabilities, Connections, Cursor, HistoryPage, MessageEvent,
    SendState, SessionCreated, StoredEvent, Turn,
};

use crate::dice::Dice;

pub(crate) struct Server {
    pub(crate) log: Vec<StoredEvent>,
    answers: BTreeMap<String, Vec<Turn>>,
    tokens: BTreeSet<String>,
    minted: u32,
    epoch: u32,
    /// Replies that are said later.
    pub(crate) pending: Vec<Vec<Action>>,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            log: vec![],
            answers: BTreeMap::new(),
            tokens: BTreeSet::new(),
            minted: 0,
            epoch: 1,
            pending: vec![],
        }
    }

    pub(crate) fn cursor(&self, seq: u64) -> Cursor {
        Cursor { epoch: format!("{:x}", self.epoch), seq }
    }

    pub(crate) fn change_epoch(&mut self) {
        self.epoch += 1;
    }

    pub(crate) fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    pub(crate) fn knows(&self, token: &Token) -> bool {
        self.tokens.contains(&token.0)
    }

    pub(crate) fn say(&mut self, author: Author, mid: Option<String>, actions: Vec<Action>) -> u64 {
        let seq = self.log.len() as u64 + 1;
        self.log.push(StoredEvent::Message(MessageEvent {
            seq,
            mid,
            author,
            at: "2026-11-21T10:00:00.000Z".into(),
            actions,
            bot_module: None,
            in_reply_to: None,
            agent: None,
            lang: None,
        }));
        seq
    }

    pub(crate) fn answer(&mut self, call: &Call, dice: &mut Dice) -> Result<Answer, Failure> {
        match call {
            Call::StartSession { .. } => Ok(Answer::Session(self.session())),
            Call::SendMessage { token, .. }
            | Call::ReadHistory { token, .. }
            | Call::ReadEarlier { token, .. }
                if !self.knows(token) =>
            {
                Err(refused(401))
            }
            Call::SendMessage { body, .. } => {
                Ok(Answer::Turns(self.take_message(&body.id, &body.actions[0].text, dice)))
            }
            Call::Leave { .. } => Ok(Answer::Left),
            Call::ReadHistory { after, .. } => self.history(after.as_ref()).map(Answer::History),
            Call::ReadEarlier { before, .. } => self.earlier(before).map(Answer::History),
        }
    }

    /// Everyone who comes is the one visitor of this server's one conversation.
    fn session(&mut self) -> SessionCreated {
        if self.log.is_empty() {
            self.say(
                Author::Bot,
                None,
                vec![Action::text("greeting"), Action::Wait { wait: 800 }, Action::text("again")],
            );
        }
        self.minted += 1;
        let token = format!("t{}", self.minted);
        self.tokens.insert(token.clone());
        SessionCreated {
            token,
            expires_at: "2026-11-22T10:00:00Z".into(),
            conversation_id: 1,
            cursor: self.cursor(self.log.len() as u64),
            protocol: 1,
            capabilities: Capabilities { history: true, receipts: true, ..Capabilities::default() },
        }
    }

    fn take_message(&mut self, mid: &str, text: &str, dice: &mut Dice) -> Vec<Turn> {
        if let Some(answer) = self.answers.get(mid) {
            return answer.clone();
        }
        let seq = self.say(Author::Visitor, Some(mid.to_owned()), vec![Action::text(text)]);
        let replies: Vec<Vec<Action>> = (0..dice.below(3)).map(|number| reply(text, number, dice)).collect();
        let is_later = dice.one_in(4);
        let mut message = vec![];
        for actions in replies {
            if is_later {
                self.pending.push(actions);
            } else {
                let seq = self.say(Author::Bot, None, actions.clone());
                message.push(bot_message(seq, actions));
            }
        }
        let state = if is_later { SendState::Sending } else { SendState::Sent };
        let turn =
            Turn { error: None, message, seq: Some(seq), cursor: Some(self.cursor(seq)), state: Some(state) };
        self.answers.insert(mid.to_owned(), vec![turn.clone()]);
        vec![turn]
    }

    fn earlier(&self, before: &Cursor) -> Result<HistoryPage, Failure> {
        if before.epoch != self.cursor(0).epoch {
            return Err(refused(410));
        }
        let to = usize::try_from(before.seq).unwrap() - 1;
        let from = to.saturating_sub(4);
        Ok(HistoryPage { has_more: from > 0, ..self.page(from, to) })
    }

    /// All pages are short, so that there are many.
    fn history(&self, after: Option<&Cursor>) -> Result<HistoryPage, Failure> {
        let Some(after) = after else {
            let from = self.log.len().saturating_sub(6);
            return Ok(HistoryPage { has_more: from > 0, ..self.page(from, self.log.len()) });
        };
        if after.epoch != self.cursor(0).epoch {
            return Err(refused(410));
        }
        let from = usize::try_from(after.seq).unwrap();
        Ok(self.page(from, self.log.len().min(from + 5)))
    }

    fn page(&self, from: usize, to: usize) -> HistoryPage {
        let cursor = self.cursor(to as u64);
        HistoryPage {
            epoch: cursor.epoch.clone(),
            items: self.log[from..to].to_vec(),
            cursor,
            has_more: to < self.log.len(),
            statuses: vec![],
            states: 0,
        }
    }
}

pub(crate) fn refused(status: u16) -> Failure {
    Failure::Refused { status, code: String::new(), sentence: String::new(), retry_after_ms: None }
}

fn reply(text: &str, number: u64, dice: &mut Dice) -> Vec<Action> {
    let mut actions = vec![Action::text(format!("re {number}: {text}"))];
    if dice.one_in(3) {
        let wait = u32::try_from(dice.below(9_000)).unwrap();
        actions.extend([Action::Wait { wait }, Action::text(format!("ps {number}: {text}"))]);
    }
    actions
}

fn bot_message(seq: u64, actions: Vec<Action>) -> BotMessage {
    BotMessage {
        bot_module: BotModule { id: 1, name: "M".into(), group_colour: None, kpi_tags: vec![] },
        connections: Connections { id_message_evaluate: None, reply_to_module_id: None, data: vec![] },
        from: "bot".into(),
        actions,
        id: seq,
        conversation_id: 1,
        seq: Some(seq),
        lang: None,
    }
}
