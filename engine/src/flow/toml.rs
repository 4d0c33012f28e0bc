//! TOML into nodes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistakes;
use super::node::{Entry, Node, Value};

/// The whole file; what cannot be read as TOML is reported and passed over.
pub(crate) fn parse(text: &str, mistakes: &mut Mistakes) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        mistakes.add(at, "syntax", format!("this is not TOML: {}", error.message().replace('\n', " ")));
    }
    Node { at: 0, value: Value::Table(entries(table.into_inner())) }
}

fn entries(table: DeTable<'_>) -> Vec<Entry> {
    let entry = |(key, value): (Spanned<_>, _)| {
        let at = key.span().start;
        let key: std::borrow::Cow<'_, str> = key.into_inner();
        Entry { key: key.into_owned(), at, node: node(value) }
    };
    table.into_iter().map(entry).collect()
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let at = value.span().start;
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(digits) => match u64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => {
                digits.as_str().parse().map_or(Value::Other("a number that is too large"), Value::Number)
            }
        },
        DeValue::Boolean(boolean) => Value::Boolean(boolean),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
        DeValue::Float(digits) => match digits.as_str().replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(number),
            _ => Value::Other("no finite number"),
        },
        // Dates are compared by their spelling's meaning, so `2026-05-01` needs no quotes.
        DeValue::Datetime(date) => Value::Text(date.to_string()),
    };
    Node { at, value }
}
