//! What a message report tells of a turn beyond the chat's answer: the module as it stood when it
//! spoke, and the way that led to it. Kept with the row, because the flow may change under it.

use parlour_engine::{Flow, InputKind, Module, Outcome, Piece, Text};
use serde_json::{Value, json};

/// One for each module that spoke, in order: an object laid over the report row (protocols.md 1.5.2).
pub(super) fn trails(flow: &Flow, outcome: &Outcome) -> Vec<Value> {
    let mut through: Vec<u64> =
        outcome.reply_to_module_id.into_iter().chain(outcome.spoke_before.iter().copied()).collect();
    let mut trails = Vec::with_capacity(outcome.spoken.len());
    for (place, spoken) in outcome.spoken.iter().enumerate() {
        let id = spoken.module.id;
        // The connection was followed once, to where the turn began; the rest fell through.
        let is_first = place == 0 && outcome.spoke_before.is_empty();
        let connection = outcome.trail.through_connection_id.filter(|_| is_first);
        let module = flow.module(id).map_or_else(|| json!({}), |module| card(flow, module));
        trails.push(json!({
            "through_bot_modules": through,
            "through_connection_id": connection,
            "bot_module": module,
        }));
        through.push(id);
    }
    trails
}

fn card(flow: &Flow, module: &Module) -> Value {
    json!({
        "type": kind(module),
        "instruction": instruction(module),
        "error_instruction": wordings(&module.error_instruction),
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
