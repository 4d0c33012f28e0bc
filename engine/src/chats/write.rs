//! A conversation as a file.

use core::fmt::Write as _;

use serde_json::{Map, Value};

use super::model::{Act, Chat, Expect, Head, ScriptedAnswer, Step, Wording};
use super::moment::{DEFAULT_NOW_MS, span_written, written};

/// Columns of a line, beyond which a list has a line for each of its items.
const WIDTH: usize = 100;

impl Chat {
    /// The file, from which the same conversation is read.
    pub fn to_toml(&self) -> String {
        let mut file = String::new();
        head(&self.head, &mut file);
        for step in &self.steps {
            file.push_str(if file.is_empty() { "[[step]]\n" } else { "\n[[step]]\n" });
            one(step, &mut file);
        }
        file
    }
}

impl Act {
    /// As a file writes it: `press = "Boots"`.
    pub fn to_toml(&self) -> String {
        let (key, value) = done(self);
        format!("{key} = {value}")
    }
}

fn head(head: &Head, file: &mut String) {
    let words = [
        ("title", &head.title),
        ("flow", &head.flow),
        ("bot", &head.bot),
        ("locale", &head.locale),
        ("ref", &head.reference),
    ];
    for (key, word) in words {
        if let Some(word) = word {
            line(file, key, &quoted(word));
        }
    }
    if head.seed != 0 {
        line(file, "seed", &head.seed.to_string());
    }
    if head.now_ms != DEFAULT_NOW_MS {
        line(file, "now", &written(head.now_ms));
    }
    if !head.greets {
        line(file, "greets", "false");
    }
    for (key, map) in [("host", &head.host), ("profile", &head.profile), ("cvars", &head.cvars)] {
        if !map.is_empty() {
            line(file, key, &table(map));
        }
    }
}

fn one(step: &Step, file: &mut String) {
    if let Some(act) = &step.act {
        let (key, value) = done(act);
        line(file, key, &value);
    }
    if !step.answers.is_empty() {
        list(file, "request", step.answers.iter().map(answer).collect());
    }
    expected(&step.expect, file);
}

fn done(act: &Act) -> (&'static str, String) {
    match act {
        Act::Say(text) => ("say", quoted(text)),
        Act::Press(label) => ("press", quoted(label)),
        Act::Choose(labels) => ("choose", listed(labels.iter().map(|label| quoted(label)))),
        Act::Fill(values) => {
            let entries = values.iter().map(|(key, value)| format!("{} = {}", bare(key), quoted(value)));
            ("fill", format!("{{ {} }}", entries.collect::<Vec<_>>().join(", ")))
        }
        Act::Date(day) => ("date", quoted(day)),
        Act::Rate(grade) => ("rate", grade.to_string()),
        Act::Place(position) => {
            ("place", format!("{{ latitude = {}, longitude = {} }}", position.north(), position.east()))
        }
        Act::File(address) => ("file", quoted(address)),
        Act::Jump(reference) => ("ref", quoted(reference)),
        Act::Wait(ms) => ("wait", quoted(&span_written(*ms))),
        Act::Standby(text) => ("standby", quoted(text)),
        Act::GiveBack => ("give_back", "true".to_owned()),
    }
}

fn answer(answer: &ScriptedAnswer) -> String {
    let mut entries = Vec::new();
    entries.extend(answer.url.as_ref().map(|url| format!("url = {}", quoted(url))));
    entries.extend(answer.error.as_ref().map(|error| format!("error = {}", quoted(error))));
    entries.extend(answer.status.map(|status| format!("status = {status}")));
    entries.extend(inline(&answer.body).map(|body| format!("body = {body}")));
    format!("{{ {} }}", entries.join(", "))
}

fn expected(expect: &Expect, file: &mut String) {
    let quote = |texts: &[String]| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>();
    if let Some(module) = &expect.module {
        line(file, "module", &quoted(module));
    }
    if let Some(texts) = &expect.texts {
        list(file, "texts", texts.iter().map(wording).collect());
    }
    if !expect.contains.is_empty() {
        list(file, "contains", quote(&expect.contains));
    }
    if !expect.matches.is_empty() {
        list(file, "matches", expect.matches.iter().map(|pattern| quoted(&pattern.to_string())).collect());
    }
    for (key, texts) in [("choices", &expect.choices), ("kinds", &expect.kinds), ("modules", &expect.modules)]
    {
        if let Some(texts) = texts {
            list(file, key, quote(texts));
        }
    }
    if !expect.cvars.is_empty() {
        line(file, "cvars", &table(&expect.cvars));
    }
    if !expect.unset.is_empty() {
        list(file, "unset", quote(&expect.unset));
    }
    if let Some(waits) = &expect.waits {
        list(file, "waits", waits.iter().map(ToString::to_string).collect());
    }
    if let Some(ms) = expect.within_ms {
        line(file, "within", &quoted(&span_written(ms)));
    }
    let flags = [
        ("fallback", expect.fallback),
        ("handover", expect.handover),
        ("silent", expect.silent.then_some(true)),
    ];
    for (key, flag) in flags {
        if let Some(flag) = flag {
            line(file, key, if flag { "true" } else { "false" });
        }
    }
}

fn wording(wording: &Wording) -> String {
    match wording {
        Wording::Whole(text) => quoted(text),
        Wording::Any(texts) => format!("{{ any = {} }}", listed(texts.iter().map(|text| quoted(text)))),
        Wording::Contains(part) => format!("{{ contains = {} }}", quoted(part)),
        Wording::Matches(pattern) => format!("{{ matches = {} }}", quoted(&pattern.to_string())),
    }
}

fn line(file: &mut String, key: &str, value: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(file, "{key} = {value}");
}

fn list(file: &mut String, key: &str, items: Vec<String>) {
    let short = listed(items.iter().cloned());
    if key.len() + short.chars().count() + 3 <= WIDTH {
        line(file, key, &short);
        return;
    }
    line(file, key, &format!("[\n  {},\n]", items.join(",\n  ")));
}

fn listed(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// What has no word in TOML is left out.
fn table(map: &Map<String, Value>) -> String {
    let entries = map.iter().filter_map(|(key, value)| Some(format!("{} = {}", bare(key), inline(value)?)));
    let entries: Vec<String> = entries.collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

/// TOML has no null.
fn inline(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => listed(items.iter().filter_map(inline)),
        Value::Object(map) => table(map),
    })
}

fn bare(key: &str) -> String {
    let is_bare = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// On one line, whatever it holds: what cannot be seen is written by its number.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().saturating_add(2));
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if letter.is_control() || is_invisible(letter) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Marks of direction and of joining, which would move or hide what stands beside them in an editor.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
