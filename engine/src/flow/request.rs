//! A call to another server, as written.

use super::fields::{Fields, template, text};
use super::mistake::Mistakes;
use super::model::Request;
use super::node::Entry;

const REQUEST: &[&str] = &["method", "url", "headers", "body", "save"];
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
    for header in fields.table("headers", mistakes) {
        headers
            .extend(template(&header.node, &header.key, mistakes).map(|value| (header.key.clone(), value)));
    }
    let mut save = Vec::new();
    for saved in fields.table("save", mistakes) {
        let path = text(&saved.node, &saved.key, mistakes);
        save.extend(path.map(|path| (saved.key.clone(), path.to_owned())));
    }
    let body = fields.node("body").and_then(|node| template(node, "body", mistakes));
    Some((entry.at, Request { line: 0, column: 0, method, url: url?, headers, body, save }))
}
