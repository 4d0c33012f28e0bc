//! The languages of a flow, as written: its own (`language`), and a table of texts for each other
//! (`[translations.de]`), by the text they stand for.

use super::fields::{Fields, template};
use super::mistake::Mistakes;
use super::node::{Entry, Node, Value};
use crate::language::{Language, Languages};
use crate::limits;
use crate::lookup::Lookup;

/// Keys below a module whose texts are shown.
const SHOWN: &[&str] = &[
    "instruction",
    "error_instruction",
    "say",
    "text",
    "suggested_replies",
    "options",
    "card",
    "carousel",
    "title",
    "buttons",
    "link",
    "notice",
    "field",
    "label",
];
/// Keys whose texts are said by pressing them.
const LABELS: &[&str] = &["suggested_replies", "options", "buttons"];

pub(super) fn languages(flow: &Fields<'_>, mistakes: &mut Mistakes) -> Languages {
    let own = flow.node("language").and_then(|node| tag(node, mistakes));
    let tables = flow.table("translations", mistakes);
    if let Some(entry) = flow.entry("translations")
        && own.is_none()
    {
        let sentence = "a flow with `translations` names the language it is written in: `language = \"en\"`";
        mistakes.add(entry.at, "missing_key", sentence);
    }
    if let Some(entry) = flow.entry("translations").filter(|_| tables.len() > limits::LANGUAGES) {
        let sentence = format!("{} languages; allowed: {}", tables.len(), limits::LANGUAGES);
        mistakes.add(entry.at, "out_of_range", sentence);
    }
    let mut languages = Languages { own, ..Languages::default() };
    if tables.is_empty() {
        return languages;
    }
    let mut shown = Vec::new();
    for module in flow.list("module", &mut Mistakes::default()) {
        below(module, false, &mut shown);
    }
    for table in tables {
        if let Some((tag, language)) = language(table, &shown, &languages, mistakes) {
            languages.others.add(tag, language);
        }
    }
    missing(&shown, &languages, mistakes);
    languages
}

/// A text that is shown, where it stands, and whether pressing it says it.
struct Shown<'a> {
    at: usize,
    text: &'a str,
    is_label: bool,
}

fn below<'a>(node: &'a Node, is_label: bool, shown: &mut Vec<Shown<'a>>) {
    match &node.value {
        Value::Text(text) => shown.push(Shown { at: node.at, text, is_label }),
        Value::List(nodes) => nodes.iter().for_each(|node| below(node, is_label, shown)),
        Value::Table(entries) => {
            for entry in entries.iter().filter(|entry| SHOWN.contains(&entry.key.as_str())) {
                below(&entry.node, is_label || LABELS.contains(&entry.key.as_str()), shown);
            }
        }
        _ => {}
    }
}

/// A table of texts, by its tag in lower case.
fn language(
    table: &Entry,
    shown: &[Shown<'_>],
    known: &Languages,
    mistakes: &mut Mistakes,
) -> Option<(String, Language)> {
    let key = Node { at: table.at, value: Value::Text(table.key.clone()) };
    let written = tag(&key, mistakes)?;
    let lower = written.to_ascii_lowercase();
    let is_own = known.own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&lower));
    if is_own || known.others.contains(&lower) {
        let sentence = format!("the flow is written in `{written}` already");
        mistakes.add(table.at, "duplicate_name", sentence);
        return None;
    }
    let Value::Table(entries) = &table.node.value else {
        super::fields::wrong_type(&table.node, &written, "a table of texts", mistakes);
        return None;
    };
    let mut by_text: Lookup<&str, bool> = Lookup::default();
    for one in shown {
        if let Some(is_label) = by_text.of(one.text) {
            *is_label |= one.is_label;
        }
    }
    let mut language = Language::new(&written);
    for entry in entries {
        let text = template(&entry.node, &entry.key, mistakes);
        match (by_text.get(entry.key.as_str()), text) {
            (Some(is_label), Some(text)) => language.add(&entry.key, text, *is_label),
            (None, _) => {
                let sentence = "no module says this text, so it is never translated";
                mistakes.add(entry.at, "unused_translation", sentence);
            }
            // A text that cannot be read was reported where it stands; it is not missing besides.
            (Some(is_label), None) => {
                language.add(&entry.key, crate::template::Text::plain(""), *is_label);
            }
        }
    }
    Some((lower, language))
}

/// A text is reported once, where it is said first.
fn missing(shown: &[Shown<'_>], languages: &Languages, mistakes: &mut Mistakes) {
    let mut seen = Lookup::default();
    for one in shown.iter().filter(|one| has_words(one.text)) {
        if !seen.add(one.text, ()) {
            continue;
        }
        let lacking: Vec<&str> = languages
            .others
            .values()
            .filter(|language| language.text(one.text).is_none())
            .map(|language| language.tag.as_str())
            .collect();
        if !lacking.is_empty() {
            let sentence = format!("this text has no translation into {}", lacking.join(", "));
            mistakes.add(one.at, "missing_translation", sentence);
        }
    }
}

/// Whether there is anything to translate outside of holes.
fn has_words(text: &str) -> bool {
    let mut rest = text;
    loop {
        let Some((before, behind)) = rest.split_once('{') else {
            return rest.chars().any(char::is_alphabetic);
        };
        if before.chars().any(char::is_alphabetic) {
            return true;
        }
        let closing = match behind.chars().next() {
            Some('{') => "}}",
            Some('%') => "%}",
            Some('#') => "#}",
            _ => {
                rest = behind;
                continue;
            }
        };
        let Some((_, after)) = behind.split_once(closing) else { return false };
        rest = after;
    }
}

/// A BCP 47 tag, by its shape.
fn tag(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    let tag = super::fields::text(node, "language", mistakes)?;
    let mut parts = tag.split('-');
    let good = parts.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic())
    }) && parts
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if !good {
        let sentence = format!("`{tag}` is no language tag; allowed: such as `de` or `pt-BR`");
        mistakes.add(node.at, "out_of_range", sentence);
    }
    good.then(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_and_signs_need_no_translation() {
        for text in ["{{ total }} €", "👍", "12.50", "{% if a %}{{ b }}{% endif %}", "{# note #}!", "{ }"]
        {
            assert!(!has_words(text), "{text:?}");
        }
        for text in ["Hi {{ name }}", "{{ a }} left", "{% if a %}yes{% endif %}", "我", "{a}"] {
            assert!(has_words(text), "{text:?}");
        }
    }
}
