//! Webhooks (seed "Webhook for asynchronous requests", protocols.md 3.6): what comes without a question, a
//! timeout that elapsed or an agent's word among it.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::read::reading;
use crate::channels::hook::{Hook, HookFault, dedupe};
use crate::channels::letter::Reading;
use crate::token::TokenHash;

/// Takes an event apart; its `token` goes no further.
pub(crate) fn hook(event: &Value, token: &SecretString) -> Result<Hook, HookFault> {
    let field = |name: &str| event.get(name).unwrap_or(&Value::Null);
    let user = field("clientId").as_str().ok_or(HookFault::Malformed)?.to_owned();
    if !field("data").is_object() {
        return Err(HookFault::Malformed);
    }
    let is_ours = |presented: &str| TokenHash::of(presented).matches(&TokenHash::of(token.expose_secret()));
    // It need not be there; one that is no text is nobody's.
    if !event.get("token").is_none_or(|token| token.as_str().is_some_and(is_ours)) {
        return Err(HookFault::Foreign);
    }
    let mut kept = event.clone();
    if let Some(fields) = kept.as_object_mut() {
        fields.remove("token");
    }
    let said_ms = field("timestamp").as_str().and_then(moment);
    // The same may come by a webhook, with the events and in the history: what differs between them is left out.
    let at = said_ms.map_or_else(|| field("timestamp").clone(), Value::from);
    let said = field("data").get("replies").unwrap_or(field("data"));
    Ok(Hook {
        user,
        dedupe: dedupe(&[field("clientId"), field("questionId"), &at, said]),
        said_ms,
        body: kept.to_string(),
    })
}

/// What an event says.
pub(crate) fn unasked(event: &Value) -> Reading {
    // Where an agent's name would stand is not public (PROPOSED, protocols.md 3.6).
    let name = event.get("operator").or_else(|| event.get("data")?.get("operator"));
    let name = name.and_then(|operator| operator.get("name")?.as_str());
    Reading { agent_name: name.map(str::to_owned), ..reading(event) }
}

/// The seed's `2022-09-28T12:32:13.262`, which is UTC (INFERRED, protocols.md 3.3), in milliseconds.
pub(super) fn moment(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let moment: jiff::civil::DateTime = text.parse().ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_without_a_zone_is_utc() {
        assert_eq!(moment("2022-09-28T12:32:13.262"), Some(1_664_368_333_262));
        assert_eq!(moment("2022-09-28T12:32:13.262Z"), Some(1_664_368_333_262));
        assert_eq!(moment("soon"), None);
    }
}
