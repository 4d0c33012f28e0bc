//! What a module asks of another server, and what it makes of the answer.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::cvars::{keep, note};
use super::outcome::{Effect, Outcome, Response};
use crate::template::Text;
use crate::{Cvars, Module, Request, limits};

/// The answer's HTTP status code, for the flow to branch on.
const STATUS: &str = "request_status";
/// Why there is no useful answer; not set if there is one.
const ERROR: &str = "request_error";
/// The request could not be written: no call is made.
const INVALID: &str = "invalid";

/// Whether the module asks something, which is then among the effects. A request whose holes cannot be
/// filled in is answered at once.
pub(super) fn ask(module: &Module, outcome: &mut Outcome) -> bool {
    let Some(request) = &module.request else { return false };
    match written(module, request, &outcome.conversation.cvars) {
        Ok(effect) => {
            outcome.effects.push(effect);
            true
        }
        Err(why) => {
            note::<()>(Err(why), module, &mut outcome.faults);
            take(module, &Response::failed(INVALID), outcome);
            false
        }
    }
}

fn written(module: &Module, request: &Request, cvars: &Cvars) -> Result<Effect, String> {
    let header = |(name, value): &(String, Text)| Ok((name.clone(), value.fill(cvars)?));
    let url = request.url.fill_address(cvars)?;
    if climbs(&url) {
        return Err("the address has a `.` or `..` for a part, which would lead elsewhere".to_owned());
    }
    let body = request.body.as_ref().map(|body| body.fill_json(cvars)).transpose()?;
    if body.as_deref().is_some_and(|body| serde_json::from_str::<IgnoredAny>(body).is_err()) {
        return Err("the body of the request is not JSON when its holes are filled in".to_owned());
    }
    Ok(Effect::Request {
        module: module.card.id,
        method: request.method.clone(),
        url,
        headers: request.headers.iter().map(header).collect::<Result<_, String>>()?,
        secrets: request.secrets.clone(),
        body,
        save: request.save.clone(),
    })
}

/// Whether a part of the path means "here" or "above": a visitor's words must not choose the folder.
fn climbs(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.split('/')
        .map(|part| part.to_ascii_lowercase().replace("%2e", "."))
        .any(|part| part == "." || part == "..")
}

/// Variables that a request saves hold what this answer gave, or nothing: never what an earlier one gave.
pub(super) fn take(module: &Module, response: &Response, outcome: &mut Outcome) {
    let Some(request) = &module.request else { return };
    let Outcome { conversation, faults, .. } = outcome;
    let mut news =
        vec![(STATUS, response.status.map(Value::from)), (ERROR, response.error.as_deref().map(Value::from))];
    for (name, path) in &request.save {
        let found = find(&response.body, path).filter(|_| response.error.is_none());
        let kept = found.filter(|value| value.to_string().len() <= limits::SAVED_BYTES);
        if found.is_some() && kept.is_none() {
            faults.push(format!("{}: what the answer has for `{name}` is too long", module.card.name));
        }
        news.push((name, kept.cloned()));
    }
    for (name, value) in news {
        conversation.cvars.remove(name);
        let kept = value.map_or(Ok(()), |value| keep(&mut conversation.cvars, name, value));
        note(kept, module, faults);
    }
}

/// `a.b.0`: keys of objects and places in lists. A null is nothing.
fn find<'a>(body: &'a Value, path: &str) -> Option<&'a Value> {
    let step = |value: &'a Value, part: &str| match value {
        Value::Object(map) => map.get(part),
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        _ => None,
    };
    path.split('.').try_fold(body, step).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_through_objects_and_lists() {
        let body = serde_json::json!({"a": {"b": [1, {"c": null}]}});
        assert_eq!(find(&body, "a.b.0"), Some(&Value::from(1)));
        for nowhere in ["a.b.2", "a.b.x", "a.b.0.c", "", "b", "a.b.1.c"] {
            assert_eq!(find(&body, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn an_address_that_climbs_is_told_from_one_that_does_not() {
        for url in ["https://a/../b", "https://a/b/..", "https://a/%2E%2e/b", "https://a/./b?x"] {
            assert!(climbs(url), "{url}");
        }
        for url in ["https://a/b..c", "https://a/b?x=/../", "https://a.b/...", "https://a/#/.."] {
            assert!(!climbs(url), "{url}");
        }
    }
}
