//! A stored message as a row of a message report (protocols.md 1.5.2).

use serde_json::{Map, Value, json};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::clock;

/// The row, from the columns of [`super::report`]'s statements.
///
/// What the turn left in `trail` is laid over what is known of every row; a row of an earlier version
/// has no trail and shows the fields it lacks as `null`, `false`, 0 or empty.
pub(super) fn report_row(row: &SqliteRow) -> Result<Value, sqlx::Error> {
    let read = |column| -> Result<Value, sqlx::Error> {
        let text: Option<&str> = row.try_get(column)?;
        serde_json::from_str(text.unwrap_or("null")).map_err(|error| sqlx::Error::Decode(error.into()))
    };
    let (module, mut connections, trail) = (read("module")?, read("connections")?, read("trail")?);
    let message = texts(&read("said")?);
    let response = match read("response")? {
        Value::Null => json!([]),
        actions => actions,
    };
    let through = match connections.as_object_mut().and_then(|map| map.remove("reply_to_module_id")) {
        None | Some(Value::Null) => json!([]),
        Some(module) => json!([module]),
    };
    if connections.is_null() {
        let own: Option<&str> = row.try_get("caller_id")?;
        let mid: Option<&str> = row.try_get("mid")?;
        connections = json!({"id_message_evaluate": own.or(mid), "data": []});
    }
    let is_global = led_by_global(&connections);
    let mut out = Map::new();
    for (name, value) in [
        ("id", json!(row.try_get::<i64, _>("id")?)),
        ("timestamp", json!(clock::rfc3339(row.try_get("at_ms")?))),
        ("user_message_empty", json!(message.is_empty())),
        ("message", json!(message)),
        ("bot_response_empty", json!(response.as_array().is_none_or(Vec::is_empty))),
        ("response", response),
        ("conversation_id", json!(row.try_get::<i64, _>("conversation")?)),
        ("through_bot_modules", through),
        ("bot_module_id", module.get("id").cloned().unwrap_or_default()),
        ("is_test", json!(row.try_get::<bool, _>("is_test")?)),
        ("external_agent", read("agent")?.get("name").cloned().unwrap_or_default()),
        ("through_connection_id", Value::Null),
        ("is_global_module_match", json!(is_global)),
        ("is_deleted", json!(row.try_get::<bool, _>("is_deleted")?)),
        ("connections", connections),
        ("bot_module", bot_module(&module, is_global)),
        ("author", json!(row.try_get::<&str, _>("author")?)),
        (
            "botuser",
            json!({
                "id": row.try_get::<i64, _>("botuser")?,
                "created_date": clock::rfc3339(row.try_get("created_ms")?),
                "botuser_meta": read("meta")?,
            }),
        ),
    ] {
        out.insert(name.to_owned(), value);
    }
    if let Some(grade) = row.try_get::<Option<i64>, _>("rating")? {
        let comment: Option<&str> = row.try_get("rating_comment")?;
        out.insert("conversation_rating".to_owned(), json!({"grade": grade, "comment": comment}));
    }
    let mut out = Value::Object(out);
    lay_over(&mut out, trail);
    Ok(out)
}

/// The bubbles of a message, one a line.
fn texts(actions: &Value) -> String {
    let actions = actions.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts = actions.iter().filter_map(|action| action.get("text").and_then(Value::as_str));
    texts.collect::<Vec<_>>().join("\n")
}

fn led_by_global(connections: &Value) -> bool {
    let evaluated = connections.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    evaluated.iter().any(|connection| connection.get("type").and_then(Value::as_str) == Some("global"))
}

/// Every documented field of the module; `null` for a row no module answered.
fn bot_module(module: &Value, is_global: bool) -> Value {
    let Value::Object(module) = module else { return Value::Null };
    let field = |name| module.get(name).cloned().unwrap_or_default();
    let group = match field("group_colour") {
        Value::Null => Value::Null,
        colour => json!({"colour": colour}),
    };
    json!({
        "id": field("id"), "name": field("name"), "type": null, "instruction": "", "error_instruction": "",
        "is_global": is_global, "priority": 0, "is_starting": false, "fallback_module_id": null,
        "skip_user_input": false, "skip_global_connection_evaluation": false, "group": group,
        "kpis": field("kpi_tags"),
    })
}

/// Lays `trail` over `row`: objects key by key, anything else whole.
fn lay_over(row: &mut Value, trail: Value) {
    match (row, trail) {
        (_, Value::Null) => {}
        (Value::Object(row), Value::Object(trail)) => {
            for (key, value) in trail {
                match row.get_mut(&key) {
                    Some(under @ Value::Object(_)) => lay_over(under, value),
                    _ => {
                        row.insert(key, value);
                    }
                }
            }
        }
        (row, value) => *row = value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_adds_to_the_row_and_takes_nothing_away() {
        let mut row = json!({"id": 1, "bot_module": {"id": 72, "priority": 0}, "through": []});
        lay_over(&mut row, json!({"bot_module": {"priority": 3, "new": true}, "through": [68]}));
        assert_eq!(
            row,
            json!({"id": 1, "bot_module": {"id": 72, "priority": 3, "new": true}, "through": [68]})
        );
        lay_over(&mut row, Value::Null);
        assert_eq!(row["id"], 1);
    }
}
