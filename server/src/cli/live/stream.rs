//! The events of the conversation, as they come.

use http_body_util::BodyExt as _;
use hyper::Method;
use hyper::body::Incoming;
use parlour_protocol::MessageEvent;
use tokio::time::{sleep, timeout};

use super::link::Link;
use crate::limits;

/// One event, its data still JSON.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    name: String,
    id: Option<String>,
    data: String,
}

/// Hands over every message behind `cursor` until the conversation's log is another one, the token is
/// not taken, or the server cannot be found again; returns a sentence about that.
pub(super) async fn listen(
    link: &Link,
    token: &str,
    mut cursor: String,
    mut heard: impl FnMut(MessageEvent),
) -> String {
    let mut tries = 0;
    loop {
        let end = format!("events?after={cursor}");
        match link.open(Method::GET, &end, Some(token), "").await {
            Ok(response) if response.status() == 200 => {
                let before = cursor.clone();
                if let Some(why) = read(response.into_body(), &mut cursor, &mut heard).await {
                    return why;
                }
                if cursor != before {
                    tries = 0;
                }
            }
            Ok(response) if response.status().is_client_error() && response.status() != 429 => {
                return format!("the events are refused: {}", response.status());
            }
            Ok(_) | Err(_) => {}
        }
        tries += 1;
        if tries >= limits::LIVE_TRIES {
            return "the server is gone".to_owned();
        }
        sleep(limits::LIVE_PAUSE).await;
    }
}

/// A sentence if there is nothing more to come on any other stream.
async fn read(
    mut body: Incoming,
    cursor: &mut String,
    heard: &mut impl FnMut(MessageEvent),
) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let frame = timeout(limits::LIVE_SILENCE, body.frame()).await.ok()??.ok()?;
        let Ok(data) = frame.into_data() else { continue };
        bytes.extend_from_slice(&data);
        while let Some(event) = next(&mut bytes) {
            match event.name.as_str() {
                "message" => {
                    if let Ok(message) = serde_json::from_str(&event.data) {
                        heard(message);
                    }
                }
                "reset" => return Some("the conversation is over".to_owned()),
                _ => {}
            }
            if let Some(id) = event.id {
                *cursor = id;
            }
        }
        if bytes.len() > limits::LIVE_BYTES {
            return None;
        }
    }
}

/// The first whole event, taken out of what was read.
fn next(bytes: &mut Vec<u8>) -> Option<Event> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n")?;
    let block: Vec<u8> = bytes.drain(..end + 2).collect();
    let block = String::from_utf8_lossy(&block);
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.strip_prefix(' ').unwrap_or(line).to_owned())
    };
    Some(Event {
        name: field("event").unwrap_or_default(),
        id: field("id"),
        data: field("data").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_taken_one_by_one_and_the_rest_waits() {
        let mut bytes =
            ": beat\n\nevent: message\nid: e.1\ndata: {\"a\":\"ü\"}\n\nevent: ty".as_bytes().to_vec();
        assert_eq!(next(&mut bytes).unwrap().name, "");
        let event = Event { name: "message".into(), id: Some("e.1".into()), data: "{\"a\":\"ü\"}".into() };
        assert_eq!(next(&mut bytes), Some(event));
        assert_eq!((next(&mut bytes), bytes.as_slice()), (None, b"event: ty".as_slice()));
    }
}
