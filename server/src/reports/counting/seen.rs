//! What the counts know of a message, and of the conversation it stands in.

/// Who has a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Held {
    /// The bot answers.
    #[default]
    Bot,
    /// A person was asked for.
    Waiting,
    /// A person answers.
    Person,
    /// Nobody: it is over.
    Ended,
}

impl Held {
    /// The word of the log's rows.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "waiting" => Self::Waiting,
            "agent" => Self::Person,
            "ended" => Self::Ended,
            _ => Self::Bot,
        }
    }

    /// The same word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Waiting => "waiting",
            Self::Person => "agent",
            Self::Ended => "ended",
        }
    }
}

/// A row of the log, without what was said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The bot deployment id.
    pub bot: String,
    /// Whether somebody tries their bot in the conversation.
    pub is_test: bool,
    /// The conversation.
    pub conversation: i64,
    /// `visitor`, `bot`, `agent` or `system`.
    pub author: String,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// Number and name of the module that spoke.
    pub module: Option<(i64, String)>,
    /// Numbers and labels of its KPI tags.
    pub kpis: Vec<(i64, String)>,
    /// Whether the bot came to it for want of a match.
    pub is_fallback: bool,
    /// Who has the conversation now: then it is no message.
    pub held: Option<Held>,
}

impl Seen {
    /// Under which name it is counted.
    pub(super) fn counted_as(&self) -> String {
        counted_as(&self.bot, self.is_test)
    }
}

/// The name under which a bot's conversations are counted; its tests have one of their own.
pub(crate) fn counted_as(bot: &str, is_test: bool) -> String {
    if is_test { format!("{bot} tests") } else { bot.to_owned() }
}

/// What is remembered of a conversation from one message to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Talk {
    /// The bot deployment id.
    pub bot: String,
    /// Whether somebody tries their bot in the conversation.
    pub is_test: bool,
    /// The conversation.
    pub conversation: i64,
    /// The day of its first message; none before that.
    pub day: Option<i64>,
    /// The day of its last.
    pub last_day: i64,
    /// The module at which the visitor was left, and the day.
    pub left_at: Option<(i64, i64)>,
    /// Since when the visitor waits for an answer.
    pub asked_ms: Option<i64>,
    /// Who has it.
    pub held: Held,
    /// Since when a person is waited for.
    pub queued_ms: Option<i64>,
}
