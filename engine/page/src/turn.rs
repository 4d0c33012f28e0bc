//! One turn: what was said and what the bot says to it, appended to the log.

use parlour_engine::{Heard, Outcome};
use parlour_protocol::{Action, Author, BotMessage, Connections, MessageEvent, ModuleCard};

use crate::bot::{Bot, Chance};
use crate::refusal::{Refusal, Step};
use crate::rows::{Counters, Talk, event_key};
use crate::time::rfc3339;

/// A conversation while it is answered.
pub(crate) struct Writing<'a> {
    pub(crate) bot: &'a Bot,
    pub(crate) chance: Chance<'a>,
    pub(crate) counters: Counters,
    pub(crate) conversation: u64,
    pub(crate) talk: Talk,
    /// Rows to be stored.
    pub(crate) puts: Vec<(String, String)>,
    /// Texts of the flow that could not be filled in.
    pub(crate) faults: Vec<String>,
}

impl Writing<'_> {
    /// Appends what the visitor said; its `seq`.
    pub(crate) fn hear(&mut self, mid: &str, text: &str) -> Step<u64> {
        let event = MessageEvent {
            seq: self.talk.last + 1,
            mid: Some(mid.to_owned()),
            author: Author::Visitor,
            at: rfc3339(self.chance.now_ms),
            actions: vec![Action::text(text)],
            bot_module: None,
            in_reply_to: None,
            agent: None,
            lang: None,
        };
        self.append(&event)?;
        Ok(event.seq)
    }

    /// Has the bot answer, and appends what it says; `mid` is the message answered.
    pub(crate) fn answer(&mut self, heard: Heard<'_>, mid: Option<&str>) -> Step<Vec<BotMessage>> {
        let outcome = self.bot.turn(&self.talk.state, heard, self.chance);
        let Outcome { conversation, reply_to_module_id, spoken, faults, .. } = outcome;
        let lang = self.bot.language_of(&conversation).map(str::to_owned);
        self.talk.state = conversation;
        self.faults.extend(faults);
        let mut shown = Vec::with_capacity(spoken.len());
        for spoken in spoken {
            let event = MessageEvent {
                seq: self.talk.last + 1,
                mid: None,
                author: Author::Bot,
                at: rfc3339(self.chance.now_ms),
                actions: spoken.actions,
                bot_module: Some(ModuleCard { id: spoken.module.id, name: spoken.module.name.clone() }),
                in_reply_to: mid.map(str::to_owned),
                agent: None,
                lang: lang.clone(),
            };
            self.append(&event)?;
            shown.push(BotMessage {
                bot_module: spoken.module,
                connections: Connections {
                    id_message_evaluate: mid.map(str::to_owned),
                    reply_to_module_id,
                    data: spoken.connections,
                },
                from: "bot".to_owned(),
                actions: event.actions,
                id: self.counters.messages,
                conversation_id: self.conversation,
                seq: Some(event.seq),
                lang: event.lang,
            });
        }
        Ok(shown)
    }

    fn append(&mut self, event: &MessageEvent) -> Step<()> {
        let row = serde_json::to_string(event).map_err(|_| Refusal::internal())?;
        self.puts.push((event_key(self.conversation, event.seq), row));
        self.talk.last = event.seq;
        self.counters.messages += 1;
        Ok(())
    }
}
