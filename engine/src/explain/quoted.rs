//! Words within a sentence.

use serde_json::Value;

/// Characters that are shown of a text or a value: a sentence is to be read at a glance.
const CHARS: usize = 80;
/// Phrases that a sentence names before it counts the others.
const NAMED: usize = 8;

/// The text between backticks, on one line, cut if it is long.
pub(super) fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut cut: String = line.chars().take(CHARS).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    format!("`{cut}`")
}

/// A value as a flow file would write it; texts without their marks.
pub(super) fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| quoted(&value.to_string()), quoted)
}

/// Quoted, with commas between; many are cut.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = texts.into_iter().collect();
    let mut named: Vec<String> = all.iter().take(NAMED).map(|text| quoted(text)).collect();
    let others = all.len().saturating_sub(named.len());
    if others > 0 {
        named.push(format!("and {others} more"));
    }
    named.join(", ")
}
