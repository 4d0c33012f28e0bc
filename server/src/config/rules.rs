//! `[[bot.rules]]`: what a page is told of when to call its visitor. What is taken here is what
//! `pkg/parts/rules.js` takes, which looks at each rule again.

use std::collections::BTreeSet;

use parlour_protocol::Rule;

use super::node::Node;
use crate::limits::{RULE_CHARS, RULES};

/// Seconds after which nobody is on a page any more.
const MOST_SECONDS: u64 = 86_400;
/// Times a rule may be shown.
const MOST_TIMES: u64 = 1_000;
/// Days over which that is counted.
const MOST_DAYS: u64 = 3_650;

pub(super) fn rules(node: &Node<'_>) -> Vec<Rule> {
    let tables = node.tables("rules");
    if let Some(table) = tables.get(RULES) {
        let message = format!("`rules`: there may be at most {RULES}");
        node.source.mistake(table.span(), "too_many_rules", message);
    }
    let mut known = BTreeSet::new();
    tables.iter().map(|table| rule(table, &mut known)).collect()
}

fn rule(table: &Node<'_>, known: &mut BTreeSet<String>) -> Rule {
    table.require("id");
    let short = format!("a text of 1 to {RULE_CHARS} characters");
    let text = |key| {
        let is_short = |text: &str| (1..=RULE_CHARS).contains(&text.chars().count());
        table.parsed(key, &short, |text| is_short(text).then(|| text.to_owned()))
    };
    let word = |key, words: [&'static str; 2]| {
        let expected = words.join(" or ");
        let found = table.parsed(key, &expected, |text| words.into_iter().find(|word| *word == text));
        found.map(|at| at.value.to_owned())
    };
    let within = |key, least, most| {
        let number = table.number(key, least)?;
        if number > most {
            let message = format!("`{key}` must be at most {most}");
            table.source.mistake(table.span(), "bad_value", message);
        }
        Some(number)
    };
    let id = text("id");
    if let Some(id) = &id
        && !known.insert(id.value.clone())
    {
        let message = format!("the rule {:?} is there twice", id.value);
        table.source.mistake(id.span.clone(), "duplicate_rule", message);
    }
    let exit = table.boolean("exit");
    if exit == Some(false) {
        let message = "`exit` is true or absent".to_owned();
        table.source.mistake(table.span(), "bad_value", message);
    }
    let rule = Rule {
        id: id.map(|at| at.value).unwrap_or_default(),
        does: word("do", ["teaser", "open"]),
        text: text("text").map(|at| at.value),
        seconds: within("seconds", 0, MOST_SECONDS),
        scroll: within("scroll", 0, 100),
        exit,
        url: text("url").map(|at| at.value),
        device: word("device", ["desktop", "phone"]),
        consent: word("consent", ["required", "granted"]),
        times: within("times", 1, MOST_TIMES),
        days: within("days", 0, MOST_DAYS),
    };
    if rule.does.as_deref() != Some("open") {
        table.require("text");
    }
    table.finish();
    rule
}
