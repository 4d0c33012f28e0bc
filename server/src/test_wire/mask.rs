//! Secrets, taken out of what is kept. The same names as in the browser (`pkg/parts/debug/mask.js`).

use serde_json::Value;

/// What stands in the place of a secret.
pub(super) const MASK: &str = "•••";
/// Bytes from which on a secret is looked for wherever it stands.
pub(super) const SECRET_BYTES: usize = 6;
/// A name that holds one of these, in whatever case and without hyphens, is a secret's.
const PARTS: [&str; 11] = [
    "authorization",
    "cookie",
    "token",
    "secret",
    "passw",
    "accesskey",
    "credential",
    "apikey",
    "signature",
    "bearer",
    "jwt",
];
/// A name that is one of these.
const WHOLE: [&str; 7] = ["pass", "sig", "auth", "key", "sid", "otp", "pin"];
/// How a signed token begins: its first part is JSON in base64 (RFC 7519).
const JWT: &str = "eyJ";
/// Bytes of the shortest such token that is looked for.
const JWT_BYTES: usize = 16;

fn is_secret(name: &str) -> bool {
    let name: String = name.to_lowercase().chars().filter(|letter| !matches!(letter, '-' | '_')).collect();
    PARTS.iter().any(|part| name.contains(part)) || WHOLE.contains(&name.as_str())
}

/// A body of JSON with its secrets masked. Of one that is no JSON only its length is kept: nobody can tell what is a
/// secret in it.
pub(super) fn body(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(mut value) => {
            hide(&mut value, false);
            value.to_string()
        }
        Err(_) if text.is_empty() => String::new(),
        Err(_) => format!("({} bytes that are no JSON)", text.len()),
    }
}

/// As deep as the reader goes, which has an end.
fn hide(value: &mut Value, is_one: bool) {
    match value {
        Value::String(text) if is_one => MASK.clone_into(text),
        Value::String(said) => *said = text(said),
        Value::Number(_) if is_one => *value = Value::from(MASK),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, is_one)),
        Value::Object(fields) => {
            for (name, field) in fields {
                hide(field, is_one || is_secret(name));
            }
        }
        _ => {}
    }
}

/// A text or an address, with parameters of secrets' names and signed tokens masked.
pub(super) fn text(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| !is_of_a_word(letter)) {
        let (word, behind) = rest.split_at(at);
        masked.push_str(shown(word));
        let mut letters = behind.chars();
        let Some(mark) = letters.next() else { break };
        masked.push(mark);
        rest = letters.as_str();
        // `?name=value` and `&name=value`, wherever that stands.
        if matches!(mark, '?' | '&')
            && let Some((name, value)) = rest.split_once('=')
            && !name.is_empty()
            && name.chars().all(is_of_a_word)
            && is_secret(name)
        {
            let ends = |letter: char| {
                matches!(letter, '&' | '#' | '"' | '\'' | '\\' | '<' | '>') || letter.is_whitespace()
            };
            let end = value.find(ends).unwrap_or(value.len());
            masked.extend([name, "=", MASK]);
            rest = value.get(end..).unwrap_or_default();
        }
    }
    masked.push_str(shown(rest));
    masked
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

fn shown(word: &str) -> &str {
    let is_signed = word.starts_with(JWT) && word.len() >= JWT_BYTES && word.contains('.');
    if is_signed { MASK } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_names_are_masked_however_deep() {
        let told = r#"{"Api-Key":7,"a":[{"access_token":"CANARY","pin":{"x":["CANARY",1,true]}}],"keys":"a","monkey":"b"}"#;
        assert_eq!(
            body(told),
            r#"{"Api-Key":"•••","a":[{"access_token":"•••","pin":{"x":["•••","•••",true]}}],"keys":"a","monkey":"b"}"#
        );
    }

    #[test]
    fn parameters_and_signed_tokens_in_texts_are_masked() {
        assert_eq!(
            text("See https://a.example/x?id=1&sig=CANARY%20&b=2#c or ?token=CANARY, é"),
            "See https://a.example/x?id=1&sig=•••&b=2#c or ?token=••• é"
        );
        assert_eq!(text("it is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln!"), "it is •••!");
        assert_eq!(text("?=&key=&eyJ.b"), "?=&key=•••&eyJ.b");
        assert_eq!(text(""), "");
    }

    #[test]
    fn of_what_is_no_json_the_length_is_kept() {
        assert_eq!(body("token=CANARY"), "(12 bytes that are no JSON)");
        assert_eq!(body(""), "");
        assert_eq!(body(&"[".repeat(1_000)), "(1000 bytes that are no JSON)");
    }
}
