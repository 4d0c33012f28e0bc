//! What a message report tells of a turn beyond the chat's answer: the module as it stood when it
//! spoke, and the way that led to it. Kept with the row, because the flow may change under it.

use parlour_engine::{Flow, Module, Outcome, Piece};
use serde_json::{Value, json};

/// One for each module that spoke, in order: an object laid over the report row (protocols.md 1.5.2).
pub(super) fn trails(flow: &Flow, outcome: &Outcome) -> Vec<Value> {
    let waits = outcome.conversation.module;
    let mut through: Vec<u64> = outcome.reply_to_module_id.into_iter().collect();
    let mut trails = Vec::with_capacity(outcome.spoken.len());
    for (place, spoken) in outcome.spoken.iter().enumerate() {
        let id = spoken.module.id;
        let is_last = place + 1 == outcome.spoken.len();
        let module = flow.module(id);
        let card = json!({
            "type": module.map(kind),
            "instruction": module.map(instruction).unwrap_or_default(),
            "is_starting": flow.starting_module() == Some(id),
            // The conversation went on from it without waiting.
            "skip_user_input": !(is_last && waits == Some(id)),
        });
        trails.push(json!({"through_bot_modules": through, "bot_module": card}));
        through.push(id);
    }
    trails
}

fn kind(module: &Module) -> &'static str {
    let offers = module.say.iter().any(|piece| matches!(piece, Piece::SuggestedReplies { .. }));
    if offers { "multiple_choice" } else { "statement" }
}

/// The module's own words before anything is filled in: a bubble a line, wordings beside each other.
fn instruction(module: &Module) -> String {
    let lines = module.say.iter().filter_map(|piece| match piece {
        Piece::Text { variations } => Some(variations.join(" | ")),
        Piece::SuggestedReplies { text, .. } if !text.is_empty() => Some(text.clone()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}
