//! What holds for the whole window at a moment, apart from the transcript.

use parlour_core::Wait;
use parlour_protocol::AgentCard;

/// Whether text may be written and sent, and if not, why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// It may.
    #[default]
    Open,
    /// Written, but not sent: the visitor is asked for consent.
    Consent,
    /// Consent was refused.
    Denied,
    /// A form comes first.
    Form,
    /// Only the replies on offer are taken.
    Choices,
    /// The conversation is over.
    Ended,
}

impl Gate {
    /// Whether it stands before the conversation: nothing is being connected.
    pub(crate) fn comes_first(self) -> bool {
        matches!(self, Self::Consent | Self::Denied | Self::Form)
    }
}

/// What holds at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Now {
    /// Whether text may be sent.
    pub gate: Gate,
    /// How long an answer has been awaited.
    pub wait: Wait,
    /// Whether the browser had no room to keep what was just sent.
    pub has_no_room: bool,
    /// The visitor's place among those who wait for a person, from 1; 0 where nobody knows it.
    pub queue: Option<u32>,
    /// The person who holds the conversation; the picture's address may stand in `src`.
    pub agent: Option<AgentCard>,
    /// What is to be typed: `number email phone date …`.
    pub wanted: Option<String>,
    /// Bearer of what a part asks the server: of uploads, where the bot takes files, and of the rating at the end.
    pub bearer: Option<String>,
    /// Whether files are ready to go with the next message.
    pub has_files: bool,
    /// Whether files are on their way.
    pub is_uploading: bool,
    /// Counts messages with files: what is shown of them goes.
    pub files_sent: u32,
}
