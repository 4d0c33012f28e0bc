//! A call to another server, as written.

use super::fields::{Fields, template, text};
use super::mistake::Mistakes;
use super::model::Request;
use super::node::{Entry, Value};

const REQUEST: &[&str] = &["method", "url", "headers", "body", "save"];
const SECRET: &[&str] = &["env"];
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

pub(super) fn request(entry: &Entry, mistakes: &mut Mistakes) -> Option<(usize, Request)> {
    let fields = Fields::of(&entry.node, "a request", REQUEST, mistakes)?;
    let url = fields.required("url", mistakes).and_then(|node| template(node, "url", mistakes));
    let method = match fields.node("method") {
        Some(node) => {
            let method = text(node, "method", mistakes)?;
            if !METHODS.contains(&method) {
                let sentence = format!("`method` is `{method}`; allowed: {}", METHODS.join(", "));
                mistakes.add(node.at, "out_of_range", sentence);
            }
            method.to_owned()
        }
        None => "GET".to_owned(),
    };
    let mut headers = Vec::new();
    let mut secrets = Vec::new();
    for header in fields.table("headers", mistakes) {
        if matches!(header.node.value, Value::Table(_)) {
            secrets.extend(secret(header, mistakes).map(|name| (header.key.clone(), name)));
            continue;
        }
        headers
            .extend(template(&header.node, &header.key, mistakes).map(|value| (header.key.clone(), value)));
    }
    let mut save = Vec::new();
    for saved in fields.table("save", mistakes) {
        let path = text(&saved.node, &saved.key, mistakes);
        save.extend(path.map(|path| (saved.key.clone(), path.to_owned())));
    }
    let body = fields.node("body").and_then(|node| template(node, "body", mistakes));
    let url = url?;
    if !secrets.is_empty() && !has_plain_host(url.source()) {
        let sentence = "a request with a secret header needs a `url` whose host has no holes: what fills them \
                        would choose who gets the secret";
        mistakes.add(entry.at, "out_of_range", sentence.to_owned());
    }
    Some((entry.at, Request { line: 0, column: 0, method, url, headers, secrets, body, save }))
}

/// `{ env = "FLOW_SHOP_KEY" }`: the name of the variable. Others than `FLOW_…` are not a flow's to send.
fn secret(header: &Entry, mistakes: &mut Mistakes) -> Option<String> {
    let fields = Fields::of(&header.node, "a secret header", SECRET, mistakes)?;
    let node = fields.required("env", mistakes)?;
    let name = text(node, "env", mistakes)?;
    let is_name = |sign: u8| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == b'_';
    if name.strip_prefix("FLOW_").is_none_or(str::is_empty) || !name.bytes().all(is_name) {
        let sentence =
            format!("`env` is `{name}`; allowed: names of capitals, digits and `_` that begin with FLOW_");
        mistakes.add(node.at, "out_of_range", sentence);
        return None;
    }
    Some(name.to_owned())
}

/// Whether scheme and host stand there as they are.
fn has_plain_host(url: &str) -> bool {
    let Some((scheme, behind)) = url.split_once("://") else { return false };
    let host = behind.split(['/', '?', '#']).next().unwrap_or_default();
    !format!("{scheme}{host}").contains('{') && behind.len() > host.len()
}
