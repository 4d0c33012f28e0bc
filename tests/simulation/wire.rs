//! Requests and answers as bytes: what the shell of the widget writes and reads (`widget/src/net.rs`).

use std::net::{IpAddr, Ipv4Addr};

use parlour_core::sse::Frame;
use parlour_core::{Answer, Call, Failure, Method, StreamEvent};
use parlour_protocol::StoredEvent;
use parlour_server::simulation::{Answered, Asked};

use crate::browser::{BOT, TabId};

const PAGE: &str = "https://shop.example";

/// A request of somebody who has `token`.
pub(crate) fn blank(who: TabId, token: &str) -> Asked {
    Asked {
        method: "GET",
        path: String::new(),
        authorization: Some(format!("Bearer {token}")),
        origin: PAGE,
        body: String::new(),
        peer: peer(who),
    }
}

pub(crate) fn messages_path() -> String {
    format!("/api/webchat/bot/{BOT}/messages/")
}

/// What a stream said at one moment, as it would be said whichever thread was faster: that somebody
/// writes is told last, and only if it is news; a sign of life beside news is none.
pub(crate) fn in_one_way(text: &str, told: &mut String) -> String {
    let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
    let mut said: String = blocks
        .iter()
        .filter(|block| !block.starts_with("event: typing") && !block.starts_with(':'))
        .copied()
        .collect();
    if let Some(last) = blocks.iter().rfind(|block| block.starts_with("event: typing"))
        && last != told
        && !(told.is_empty() && last.contains(r#""active":false"#))
    {
        (*last).clone_into(told);
        said.push_str(last);
    }
    if said.is_empty() && blocks.iter().any(|block| block.starts_with(':')) {
        said.push_str(": beat\n\n");
    }
    said
}

fn peer(who: TabId) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(10, 0, 0, u8::try_from(who.visitor % 250).unwrap_or_default() + 1))
}

pub(crate) fn ask(who: TabId, call: &Call) -> Asked {
    let request = call.request(BOT);
    let body = match call {
        Call::StartSession { body, .. } => serde_json::to_string(body).unwrap(),
        Call::SendMessage { body, .. } => serde_json::to_string(body).unwrap(),
        _ => String::new(),
    };
    Asked {
        method: match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Delete => "DELETE",
        },
        path: request.path,
        authorization: request.bearer.map(|token| format!("Bearer {}", token.0)),
        origin: PAGE,
        body,
        peer: peer(who),
    }
}

/// As `widget/src/net.rs` reads an answer.
pub(crate) fn read(call: &Call, answered: &Answered) -> Result<Answer, Failure> {
    if !(200..300).contains(&answered.status) {
        let told: serde_json::Value = serde_json::from_str(&answered.body).unwrap_or_default();
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        return Err(Failure::Refused {
            status: answered.status,
            code: text("code"),
            sentence: text("error"),
            retry_after_ms: answered.retry_after_s.map(|seconds| seconds * 1_000),
        });
    }
    let body = &answered.body;
    let read = match call {
        Call::Leave { .. } => return Ok(Answer::Left),
        Call::StartSession { .. } => serde_json::from_str(body).map(Answer::Session),
        Call::SendMessage { .. } => serde_json::from_str(body).map(Answer::Turns),
        Call::ReadHistory { .. } | Call::ReadEarlier { .. } => {
            serde_json::from_str(body).map(Answer::History)
        }
    };
    Ok(read.unwrap_or_else(|error| panic!("an answer that cannot be read: {error}: {body}")))
}

pub(crate) fn event(frame: Frame) -> Option<StreamEvent> {
    let (name, data) = match frame {
        Frame::Event { event, data, .. } => (event, data),
        Frame::Comment => return Some(StreamEvent::Heartbeat),
        Frame::Retry(..) => return None,
    };
    let read = match name.as_str() {
        "message" => serde_json::from_str(&data).map(|told| StreamEvent::Stored(StoredEvent::Message(told))),
        "handover" => {
            serde_json::from_str(&data).map(|told| StreamEvent::Stored(StoredEvent::Handover(told)))
        }
        "status" => serde_json::from_str(&data).map(StreamEvent::Status),
        "typing" => serde_json::from_str(&data).map(StreamEvent::Typing),
        "reset" => serde_json::from_str(&data).map(StreamEvent::Reset),
        "bye" => serde_json::from_str(&data).map(StreamEvent::Bye),
        _ => return None,
    };
    Some(read.unwrap_or_else(|error| panic!("an event that cannot be read: {error}: {data}")))
}

pub(crate) fn refused(status: u16, retry_after_ms: Option<u64>) -> Failure {
    Failure::Refused { status, code: String::new(), sentence: String::new(), retry_after_ms }
}

/// What a message says.
pub(crate) fn said(call: &Call) -> &str {
    let Call::SendMessage { body, .. } = call else { return "" };
    body.actions.first().map(|action| action.text.as_str()).unwrap_or_default()
}

pub(crate) fn kind(call: &Call) -> &'static str {
    match call {
        Call::StartSession { resume: None, .. } => "session",
        Call::StartSession { .. } => "resume",
        Call::SendMessage { .. } => "message",
        Call::ReadHistory { .. } => "history",
        Call::ReadEarlier { .. } => "earlier",
        Call::Leave { .. } => "leave",
    }
}
