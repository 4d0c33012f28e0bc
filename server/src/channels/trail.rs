//! What a message report tells of a turn beyond the chat's answer: the module as it stood when the
//! turn came through it, and the way that led to it. Kept with the row, because the flow may change
//! under it.

use parlour_engine::{Evaluated, Flow, InputKind, Module, ModuleId, Outcome, Piece, Text};
use parlour_protocol::BotModule;
use serde_json::{Value, json};

/// A module a turn came through.
pub(super) struct Step {
    /// The module.
    pub(super) module: BotModule,
    /// Its place in `outcome.spoken`; none if it said nothing (the seed's empty module).
    pub(super) spoken: Option<usize>,
    /// An object laid over the report row (protocols.md 1.5.2).
    pub(super) trail: Value,
}

/// The modules a turn came through, in order. Both seeds know modules that say nothing: they only set
/// variables, call a webhook or lead on. The first `told` of them have their rows already.
pub(super) fn steps(flow: &Flow, outcome: &Outcome, told: usize) -> Vec<Step> {
    let mut through: Vec<ModuleId> = outcome.reply_to_module_id.into_iter().collect();
    let passed = visited(outcome);
    let mut steps = Vec::with_capacity(passed.len());
    let mut next = 0;
    for (place, id) in passed.iter().copied().enumerate() {
        let Some(module) = flow.module(id) else { continue };
        if place < told {
            through.push(id);
            continue;
        }
        let spoken = outcome.spoken.get(next).filter(|spoken| spoken.module.id == id).map(|_| next);
        next += usize::from(spoken.is_some());
        // A move came by no connection; from there on each module was led to by one.
        let awaits = usize::from(outcome.conversation.awaits.is_some());
        let missing = (passed.len() + awaits).saturating_sub(outcome.trail.evaluated.len());
        let arrival = place.checked_sub(missing).and_then(|place| outcome.trail.evaluated.get(place));
        steps.push(Step {
            module: module.card.clone(),
            spoken,
            trail: json!({
                "through_bot_modules": through,
                "through_connection_id": arrival.and_then(|connection| connection.id),
                "is_global_module_match": outcome.trail.is_global_module_match,
                "connections": {"data": arrival.map(shown).into_iter().collect::<Vec<_>>()},
                "bot_module": card(flow, module, arrival),
            }),
        });
        through.push(id);
    }
    steps
}

/// Every module the turn came through, the one it stands at now last. One that waits for another
/// server has said nothing yet.
fn visited(outcome: &Outcome) -> Vec<ModuleId> {
    let here = outcome.conversation.module.filter(|_| outcome.conversation.awaits.is_none());
    outcome.trail.through_bot_modules.iter().copied().chain(here).collect()
}

/// The seed's `data`, which has a `position` besides what the chat shows.
fn shown(connection: &Evaluated) -> Value {
    json!({
        "type": if connection.is_global { "global" } else { "local" },
        "fallback": connection.is_fallback,
        "position": connection.position,
    })
}

fn card(flow: &Flow, module: &Module, arrival: Option<&Evaluated>) -> Value {
    json!({
        "type": kind(module),
        "instruction": instruction(module),
        "error_instruction": wordings(&module.error_instruction),
        // Seed: whether the connection that brought the bot to this module was local or global. Whether
        // the turn was prompted by a global one is `is_global_module_match`.
        "is_global": arrival.is_some_and(|connection| connection.is_global),
        "priority": module.priority,
        "is_starting": flow.starting_module() == Some(module.card.id),
        "fallback_module_id": flow.fallback_of(module).map(|fallback| fallback.card.id),
        "skip_user_input": module.leads_on(),
        "skip_global_connection_evaluation": module.skip_global_connection_evaluation,
    })
}

/// What the module expects; one that offers replies and expects nothing in particular is a choice.
fn kind(module: &Module) -> &'static str {
    let offers = module.say.iter().any(|piece| matches!(piece, Piece::SuggestedReplies { .. }));
    match module.input.kind {
        InputKind::Statement if offers => InputKind::MultipleChoice.as_str(),
        kind => kind.as_str(),
    }
}

/// The module's own words before anything is filled in: a bubble a line, wordings beside each other.
fn instruction(module: &Module) -> String {
    let lines = module.say.iter().filter_map(|piece| match piece {
        Piece::Text { variations } => Some(wordings(variations)),
        Piece::SuggestedReplies { text, .. } if !text.source().is_empty() => Some(text.source().to_owned()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn wordings(texts: &[Text]) -> String {
    texts.iter().map(Text::source).collect::<Vec<_>>().join(" | ")
}
