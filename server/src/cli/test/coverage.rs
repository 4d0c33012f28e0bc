//! How much of a flow was come through, in words and as JSON.

use std::fmt::Write as _;

use parlour_engine::chats::{Covered, MissedConnection};
use serde_json::{Value, json};

/// Two lines that count, and below each what is missing.
pub(super) fn text(covered: &Covered) -> String {
    let (modules, connections) = (&covered.modules, &covered.connections);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "modules      {:>6}  {} of {}",
        percent(modules.tenths()),
        modules.reached,
        modules.total
    );
    for missed in &modules.uncovered {
        let _ = writeln!(text, "      {} ({})", missed.name, missed.id);
    }
    let _ = writeln!(
        text,
        "connections  {:>6}  {} of {}",
        percent(connections.tenths()),
        connections.reached,
        connections.total
    );
    for missed in &connections.uncovered {
        let _ = writeln!(text, "      {}", connection(missed));
    }
    text
}

/// `boots → boots-alpine  (local 1, id 27)`.
fn connection(missed: &MissedConnection) -> String {
    let from = missed.from.as_deref().unwrap_or("anywhere");
    let told = match (missed.position, missed.id) {
        (Some(position), Some(id)) => format!("{} {position}, id {id}", missed.kind),
        _ => missed.key.to_owned(),
    };
    format!("{from} → {}  ({told})", missed.to)
}

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

fn percent(tenths: usize) -> String {
    if tenths.is_multiple_of(10) {
        format!("{} %", tenths / 10)
    } else {
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}
