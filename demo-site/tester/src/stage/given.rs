//! What the page of the frame and the chat in it are given.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// What the page around the chat tells of itself and of its visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// A path of this site, which the chat tells as `hostPageUrl`.
    pub path: String,
    /// The page's title.
    pub title: String,
    /// The page's language, a BCP 47 tag.
    pub lang: String,
    /// `page-url`: how much of the address is told.
    pub tells: String,
    /// `start-module`: where conversations begin.
    pub start: String,
    /// The host that is told in the place of the frame's own; empty for that one. So are the next three.
    pub site: String,
    /// `390x844`.
    pub viewport: String,
    /// The origin of the page that led here.
    pub referrer: String,
    /// The browser, `Chromium 150; Linux; desktop`.
    pub browser: String,
    /// `variables`, JSON; empty for none.
    pub variables: String,
    /// `profile`, JSON; empty for none.
    pub profile: String,
}

/// What is done to the chat's line (`chat.debug`).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// Milliseconds before each request.
    pub latency: u32,
    /// No request comes through.
    pub offline: bool,
    /// The share of requests that are answered with an error, 0 to 1.
    pub errors: f64,
    /// Which error, an HTTP status code.
    pub status: u16,
    /// Sent with each request.
    pub headers: Map<String, Value>,
    /// Told of the page in the place of its own.
    pub host: Map<String, Value>,
}

/// Everything a chat begins with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The chat's attributes.
    pub attributes: Vec<(&'static str, String)>,
    /// `mode`.
    pub mode: String,
    /// The page around it.
    pub host: Host,
    /// Its line.
    pub line: Line,
}

impl Given {
    /// As `stage.js` reads it; the name of what is no JSON object otherwise.
    pub fn written(&self) -> Result<String, &'static str> {
        let attributes = self.attributes.iter().filter(|(_, value)| !value.is_empty());
        let attributes: Map<String, Value> =
            attributes.map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        let host = &self.host;
        let given = json!({
            "attributes": attributes,
            "mode": self.mode,
            "profile": object(&host.profile).ok_or("profile")?,
            "variables": object(&host.variables).ok_or("variables")?,
            "page": host.page(),
            "debug": self.line,
        });
        Ok(given.to_string())
    }
}

impl Host {
    /// What is told in the place of what the widget reads from the browser, by its name on the wire.
    pub fn overrides(&self) -> Map<String, Value> {
        let named = [
            ("host", &self.site),
            ("viewport", &self.viewport),
            ("referrer", &self.referrer),
            ("userAgentData", &self.browser),
        ];
        let given = named.into_iter().filter(|(_, text)| !text.trim().is_empty());
        given.map(|(name, text)| (name.to_owned(), text.trim().into())).collect()
    }

    /// What the page around the chat says of itself.
    pub fn page(&self) -> Value {
        json!({ "path": self.path, "title": self.title, "lang": self.lang })
    }
}

/// A JSON object; null for nothing written; none for anything else.
pub(super) fn object(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Null);
    }
    serde_json::from_str(text).ok().filter(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chat_begins_with_is_written_without_what_is_not_said() {
        let host =
            Host { path: "/tents".to_owned(), profile: r#"{"name":"Ada"}"#.to_owned(), ..Host::default() };
        let attributes = vec![("bot", "2f1c".to_owned()), ("locale", String::new())];
        let given = Given {
            attributes,
            mode: "bubble".to_owned(),
            host,
            line: Line { status: 503, ..Line::default() },
        };
        let written: Value = serde_json::from_str(&given.written().unwrap()).unwrap();
        assert_eq!(
            written,
            json!({
                "attributes": {"bot": "2f1c"},
                "mode": "bubble",
                "profile": {"name": "Ada"},
                "variables": null,
                "page": {"path": "/tents", "title": "", "lang": ""},
                "debug": {"latency": 0, "offline": false, "errors": 0.0, "status": 503, "headers": {}, "host": {}},
            })
        );
    }

    #[test]
    fn only_what_was_written_is_told_in_the_place_of_the_frames_own() {
        let host = Host { site: " shop.example ".to_owned(), browser: " ".to_owned(), ..Host::default() };
        assert_eq!(Value::Object(host.overrides()), json!({"host": "shop.example"}));
        assert_eq!(Value::Object(Host::default().overrides()), json!({}));
    }

    #[test]
    fn what_is_no_object_is_named() {
        let host = Host { variables: "[1]".to_owned(), ..Host::default() };
        assert_eq!(Given { host, ..Given::default() }.written(), Err("variables"));
    }
}
