//! A letter with what proves who asks: the only place where a channel's secret meets a request.

use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::letter::Letter;
use crate::config::{Upstream, UpstreamApi};
use crate::egress::{Call, Fault};

/// The call that sends the letter.
///
/// # Errors
/// If the secret cannot stand where its API wants it.
pub(crate) fn call(upstream: &Upstream, letter: &Letter) -> Result<Call, Fault> {
    let secret = upstream.token.expose_secret();
    match upstream.api {
        // The seed writes the scheme in lower case.
        UpstreamApi::Certainly => {
            Call::post(upstream.url.clone(), Some(&format!("bearer {secret}")), letter.body.clone())
        }
        UpstreamApi::Aimylogic => {
            let mut url = upstream.url.clone();
            url.path_segments_mut().map_err(|()| Fault::Invalid)?.push(secret);
            Call::post(url, None, letter.body.clone())
        }
        UpstreamApi::ApiMedium => {
            let mut body: Value = serde_json::from_str(&letter.body).map_err(|_| Fault::Invalid)?;
            let fields = body.as_object_mut().ok_or(Fault::Invalid)?;
            fields.insert("token".to_owned(), Value::from(secret));
            Call::post(upstream.url.clone(), None, body.to_string())
        }
    }
}
