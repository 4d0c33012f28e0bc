//! Placeholders.

/// Puts what `value` gives in the place of each `{name}`; a name it does not know stays as it is.
pub(super) fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        if let Some(value) = value(name) {
            filled.push_str(&value);
        } else {
            filled.extend(["{", name, "}"]);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}
