//! Requests to the bot's server.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, header};
use tokio::time::timeout;
use url::Url;

use crate::egress::send_directly;
use crate::limits;

/// A bot's address, without what stands behind its id.
pub(in crate::cli) fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim_end_matches('/')).map_err(|error| error.to_string())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return Err("it must begin with http:// or https://, without a name or password".to_owned());
    }
    if !url.path().contains("/api/webchat/bot/") || url.query().is_some() || url.fragment().is_some() {
        return Err("it must end in /api/webchat/bot/ and the bot deployment id".to_owned());
    }
    Ok(url)
}

/// Where the bot is, and who asks.
#[derive(Clone)]
pub(in crate::cli) struct Link {
    bot: Arc<Url>,
    origin: String,
}

impl Link {
    pub(in crate::cli) fn new(bot: Url, origin: Option<String>) -> Self {
        let origin = origin.unwrap_or_else(|| bot.origin().ascii_serialization());
        Self { bot: Arc::new(bot), origin }
    }

    /// The status and the body of an answer.
    ///
    /// # Errors
    /// A sentence, if there is none.
    pub(in crate::cli) async fn ask(
        &self,
        method: Method,
        end: &str,
        token: Option<&str>,
        body: &str,
    ) -> Result<(u16, Bytes), String> {
        let asked = async {
            let response = self.open(method, end, token, body).await?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), limits::LIVE_BYTES).collect().await;
            Ok((status, body.map_err(|error| error.to_string())?.to_bytes()))
        };
        timeout(limits::LIVE_TIMEOUT, asked).await.unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }

    /// An answer whose body is still to come.
    ///
    /// # Errors
    /// A sentence, if there is none.
    pub(super) async fn open(
        &self,
        method: Method,
        end: &str,
        token: Option<&str>,
        body: &str,
    ) -> Result<Response<Incoming>, String> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/{end}", self.bot.path()))
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Full::from(body.to_owned())).map_err(|error| error.to_string())?;
        send_directly(&self.bot, request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_of_a_bot_is_one() {
        let bot = "https://shop.example/chat/api/webchat/bot/0f8fad5b-d9cb-469f-a165-70867728950e";
        assert_eq!(address(&format!("{bot}/")).unwrap().as_str(), bot);
        for other in ["shop.toml", "ftp://a/api/webchat/bot/b", "http://a/", "http://a@b/api/webchat/bot/c"] {
            assert!(address(other).is_err(), "{other}");
        }
    }
}
