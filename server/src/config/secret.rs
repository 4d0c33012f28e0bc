//! Secrets: `{ env = "NAME" }`, `{ file = "path" }`, and outside production `{ literal = "…" }`.

use std::fs;
use std::io::Read as _;

use secrecy::SecretString;

use super::node::Node;
use crate::limits::SECRET_BYTES;

/// The secret behind `key`. What is wrong is noted; its text never is.
pub(super) fn secret(node: &Node<'_>, key: &'static str) -> Option<SecretString> {
    let table = node.table(key)?;
    let source = table.source;
    let from_env = table.string("env");
    let from_file = table.string("file");
    let literal = table.string("literal");
    table.finish();
    let found = match (from_env, from_file, literal) {
        (Some(name), None, None) => {
            let text = (source.environment)(name.value);
            if text.is_none() {
                let message = format!("`{key}`: the environment variable {} is not set", name.value);
                source.mistake(name.span, "missing_variable", message);
            }
            text?
        }
        (None, Some(path), None) => match read_file(&source.path(path.value)) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("`{key}`: the file {:?} cannot be read: {error}", path.value);
                source.mistake(path.span, "missing_file", message);
                return None;
            }
        },
        (None, None, Some(text)) => {
            let message = format!("`{key}`: a literal secret is for tests; use {{ env }} or {{ file }}");
            source.warning(text.span, "literal_secret", message);
            text.value.to_owned()
        }
        _ => {
            let message = format!("`{key}` must have exactly one of `env`, `file`, `literal`");
            source.mistake(table.span(), "bad_secret", message);
            return None;
        }
    };
    let text = found.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        source.mistake(table.span(), "bad_secret", format!("`{key}` is empty"));
        return None;
    }
    Some(SecretString::from(text))
}

fn read_file(path: &std::path::Path) -> std::io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?.take(SECRET_BYTES).read_to_string(&mut text)?;
    Ok(text)
}
