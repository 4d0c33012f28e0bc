//! What comes at its time, and what the server is at.

use parlour_core::{Answer, Call, Failure, Input, Role, StreamEnd, Ticket, Token};
use parlour_protocol::Cursor;

use crate::browser::TabId;

pub(crate) enum Happening {
    Type { visitor: usize },
    Arrive { who: TabId, ticket: Ticket, call: Call, is_copy: bool },
    Return { who: TabId, ticket: Ticket, result: Result<Answer, Failure> },
    Connect { who: TabId, ticket: Ticket, token: Token, after: Cursor },
    Opened { who: TabId, ticket: Ticket },
    Bytes { who: TabId, ticket: Ticket, bytes: Vec<u8> },
    Close { who: TabId, ticket: Ticket, end: StreamEnd },
    Wake { who: TabId, at: u64 },
    Tell { who: TabId, input: Input },
    Elected { who: TabId, group: u64, role: Role },
    Online { who: TabId },
    Scroll { who: TabId },
    StorageWorks { visitor: usize },
    DiskHasRoom,
    ClockGoesRight { by: i64 },
    Up,
    Tick,
    Mishap,
}

/// Whose request or stream the server is at.
#[allow(clippy::large_enum_variant, reason = "a handful live at a time")]
pub(crate) enum Pending {
    Call {
        who: TabId,
        ticket: Ticket,
        call: Call,
        is_copy: bool,
    },
    /// With what it said last of who writes.
    Stream {
        who: TabId,
        ticket: Ticket,
        typing: String,
    },
}

impl Happening {
    /// The page it happens to.
    pub(crate) fn page(&self) -> Option<TabId> {
        match self {
            Self::Return { who, .. }
            | Self::Opened { who, .. }
            | Self::Bytes { who, .. }
            | Self::Close { who, .. }
            | Self::Wake { who, .. }
            | Self::Tell { who, .. }
            | Self::Elected { who, .. }
            | Self::Online { who }
            | Self::Scroll { who } => Some(*who),
            _ => None,
        }
    }
}
