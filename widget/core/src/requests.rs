//! Calls as HTTP: method, path and bearer (server.md §3).

use parlour_protocol::Cursor;

use crate::limits::EARLIER_EVENTS;
use crate::machine::{Call, Leaving, Method, Request, Waiting};
use crate::text::push_number;

impl Call {
    /// What this call is in HTTP, but for its body, which is the JSON of the call's `body`.
    ///
    /// `bot` is the bot deployment id; it is percent-encoded.
    pub fn request(&self, bot: &str) -> Request {
        let mut path = base(bot);
        let (method, bearer) = match self {
            Self::Leave { token, what } => {
                path.push_str(if *what == Leaving::Forget { "conversation" } else { "session" });
                (Method::Delete, Some(token.clone()))
            }
            Self::StartSession { resume, .. } => {
                path.push_str("session");
                (Method::Post, resume.clone())
            }
            Self::SendMessage { token, .. } => {
                path.push_str("messages/");
                (Method::Post, Some(token.clone()))
            }
            Self::ReadHistory { token, after, wait } => {
                path.push_str("history");
                if let Some(after) = after {
                    push_cursor(&mut path, "?after=", after);
                }
                if let Some(Waiting { seconds, states }) = wait {
                    path.push_str("&wait=");
                    push_number(&mut path, *seconds);
                    path.push_str("&states=");
                    push_number(&mut path, *states);
                }
                (Method::Get, Some(token.clone()))
            }
            Self::ReadEarlier { token, before } => {
                path.push_str("history");
                push_cursor(&mut path, "?before=", before);
                path.push_str("&limit=");
                push_number(&mut path, EARLIER_EVENTS);
                (Method::Get, Some(token.clone()))
            }
        };
        Request { method, path, bearer }
    }
}

/// Path and query of the event stream below the gateway's origin; its token goes into a header.
pub fn stream_path(bot: &str, after: &Cursor) -> String {
    let mut path = base(bot);
    path.push_str("events");
    push_cursor(&mut path, "?after=", after);
    path
}

/// Path of uploads below the gateway's origin; its token goes into a header.
pub fn attachments_path(bot: &str) -> String {
    let mut path = base(bot);
    path.push_str("attachments");
    path
}

fn base(bot: &str) -> String {
    let mut path = String::from("/api/webchat/bot/");
    push_encoded(&mut path, bot);
    path.push('/');
    path
}

fn push_cursor(path: &mut String, name: &str, cursor: &Cursor) {
    path.push_str(name);
    push_encoded(path, &cursor.epoch);
    path.push('.');
    push_number(path, cursor.seq);
}

fn push_encoded(path: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.') {
            path.push(char::from(byte));
        } else {
            path.push('%');
            path.push(hex(byte >> 4));
            path.push(hex(byte & 15));
        }
    }
}

fn hex(digit: u8) -> char {
    char::from(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 })
}

#[cfg(test)]
mod tests {
    use parlour_protocol::SessionRequest;

    use super::*;
    use crate::Token;

    fn cursor(seq: u64) -> Cursor {
        Cursor { epoch: "0a1f".into(), seq }
    }

    #[test]
    fn every_call_goes_to_the_route_of_the_contract() {
        let token = Token("t".into());
        let call = Call::StartSession { resume: None, body: SessionRequest::default(), tells_page: true };
        assert_eq!(
            call.request("b-1"),
            Request { method: Method::Post, path: "/api/webchat/bot/b-1/session".into(), bearer: None }
        );
        let call = Call::ReadHistory { token: token.clone(), after: None, wait: None };
        assert_eq!(
            call.request("b-1"),
            Request {
                method: Method::Get,
                path: "/api/webchat/bot/b-1/history".into(),
                bearer: Some(token.clone())
            }
        );
        let call = Call::ReadHistory { token: token.clone(), after: Some(cursor(1_000)), wait: None };
        assert_eq!(call.request("b-1").path, "/api/webchat/bot/b-1/history?after=0a1f.1000");
        let wait = Some(Waiting { seconds: 20, states: 4_294_967_295 });
        let call = Call::ReadHistory { token: token.clone(), after: Some(cursor(7)), wait };
        assert_eq!(
            call.request("b-1").path,
            "/api/webchat/bot/b-1/history?after=0a1f.7&wait=20&states=4294967295"
        );
        let call = Call::ReadEarlier { token, before: cursor(951) };
        assert_eq!(call.request("b-1").path, "/api/webchat/bot/b-1/history?before=0a1f.951&limit=100");
        assert_eq!(stream_path("b-1", &cursor(u64::MAX)), {
            "/api/webchat/bot/b-1/events?after=0a1f.18446744073709551615"
        });
    }

    #[test]
    fn a_bots_id_cannot_leave_its_place_in_the_path() {
        assert_eq!(
            stream_path("../a b?ü", &cursor(0)),
            "/api/webchat/bot/..%2Fa%20b%3F%C3%BC/events?after=0a1f.0"
        );
    }
}
