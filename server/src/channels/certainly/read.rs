//! The answer (seed "Example Response Body", protocols.md 1.2.1 and 1.6), read whatever it lacks.

use parlour_protocol::{BotModule, EvaluatedConnection, KpiTag};
use serde_json::Value;

use super::actions::action;
use crate::channels::letter::{Read, Reading, Spoken};
use crate::limits::{UPSTREAM_ACTIONS, UPSTREAM_MESSAGES};

/// Reads the body of an answer with a status of success.
pub(crate) fn read(body: &[u8]) -> Read {
    // What a `standby` is answered with is not public: nothing at all is an answer.
    if body.iter().all(u8::is_ascii_whitespace) {
        return Read::Taken(Reading::default());
    }
    let turns = match serde_json::from_slice(body) {
        Ok(Value::Array(turns)) => turns,
        Ok(turn @ Value::Object(_)) => vec![turn],
        _ => return Read::Unreadable,
    };
    let mut reading = Reading::default();
    for turn in &turns {
        let Value::Object(fields) = turn else { return Read::Unreadable };
        if let Some(error) = fields.get("error").filter(|error| !error.is_null()) {
            return Read::Refused(words(error));
        }
        // Usual for servers of this kind (protocols.md 1.6).
        if let Some(detail) = fields.get("detail").filter(|_| !fields.contains_key("message")) {
            return Read::Refused(words(detail));
        }
        let messages = match fields.get("message") {
            None | Some(Value::Null) => continue,
            Some(Value::Array(messages)) => messages.as_slice(),
            Some(message) => std::slice::from_ref(message),
        };
        reading.spoken.extend(messages.iter().take(UPSTREAM_MESSAGES).filter_map(spoken));
    }
    Read::Taken(reading)
}

fn words(error: &Value) -> String {
    error.as_str().map_or_else(|| error.to_string(), str::to_owned)
}

fn spoken(message: &Value) -> Option<Spoken> {
    let fields = message.as_object()?;
    let part = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let (connections, module) = (part("connections"), part("bot_module"));
    let actions = part("actions");
    let actions = actions.as_array().map(Vec::as_slice).unwrap_or_default();
    let answers = match connections.get("id_message_evaluate") {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let data = connections.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Some(Spoken {
        id: fields.get("id").and_then(Value::as_u64),
        answers,
        module: bot_module(&module),
        actions: actions.iter().take(UPSTREAM_ACTIONS).map(action).collect(),
        reply_to_module_id: connections.get("reply_to_module_id").and_then(Value::as_u64),
        data: data.iter().map(connection).collect(),
        agent: None,
    })
}

fn bot_module(module: &Value) -> BotModule {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let tags = module.get("kpi_tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let tag = |tag: &Value| KpiTag {
        label: text(tag, "label").or_else(|| tag.as_str().map(str::to_owned)).unwrap_or_default(),
        colour: text(tag, "colour").unwrap_or_default(),
        id: tag.get("id").and_then(Value::as_u64).unwrap_or_default(),
    };
    BotModule {
        id: module.get("id").and_then(Value::as_u64).unwrap_or_default(),
        name: text(module, "name").unwrap_or_default(),
        group_colour: text(module, "group_colour"),
        kpi_tags: tags.iter().map(tag).collect(),
    }
}

fn connection(connection: &Value) -> EvaluatedConnection {
    EvaluatedConnection {
        kind: connection.get("type").and_then(Value::as_str).unwrap_or("local").to_owned(),
        fallback: connection.get("fallback").and_then(Value::as_bool).unwrap_or_default(),
    }
}
