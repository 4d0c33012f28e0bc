//! A turn in plain words.

use parlour_engine::{Ending, Flow, LookedKind, ModuleId, explain};

use super::turn::{Did, Turn};

/// A connection that was looked at, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `global connection 4`, `connection 2`.
    pub name: String,
    /// Where it leads.
    pub to: String,
    /// Whether it was followed.
    pub held: bool,
    /// Why, or why not.
    pub because: String,
}

/// Why a turn went where it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The answer in one sentence.
    pub told: String,
    /// Whether nothing matched.
    pub is_fallback: bool,
    /// What was looked at, in that order.
    pub lines: Vec<Line>,
    /// The modules that spoke.
    pub spoke: Vec<(ModuleId, String)>,
    /// What makes it less than certain.
    pub doubt: Option<String>,
}

/// Why `turn` went where it went, as far as `flow` tells.
pub fn reason(flow: &Flow, turn: &Turn) -> Reason {
    let spoke = turn.spoke.iter().map(|id| (*id, name(flow, *id))).collect();
    let mut reason = match &turn.did {
        Did::Began(None) => Reason { told: began(flow), ..Reason::default() },
        Did::Began(Some(module)) => Reason {
            told: format!("The conversation began at “{}”, which the page names.", named(flow, module)),
            ..Reason::default()
        },
        Did::Moved(module) => Reason {
            told: format!(
                "The page moved the conversation to “{}”; nothing was looked at.",
                named(flow, module)
            ),
            ..Reason::default()
        },
        Did::Said(text) => said(flow, turn, text),
    };
    reason.spoke = spoke;
    reason
}

fn began(flow: &Flow) -> String {
    let module = flow.starting_module().map(|id| name(flow, id));
    format!("The conversation began: “{}” is the starting module.", module.unwrap_or_default())
}

fn said(flow: &Flow, turn: &Turn, text: &str) -> Reason {
    let Some(before) = &turn.before else {
        let told = "Where the conversation stood before this was not seen.".to_owned();
        return Reason { told, ..Reason::default() };
    };
    let mut before = before.clone();
    // As the turn does: what the page knows is known before anything is looked at.
    before.cvars.extend(turn.cvars.clone());
    let explanation = explain(flow, &before, text, turn.at_ms);
    let lines = explanation.looked.iter().map(|looked| Line {
        name: match looked.kind {
            LookedKind::Global => format!("global connection {}", looked.position),
            LookedKind::Local => format!("connection {}", looked.position),
        },
        to: name(flow, looked.to),
        held: looked.held,
        because: looked.because.clone(),
    });
    let is_fallback = matches!(
        explanation.ends,
        Ending::ModuleFallback { .. } | Ending::FlowFallback { .. } | Ending::NoFallback { .. }
    );
    let lines = lines.collect();
    let doubt = doubt(flow, turn, &explanation.ends);
    Reason { told: explanation.told, is_fallback, lines, doubt, ..Reason::default() }
}

/// The server wrote down where it went; if that is elsewhere, something came between what was seen and the turn.
fn doubt(flow: &Flow, turn: &Turn, ends: &Ending) -> Option<String> {
    let went = turn.trail.as_ref()?.evaluated.first()?;
    (went.to != ends.to()).then(|| {
        let to = name(flow, went.to);
        format!("The server went to “{to}”: something changed the conversation between what was seen and this turn.")
    })
}

/// A module's name; its number if the flow does not know it.
pub(crate) fn name(flow: &Flow, id: ModuleId) -> String {
    flow.module(id).map_or_else(|| id.to_string(), |module| module.card.name.clone())
}

fn named(flow: &Flow, reference: &str) -> String {
    flow.find(reference).map_or_else(|| reference.to_owned(), |id| name(flow, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use parlour_engine::{Conversation, Evaluated, Heard, Trail, evaluate};

    const FLOW: &str = include_str!("../../../flows/outdoor.toml");
    const NOW: u64 = 1_700_000_000_000;

    fn begun(flow: &Flow) -> Conversation {
        evaluate(flow, &Conversation::default(), Heard::Begun, NOW, 1).conversation
    }

    fn turn(did: Did, before: Option<Conversation>) -> Turn {
        Turn { did, before, at_ms: NOW, ..Turn::of_session("", NOW) }
    }

    #[test]
    fn what_nobody_understands_is_told_with_everything_that_was_looked_at() {
        let flow = Flow::from_toml(FLOW).unwrap();
        let said = turn(Did::Said("xyzzy".to_owned()), Some(begun(&flow)));
        let reason = reason(&flow, &said);
        assert!(reason.is_fallback, "{}", reason.told);
        assert!(reason.lines.len() > 3);
        assert!(reason.lines.iter().all(|line| !line.held && !line.because.is_empty()));
    }

    #[test]
    fn the_connection_that_was_followed_is_the_last_line() {
        let flow = Flow::from_toml(FLOW).unwrap();
        let said = turn(Did::Said("I am looking for a tent".to_owned()), Some(begun(&flow)));
        let reason = reason(&flow, &said);
        assert!(!reason.is_fallback, "{}", reason.told);
        assert!(reason.lines.last().unwrap().held);
    }

    #[test]
    fn a_beginning_and_a_move_are_told_without_looking() {
        let flow = Flow::from_toml(FLOW).unwrap();
        let begun = reason(&flow, &turn(Did::Began(None), None));
        assert!(begun.told.ends_with("is the starting module."), "{}", begun.told);
        let moved = reason(&flow, &turn(Did::Moved("person".to_owned()), None));
        assert_eq!(moved.told, "The page moved the conversation to “person”; nothing was looked at.");
        assert!(moved.lines.is_empty());
    }

    #[test]
    fn a_server_that_went_elsewhere_is_believed() {
        let flow = Flow::from_toml(FLOW).unwrap();
        let start = flow.starting_module().unwrap();
        let evaluated =
            vec![Evaluated { is_global: false, is_fallback: true, id: None, position: 9, to: start }];
        let mut said = turn(Did::Said("I am looking for a tent".to_owned()), Some(begun(&flow)));
        said.trail = Some(Trail { evaluated, ..Trail::default() });
        assert!(reason(&flow, &said).doubt.is_some());
        said.trail = None;
        assert_eq!(reason(&flow, &said).doubt, None);
    }
}
