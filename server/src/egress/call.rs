//! A call as a flow wrote it, and why one is not made or not answered.

use std::fmt;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request};
use parlour_engine::Effect;
use secrecy::ExposeSecret as _;
use url::Url;

use crate::config::Secrets;

/// A call: read from an [`Effect::Request`], or what a channel sends.
pub(crate) struct Call {
    pub(super) url: Url,
    method: Method,
    headers: HeaderMap,
    body: Option<String>,
    /// Whether the answer's body is looked at.
    pub(super) wants_body: bool,
}

/// Address, headers and body may each hold a secret.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Why there is no answer: the words of `request_error` (`engine/FLOW.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No address, method or header that could be sent.
    Invalid,
    /// An address that may not be called.
    Refused,
    /// No connection, or one that broke.
    Unreachable,
    /// No answer in time.
    Timeout,
    /// More than an answer may have.
    TooLarge,
}

impl Fault {
    /// The stable word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
        }
    }
}

/// What belongs to the connection and not to a flow.
const OURS: [HeaderName; 9] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::EXPECT,
    header::ACCEPT_ENCODING,
];

/// A header that a flow may set.
fn flows_own(name: &str) -> Result<HeaderName, Fault> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Fault::Invalid)?;
    let is_ours = OURS.contains(&name) || name.as_str().starts_with("proxy-");
    if is_ours { Err(Fault::Invalid) } else { Ok(name) }
}

impl Call {
    /// `key` tells the called server that a repeated call is the same one; `secrets` are the values of
    /// secret headers by the names of their variables.
    ///
    /// # Errors
    /// `Invalid` for what cannot be sent, `Refused` for an address with a name and password in it or of
    /// another scheme than `http` and `https`.
    pub(crate) fn of(effect: &Effect, key: Option<&str>, secrets: &Secrets) -> Result<Self, Fault> {
        let Effect::Request { method, url, headers, secrets: hidden, body, save, .. } = effect else {
            return Err(Fault::Invalid);
        };
        let url = Url::parse(url).map_err(|_| Fault::Invalid)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::Refused);
        }
        let mut named = own_headers();
        if body.is_some() {
            named.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(key) = key {
            let name = HeaderName::from_static("idempotency-key");
            named.insert(name, HeaderValue::from_str(key).map_err(|_| Fault::Invalid)?);
        }
        for (name, value) in headers {
            named.insert(flows_own(name)?, HeaderValue::from_str(value).map_err(|_| Fault::Invalid)?);
        }
        for (name, variable) in hidden {
            let secret = secrets.get(variable).ok_or(Fault::Invalid)?;
            let mut value = HeaderValue::from_str(secret.expose_secret()).map_err(|_| Fault::Invalid)?;
            value.set_sensitive(true);
            named.insert(flows_own(name)?, value);
        }
        Ok(Self {
            method: Method::from_bytes(method.as_bytes()).map_err(|_| Fault::Invalid)?,
            headers: named,
            body: body.clone(),
            wants_body: !save.is_empty(),
            url,
        })
    }

    /// A `POST` of JSON whose answer is read. `authorization` is a secret.
    ///
    /// # Errors
    /// `Invalid` for what cannot be sent.
    pub(crate) fn post(url: Url, authorization: Option<&str>, body: String) -> Result<Self, Fault> {
        let mut headers = own_headers();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(authorization) = authorization {
            let mut value = HeaderValue::from_str(authorization).map_err(|_| Fault::Invalid)?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(Self { url, method: Method::POST, headers, body: Some(body), wants_body: true })
    }

    /// A `GET` whose answer is read.
    pub(crate) fn get(url: Url) -> Self {
        Self { url, method: Method::GET, headers: own_headers(), body: None, wants_body: true }
    }

    /// A webhook: a `POST` of JSON of whose answer the status alone is looked at.
    ///
    /// # Errors
    /// `Invalid` for what cannot be sent.
    pub(crate) fn webhook(url: Url, headers: &[(&'static str, String)], body: String) -> Result<Self, Fault> {
        let mut call = Self { wants_body: false, ..Self::post(url, None, body)? };
        for (name, line) in headers {
            let line = HeaderValue::from_str(line).map_err(|_| Fault::Invalid)?;
            call.headers.insert(HeaderName::from_static(name), line);
        }
        Ok(call)
    }

    /// As it goes over the connection to its own server.
    pub(super) fn request(&self) -> Result<Request<Full<Bytes>>, Fault> {
        let path = match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        };
        let host = match (self.url.host_str(), self.url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => return Err(Fault::Invalid),
        };
        let body = Full::from(self.body.clone().unwrap_or_default());
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(path)
            .body(body)
            .map_err(|_| Fault::Invalid)?;
        *request.headers_mut() = self.headers.clone();
        request.headers_mut().insert(header::HOST, HeaderValue::from_str(&host).map_err(|_| Fault::Invalid)?);
        Ok(request)
    }
}

/// What every call says of itself.
fn own_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let agent = HeaderValue::from_static(concat!("parlour/", env!("CARGO_PKG_VERSION")));
    headers.insert(header::USER_AGENT, agent);
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(url: &str, headers: &[(&str, &str)]) -> Result<Call, Fault> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let effect = Effect::Request {
            module: 1,
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers,
            secrets: Vec::new(),
            body: None,
            save: Vec::new(),
        };
        Call::of(&effect, None, &Secrets::new())
    }

    #[test]
    fn what_is_no_plain_web_address_is_not_called() {
        for (url, fault) in [
            ("ftp://example.com/", Fault::Refused),
            ("file:///etc/passwd", Fault::Refused),
            ("https://user@example.com/", Fault::Refused),
            ("https://:secret@example.com/", Fault::Refused),
            ("example.com", Fault::Invalid),
            ("https://", Fault::Invalid),
            ("https://exa mple.com", Fault::Invalid),
            ("", Fault::Invalid),
        ] {
            assert_eq!(call(url, &[]).unwrap_err(), fault, "{url}");
        }
    }

    #[test]
    fn headers_that_frame_a_request_are_not_a_flows() {
        for header in [
            ("Host", "a"),
            ("content-length", "1"),
            ("Proxy-Authorization", "a"),
            ("a b", "c"),
            ("a", "b\r\nc: d"),
        ] {
            assert_eq!(call("https://example.com", &[header]).unwrap_err(), Fault::Invalid, "{header:?}");
        }
        let request =
            call("https://example.com:8443/a%20b?c=d#e", &[("X-Key", "1")]).unwrap().request().unwrap();
        assert_eq!(
            (request.uri().to_string().as_str(), &request.headers()["host"]),
            ("/a%20b?c=d", &HeaderValue::from_static("example.com:8443"))
        );
        assert_eq!(request.headers()["x-key"], "1");
    }
}
