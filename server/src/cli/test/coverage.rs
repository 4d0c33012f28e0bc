//! Too little of a flow was come through, and how much it was as JSON; the words of it are the engine's.

use parlour_engine::chats::{Covered, percent};
use serde_json::{Value, json};

/// Why the exit code is 1.
pub(super) fn too_little(covered: &Covered, least: u16) -> String {
    format!(
        "too little is covered: modules {}, connections {}; at least {least} % is wanted\n",
        percent(covered.modules.tenths()),
        percent(covered.connections.tenths())
    )
}

/// With `percent` beside the counts.
pub(super) fn json(covered: &Covered) -> Value {
    let part = |tenths: usize, part: Value| match part {
        Value::Object(mut map) => {
            let tenths = u32::try_from(tenths).unwrap_or(1_000);
            map.insert("percent".to_owned(), Value::from(f64::from(tenths) / 10.0));
            Value::Object(map)
        }
        other => other,
    };
    json!({
        "modules": part(covered.modules.tenths(), json!(covered.modules)),
        "connections": part(covered.connections.tenths(), json!(covered.connections)),
    })
}
