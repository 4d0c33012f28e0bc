//! What there is to say about a turn.

use serde::Serialize;

use crate::ModuleId;

/// Why a text leads where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The module that the visitor replied to. None before the first turn, and where the flow has lost it: then
    /// the starting module is the one asked.
    pub module: Option<ModuleId>,
    /// The connections that were looked at, in that order; if one was followed, it is the last. A text that is a
    /// label in another language is looked at twice: as what the label is in the flow's own, then as it is.
    pub looked: Vec<Looked>,
    /// What was followed.
    pub ends: Ending,
    /// The same in one English sentence.
    pub told: String,
}

/// Whose connection it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LookedKind {
    /// The module's that was asked.
    Local,
    /// The flow's.
    Global,
}

/// A connection that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// Whose it is.
    pub kind: LookedKind,
    /// Its number in the flow.
    pub id: Option<u64>,
    /// From 1, among the connections of its kind.
    pub position: u64,
    /// Where it leads.
    pub to: ModuleId,
    /// Whether its condition holds, so that it was followed.
    pub held: bool,
    /// Why, or why not: half a sentence in English, such as "the text has the word `tent`".
    pub because: String,
}

/// What was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ending {
    /// The last connection that was looked at.
    Connection {
        /// Where it leads.
        to: ModuleId,
        /// Its number in the flow.
        id: u64,
        /// Whether it is one of the flow's.
        is_global: bool,
    },
    /// Nothing held: the fallback that the module names.
    ModuleFallback {
        /// Where it leads.
        to: ModuleId,
        /// What the module expected, if its retries were used up.
        expected: Option<String>,
    },
    /// Nothing held, and the module names no fallback: the flow's.
    FlowFallback {
        /// Where it leads.
        to: ModuleId,
        /// What the module expected, if its retries were used up.
        expected: Option<String>,
    },
    /// Nothing held, and nobody names a fallback (a flow that was edited under the conversation): the module
    /// speaks again.
    NoFallback {
        /// The module that was asked.
        to: ModuleId,
        /// What it expected, if its retries were used up.
        expected: Option<String>,
    },
    /// The answer is not what the module expects: it asks again.
    AskedAgain {
        /// The module that asks.
        module: ModuleId,
        /// What it expects.
        expected: String,
        /// Which time this is, from 1.
        retry: u32,
        /// Times it asks again before its fallback speaks.
        retries: u32,
    },
    /// The conversation stood nowhere and nothing held: the starting module speaks.
    Started {
        /// The starting module.
        to: ModuleId,
    },
}

impl Ending {
    /// The module that speaks next, or leads on.
    pub fn to(&self) -> ModuleId {
        match self {
            Self::Connection { to, .. }
            | Self::ModuleFallback { to, .. }
            | Self::FlowFallback { to, .. }
            | Self::NoFallback { to, .. }
            | Self::AskedAgain { module: to, .. }
            | Self::Started { to } => *to,
        }
    }
}
