//! The bot of a page: its flow, and the turns it takes.

use parlour_engine::{Conversation, Flow, Heard, Mistake, ModuleId, Outcome, evaluate};
use parlour_protocol::{
    Action, BotCard, Capabilities, ChatLimits, ErrorCode, PROTOCOL, PublicConfig, Theme, limits,
};

use crate::limits::UPLOAD_BYTES;
use crate::refusal::{Refusal, Step};

/// A flow that was found whole and can be run in a page.
pub(crate) struct Bot {
    flow: Flow,
}

/// What decides a turn beside what was said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance<'a> {
    /// Milliseconds since 1970.
    pub(crate) now_ms: u64,
    /// Chooses among wordings.
    pub(crate) seed: u64,
    /// 80 hexadecimal digits nobody can guess.
    pub(crate) digits: &'a str,
}

impl Bot {
    /// Reads a flow, JSON if it begins with a brace and else TOML; on failure every mistake in the order
    /// of the file.
    pub(crate) fn read(text: &str) -> Result<Self, Vec<Mistake>> {
        let text = text.trim_start_matches('\u{feff}');
        let is_json = text.trim_start().starts_with('{');
        let flow = if is_json { Flow::from_json(text) } else { Flow::from_toml(text) }?;
        let calls: Vec<Mistake> = flow
            .modules()
            .iter()
            .filter_map(|module| {
                let request = module.request.as_ref()?;
                let message =
                    format!("`{}` calls another server, which a bot in a page does not do", module.card.name);
                Some(Mistake {
                    line: request.line,
                    column: request.column,
                    code: "request_unavailable",
                    message,
                })
            })
            .collect();
        if calls.is_empty() { Ok(Self { flow }) } else { Err(calls) }
    }

    pub(crate) fn name(&self) -> &str {
        self.flow.name()
    }

    /// The languages its texts are written in; none where it has one only.
    pub(crate) fn languages(&self) -> Vec<&str> {
        self.flow.languages()
    }

    /// The one it speaks to this conversation, if the flow says.
    pub(crate) fn language_of(&self, conversation: &Conversation) -> Option<&str> {
        self.flow.language_of(&conversation.cvars)
    }

    pub(crate) fn turn(&self, before: &Conversation, heard: Heard<'_>, chance: Chance<'_>) -> Outcome {
        evaluate(&self.flow, before, heard, chance.now_ms, chance.seed)
    }

    /// The module of a `ref`; empty names none. Any module will do: who wrote the page wrote the flow.
    pub(crate) fn module(&self, reference: &str) -> Step<Option<ModuleId>> {
        if reference.is_empty() {
            return Ok(None);
        }
        self.flow.find(reference).map(Some).ok_or_else(|| {
            let sentence = "The field `ref` names no module of this bot.";
            Refusal::of_field(ErrorCode::UnknownModule, "ref", sentence)
        })
    }

    /// What anyone may know of it. Colour and picture are the element's to say.
    pub(crate) fn config(&self) -> PublicConfig {
        PublicConfig {
            protocol: PROTOCOL,
            bot: BotCard { name: self.name().to_owned() },
            theme: Theme { title: Some(self.name().to_owned()), ..Theme::default() },
            locales: self.languages().into_iter().map(str::to_owned).collect(),
            capabilities: capabilities(),
            rules: Vec::new(),
            rating: false,
            limits: ChatLimits {
                text_chars: limits::TEXT_CHARS,
                upload_bytes: UPLOAD_BYTES,
                upload_types: Vec::new(),
            },
        }
    }
}

/// What a bot in a page can do: what the server's engine channel can.
pub(crate) fn capabilities() -> Capabilities {
    Capabilities {
        history: true,
        types: Action::TYPES.map(str::to_owned).to_vec(),
        ..Capabilities::default()
    }
}
