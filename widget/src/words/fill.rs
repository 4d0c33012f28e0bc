//! Placeholders.

/// Puts what `value` gives in the place of each `{name}`; a name it does not know stays as it is.
pub(super) fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                if let Some(value) = value(name) {
                    filled.push_str(&value);
                } else {
                    filled.push('{');
                    filled.push_str(name);
                    filled.push('}');
                }
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}
