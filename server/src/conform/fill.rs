//! `{{name}}` and `{{REPEAT:times:text}}` in what is sent and expected.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Names and what they stand for.
pub(super) type Values = BTreeMap<String, String>;

/// Fills the gaps; `write` makes of each value what may stand there.
///
/// # Errors
/// A sentence for a gap that has no value.
pub(super) fn fill(template: &str, values: &Values, write: fn(&str) -> String) -> Result<String, String> {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (gap, after) = piece.split_once("}}").ok_or_else(|| format!("`{{{{{piece}` is not closed"))?;
        match gap.strip_prefix("REPEAT:").and_then(|gap| gap.split_once(':')) {
            Some((times, text)) => {
                let times = times.parse().map_err(|_| format!("`{gap}` repeats no number of times"))?;
                filled.push_str(&text.repeat(times));
            }
            None => filled
                .push_str(&write(values.get(gap).ok_or_else(|| format!("there is no value for `{gap}`"))?)),
        }
        filled.push_str(after);
    }
    Ok(filled)
}

/// As it is.
pub(super) fn plain(value: &str) -> String {
    value.to_owned()
}

/// Inside a JSON string; numbers stay what they are.
pub(super) fn json(value: &str) -> String {
    let quoted = serde_json::to_string(value).unwrap_or_default();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// One step of a path, or a value of a query.
pub(super) fn path(value: &str) -> String {
    let mut written = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            written.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_their_place_needs() {
        let values = Values::from([("a".to_owned(), "x \"ü\"".to_owned())]);
        assert_eq!(fill("<{{a}}>", &values, plain).unwrap(), "<x \"ü\">");
        assert_eq!(fill("\"{{a}}\"", &values, json).unwrap(), "\"x \\\"ü\\\"\"");
        assert_eq!(fill("/{{a}}", &values, path).unwrap(), "/x%20%22%C3%BC%22");
        assert_eq!(fill("{{REPEAT:3:ü}}", &values, json).unwrap(), "üüü");
        assert_eq!(fill("{\"a\":{\"b\":1}}", &values, json).unwrap(), "{\"a\":{\"b\":1}}");
        assert!(fill("{{b}}", &values, plain).unwrap_err().contains("`b`"));
        assert!(fill("{{a", &values, plain).is_err());
    }
}
