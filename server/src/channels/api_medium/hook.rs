//! Webhooks (seed "Receiving API Messages", protocols.md 2.2 and 2.6).

use parlour_protocol::{Action, AgentCard, BotModule};
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use crate::channels::hook::{Hook, HookFault, dedupe};
use crate::channels::letter::{Reading, Spoken};
use crate::limits::UPSTREAM_ACTIONS;
use crate::uploads::kind_of_name;

/// Takes an event apart.
pub(crate) fn hook(event: &Value, channel_id: &str) -> Result<Hook, HookFault> {
    let field = |name: &str| event.get(name).unwrap_or(&Value::Null);
    let (channel, user) = (field("channelID").as_str(), field("userID").as_u64());
    let (message, at) = (field("message").as_str(), field("timestamp").as_i64());
    let (Some(channel), Some(user), Some(_), Some(said_ms)) = (channel, user, message, at) else {
        return Err(HookFault::Malformed);
    };
    if !bool::from(channel.as_bytes().ct_eq(channel_id.as_bytes())) {
        return Err(HookFault::Foreign);
    }
    let same = ["channelID", "userID", "timestamp", "message", "quickReplies", "attachments", "adminID"];
    Ok(Hook {
        user: user.to_string(),
        dedupe: dedupe(&same.map(field)),
        said_ms: Some(said_ms),
        body: event.to_string(),
    })
}

/// What an event says: its text, with attachments where they belong, and replies to choose from.
pub(crate) fn unasked(event: &Value) -> Reading {
    let message = event.get("message").and_then(Value::as_str).unwrap_or_default();
    let mut actions = with_attachments(message, &attachments(event));
    let replies = event.get("quickReplies").and_then(Value::as_array).into_iter().flatten();
    let replies: Vec<&str> = replies.filter_map(Value::as_str).collect();
    if !replies.is_empty() {
        actions.push(Action::suggested_replies(replies));
    }
    // Only a person at the dashboard has a number.
    let admin = event.get("adminID").and_then(Value::as_u64);
    let agent = admin.map(|number| AgentCard { name: format!("#{number}"), avatar: None });
    let module = BotModule { id: 0, name: String::new(), group_colour: None, kpi_tags: Vec::new() };
    let spoken = Spoken {
        id: None,
        answers: None,
        module,
        actions,
        reply_to_module_id: None,
        data: Vec::new(),
        agent,
    };
    Reading { spoken: vec![spoken], ..Reading::default() }
}

/// Offsets with their addresses, in order.
fn attachments(event: &Value) -> Vec<(usize, String)> {
    let list = event.get("attachments").and_then(Value::as_array).into_iter().flatten();
    let one = |attachment: &Value| {
        let url = attachment.get("url")?.as_str()?.to_owned();
        let offset = attachment.get("offset").and_then(Value::as_u64).unwrap_or(u64::MAX);
        Some((usize::try_from(offset).unwrap_or(usize::MAX), url))
    };
    let mut found: Vec<_> = list.take(UPSTREAM_ACTIONS).filter_map(one).collect();
    found.sort_by_key(|(offset, _)| *offset);
    found
}

/// Text before, attachment, text after. What an offset counts is not public: UTF-16 units here (PROPOSED),
/// as a JavaScript service would; one inside a pair stands before it, one behind the end at the end.
fn with_attachments(message: &str, attachments: &[(usize, String)]) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut rest = message;
    let mut passed = 0;
    for (offset, url) in attachments {
        let (before, behind) = split(rest, offset.saturating_sub(passed));
        passed += before.encode_utf16().count();
        rest = behind;
        actions.extend(text(before));
        actions.push(Action::Media { kind: kind_of_name(url), url: url.clone(), text: None, size: None });
    }
    actions.extend(text(rest));
    actions
}

fn split(text: &str, units: usize) -> (&str, &str) {
    let mut passed = 0;
    for (at, letter) in text.char_indices() {
        passed += letter.len_utf16();
        if passed > units {
            return text.split_at(at);
        }
    }
    (text, "")
}

fn text(text: &str) -> Option<Action> {
    let text = text.trim();
    (!text.is_empty()).then(|| Action::text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(message: &str, offsets: &[usize]) -> Vec<String> {
        let attachments: Vec<_> = offsets.iter().map(|at| (*at, format!("https://a.example/{at}"))).collect();
        with_attachments(message, &attachments).iter().map(Action::readable).collect()
    }

    #[test]
    fn attachments_stand_where_their_offsets_say() {
        let url = |at: usize| format!("https://a.example/{at}");
        assert_eq!(drawn("Hello you", &[6]), ["Hello", &url(6), "you"]);
        assert_eq!(drawn("Hello", &[0]), [&url(0), "Hello"]);
        assert_eq!(drawn("Hello", &[5]), ["Hello", &url(5)]);
        assert_eq!(drawn("Hello", &[99]), ["Hello", &url(99)]);
        assert_eq!(drawn("ab", &[1, 1]), ["a", &url(1), &url(1), "b"]);
        assert_eq!(drawn("", &[0]), [url(0)]);
    }

    #[test]
    fn an_offset_inside_a_pair_stands_before_it() {
        // The tent is two units.
        assert_eq!(drawn("a⛺b", &[2]), ["a⛺", "https://a.example/2", "b"]);
        assert_eq!(drawn("a🏕b", &[2]), ["a", "https://a.example/2", "🏕b"]);
        assert_eq!(drawn("a🏕b", &[3]), ["a🏕", "https://a.example/3", "b"]);
    }
}
