//! One request and its answer.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Method, Request, header};
use tokio::time::timeout;
use url::Url;

use crate::egress::send_directly;
use crate::limits::CONFORM_BYTES;

/// A request whose gaps are filled.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
}

/// What came: an answer, or a webhook, which has no status.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, String)>,
    /// What is no UTF-8 is replaced.
    pub(super) text: String,
}

impl Found {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// `Retry-After` in seconds.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
    }
}

/// Asks the server of `base`, below whose path the request's begins.
///
/// # Errors
/// A sentence, if there is no answer within `time`.
pub(super) async fn ask(base: &Url, asked: &Asked, time: Duration) -> Result<Found, String> {
    let method = Method::from_bytes(asked.method.as_bytes()).map_err(|error| error.to_string())?;
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{}{}", base.path().trim_end_matches('/'), asked.path))
        .body(Full::from(asked.body.clone().unwrap_or_default()))
        .map_err(|error| error.to_string())?;
    let headers = request.headers_mut();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    if asked.body.is_some() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in &asked.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
        let mut value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    let answered = async {
        let response = send_directly(base, request).await?;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), lossy(value.as_bytes()))).collect();
        let body = Limited::new(response.into_body(), CONFORM_BYTES).collect().await;
        let body: Bytes = body.map_err(|error| error.to_string())?.to_bytes();
        Ok(Found { status: Some(status), headers, text: lossy(&body) })
    };
    let none = || Err(format!("no answer within {} s", time.as_secs()));
    timeout(time, answered).await.unwrap_or_else(|_| none())
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
