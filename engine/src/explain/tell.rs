//! A turn in one sentence.

use super::explanation::{Ending, Looked, LookedKind};
use super::quoted::quoted;
use crate::{Flow, ModuleId};

pub(super) fn tell(flow: &Flow, asked: ModuleId, looked: &[Looked], ends: &Ending) -> String {
    let name =
        |id: ModuleId| flow.module(id).map_or_else(|| id.to_string(), |module| quoted(&module.card.name));
    let nothing = |expected: &Option<String>| match expected {
        Some(expected) => format!("{} expects {expected}, and has asked often enough", name(asked)),
        None if looked.is_empty() => "There is no connection to look at".to_owned(),
        None => "None of the connections holds".to_owned(),
    };
    let to = name(ends.to());
    match ends {
        Ending::Connection { is_global, .. } => {
            let (position, because) =
                looked.last().map_or((0, ""), |looked| (looked.position, looked.because.as_str()));
            let whose = if *is_global { "Global connection" } else { "Connection" };
            format!("{whose} {position} leads to {to}, because {because}.")
        }
        Ending::ModuleFallback { expected, .. } => {
            format!("{}: the fallback of {}, {to}, is next.", nothing(expected), name(asked))
        }
        Ending::FlowFallback { expected, .. } => {
            format!("{}: the flow's fallback, {to}, is next.", nothing(expected))
        }
        Ending::NoFallback { expected, .. } => {
            format!("{}, and there is no fallback: {to} speaks again.", nothing(expected))
        }
        Ending::AskedAgain { expected, retry, retries, .. } => {
            format!("{to} expects {expected}: it asks again, time {retry} of {retries}.")
        }
        Ending::Started { .. } if looked.iter().any(|looked| looked.kind == LookedKind::Local) => {
            format!("The conversation begins, and none of the connections holds: {to} speaks.")
        }
        Ending::Started { .. } => format!("The conversation begins: {to} speaks."),
    }
}
