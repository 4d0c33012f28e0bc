//! Turns as the engine tells them, from the rows that reports show of them.

use parlour_engine::{Evaluated, Trail};
use serde_json::Value;

use crate::store::TurnRow;

/// The visitor's id of what was answered, and the way of the turn.
pub(super) type Turn = (Option<String>, Trail);

/// The turns of some rows, in their order. Rows of one turn stand together: they answer one message, or nobody's at
/// one moment.
pub(super) fn trails(rows: &[TurnRow]) -> Vec<Turn> {
    let is_one_turn = |one: &TurnRow, other: &TurnRow| {
        one.answers == other.answers && (one.answers.is_some() || one.at_ms == other.at_ms)
    };
    rows.chunk_by(is_one_turn).map(turn).collect()
}

fn turn(rows: &[TurnRow]) -> Turn {
    let ways: Vec<Option<Evaluated>> = rows.iter().map(evaluated).collect();
    let first = ways.first().copied().flatten();
    let before = rows.split_last().map_or(&[][..], |(_, before)| before);
    let is_global = |row: &TurnRow| row.trail.get("is_global_module_match").and_then(Value::as_bool);
    let trail = Trail {
        through_bot_modules: before.iter().map(|row| row.module).collect(),
        through_connection_id: first.and_then(|first| first.id),
        is_global_module_match: rows.first().and_then(is_global).unwrap_or_default(),
        evaluated: ways.into_iter().flatten().collect(),
    };
    (rows.iter().find_map(|row| row.mid.clone()), trail)
}

/// The connection that led to the row's module; none where it was moved to, asks again, or began.
fn evaluated(row: &TurnRow) -> Option<Evaluated> {
    let shown = row.trail.pointer("/connections/data/0")?;
    Some(Evaluated {
        is_global: shown.get("type").and_then(Value::as_str) == Some("global"),
        is_fallback: shown.get("fallback").and_then(Value::as_bool).unwrap_or_default(),
        id: row.trail.get("through_connection_id").and_then(Value::as_u64),
        position: shown.get("position").and_then(Value::as_u64).unwrap_or_default(),
        to: row.module,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(answers: Option<i64>, at_ms: i64, module: u64, led: Option<(&str, Option<u64>, u64)>) -> TurnRow {
        let shown = led.map(
            |(kind, id, position)| json!({ "type": kind, "fallback": id.is_none(), "position": position }),
        );
        let trail = json!({
            "through_connection_id": led.and_then(|(_, id, _)| id),
            "is_global_module_match": led.is_some_and(|(kind, _, _)| kind == "global"),
            "connections": { "data": shown.into_iter().collect::<Vec<_>>() },
        });
        TurnRow { answers, mid: answers.map(|id| format!("m{id}")), at_ms, module, trail }
    }

    #[test]
    fn rows_that_answer_one_message_are_one_turn() {
        let rows = [
            row(None, 1, 1, None),
            row(Some(2), 5, 86, Some(("global", Some(7), 2))),
            row(Some(2), 900, 80, Some(("local", None, 1))),
            row(None, 1_000, 3, None),
            row(None, 2_000, 3, None),
        ];
        let turns = trails(&rows);
        let mids: Vec<_> = turns.iter().map(|(mid, _)| mid.as_deref()).collect();
        assert_eq!(mids, [None, Some("m2"), None, None]);
        let led =
            |is_global, is_fallback, id, position, to| Evaluated { is_global, is_fallback, id, position, to };
        assert_eq!(
            turns[1].1,
            Trail {
                through_bot_modules: vec![86],
                through_connection_id: Some(7),
                is_global_module_match: true,
                evaluated: vec![led(true, false, Some(7), 2, 86), led(false, true, None, 1, 80)],
            }
        );
        assert_eq!(turns[0].1, Trail::default());
    }

    #[test]
    fn a_move_that_leads_on_came_by_no_connection() {
        let rows = [row(Some(2), 5, 4, None), row(Some(2), 5, 5, Some(("local", Some(9), 1)))];
        let (_, trail) = &trails(&rows)[0];
        assert_eq!((trail.through_connection_id, trail.evaluated.len()), (None, 1));
        assert_eq!(trail.through_bot_modules, [4]);
    }
}
