//! `serve_as`: the APIs of other systems that a bot is served by beside its own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;
use uuid::Uuid;

use super::model::Bot;
use super::node::{At, Node};
use super::secret::secret;
use crate::limits::{BEARER_CHARS, SIGNING_KEY_BYTES};
use crate::signature::SigningKey;
use crate::token::TokenHash;

/// Other adapters of the Aimylogic platform live below this word, so that it is no token (protocols.md 3.1).
const ADAPTERS: &str = "webhook";

/// An API of another system that this server speaks as a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServedApi {
    /// The chat API of the Aimylogic seed.
    Aimylogic,
    /// The API of the API medium seed.
    ApiMedium,
}

impl ServedApi {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Aimylogic, Self::ApiMedium];

    /// As it stands in the configuration and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aimylogic => "aimylogic",
            Self::ApiMedium => "api_medium",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|api| api.as_str() == name)
    }

    /// Whether a receiver's status says that it took a webhook: of the API medium 200 and no other (seed).
    pub(crate) fn is_taken(self, status: u16) -> bool {
        match self {
            Self::Aimylogic => (200..300).contains(&status),
            Self::ApiMedium => status == 200,
        }
    }
}

/// `serve_as` of a bot.
#[derive(Clone, Debug, Default)]
pub struct ServeAs {
    /// `serve_as.aimylogic`.
    pub aimylogic: Option<Arc<ServedAimylogic>>,
    /// `serve_as.api_medium`.
    pub api_medium: Option<Arc<ServedMedium>>,
}

impl ServeAs {
    /// Where webhooks of this API go, if anywhere.
    pub fn webhook(&self, api: ServedApi) -> Option<&WebhookTarget> {
        match api {
            ServedApi::Aimylogic => self.aimylogic.as_ref()?.webhook.as_ref(),
            ServedApi::ApiMedium => self.api_medium.as_ref().map(|served| &served.webhook),
        }
    }
}

/// `serve_as.aimylogic`.
#[derive(Clone, Debug)]
pub struct ServedAimylogic {
    /// A part of the path, and all that proves who asks.
    pub token: SecretString,
    /// Its hash, by which a caller finds the bot.
    pub hash: TokenHash,
    /// Where answers go that are not waited for.
    pub webhook: Option<WebhookTarget>,
    /// The seed's "Disable text input when using buttons".
    pub block_form: bool,
}

/// `serve_as.api_medium`.
#[derive(Clone, Debug)]
pub struct ServedMedium {
    /// Names the channel in every request and webhook.
    pub channel_id: String,
    /// What proves who asks.
    pub token: SecretString,
    /// What a conversation is begun with; empty if any message begins one.
    pub keyword: String,
    /// Where messages of the bot and of agents go.
    pub webhook: WebhookTarget,
}

/// Where webhooks go, and what they are signed with.
#[derive(Clone)]
pub struct WebhookTarget {
    /// Their address, which may be a secret.
    pub url: Url,
    /// Keys; two while one takes the place of the other, none if webhooks are not signed.
    pub keys: Vec<SigningKey>,
}

impl fmt::Debug for WebhookTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookTarget").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

pub(super) fn serve_as(node: &Node<'_>) -> ServeAs {
    let Some(table) = node.table("serve_as") else { return ServeAs::default() };
    let served = ServeAs {
        aimylogic: table.table("aimylogic").and_then(|table| aimylogic(&table)).map(Arc::new),
        api_medium: table.table("api_medium").and_then(|table| api_medium(&table)).map(Arc::new),
    };
    table.finish();
    served
}

fn aimylogic(table: &Node<'_>) -> Option<ServedAimylogic> {
    table.require("token");
    let token = token(table);
    let webhook = webhook(table);
    let block_form = table.boolean("block_form").unwrap_or_default();
    table.finish();
    let token = token?;
    let text = token.expose_secret();
    if text == ADAPTERS || text.contains(['/', '?', '#']) {
        let message = format!(
            "`token` must not be `{ADAPTERS}` and hold no `/`, `?` or `#`: it is a part of an address"
        );
        table.source.mistake(table.span(), "bad_secret", message);
    }
    Some(ServedAimylogic { hash: TokenHash::of(text), token, webhook, block_form })
}

/// A token of the Aimylogic API finds one bot.
pub(super) fn tokens_differ(root: &Node<'_>, bots: &BTreeMap<Uuid, Arc<Bot>>) {
    let served: Vec<_> = bots.values().filter_map(|bot| bot.serve_as.aimylogic.as_ref()).collect();
    let is_twice = |(place, one): (usize, &&Arc<ServedAimylogic>)| {
        served.iter().skip(place + 1).any(|other| other.hash.matches(&one.hash))
    };
    if served.iter().enumerate().any(is_twice) {
        let message = "two bots have the same `token` of `serve_as.aimylogic`: it must find one of them";
        root.source.mistake(0..0, "duplicate_token", message);
    }
}

fn api_medium(table: &Node<'_>) -> Option<ServedMedium> {
    for key in ["channel_id", "token", "webhook_url"] {
        table.require(key);
    }
    let is_id = |text: &str| (1..=BEARER_CHARS).contains(&text.len());
    let channel_id = table.parsed("channel_id", "a name", |text| is_id(text).then(|| text.to_owned()));
    let token = token(table);
    let keyword = table.string("keyword").map(|at| at.value.to_owned()).unwrap_or_default();
    let webhook = webhook(table);
    table.finish();
    Some(ServedMedium { channel_id: channel_id?.value, token: token?, keyword, webhook: webhook? })
}

fn token(table: &Node<'_>) -> Option<SecretString> {
    let token = secret(table, "token")?;
    if token.expose_secret().len() > BEARER_CHARS {
        let message = format!("`token` must have at most {BEARER_CHARS} characters");
        table.source.mistake(table.span(), "bad_secret", message);
    }
    Some(token)
}

fn webhook(table: &Node<'_>) -> Option<WebhookTarget> {
    let expected = "an address that begins with http:// or https://, without a name, password or fragment";
    let url = table.parsed("webhook_url", expected, address);
    let read = SigningKey::standard;
    let keys =
        [signing_key(table, "webhook_secret", read), signing_key(table, "webhook_secret_before", read)];
    let At { value: url, .. } = url?;
    Some(WebhookTarget { url, keys: keys.into_iter().flatten().collect() })
}

fn address(text: &str) -> Option<Url> {
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let url = Url::parse(text).ok()?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (is_web && is_plain).then_some(url)
}

/// A key that webhooks are signed with, if it can be read.
pub(super) fn signing_key(
    table: &Node<'_>,
    key: &'static str,
    read: fn(&str) -> Option<SigningKey>,
) -> Option<SigningKey> {
    let secret = secret(table, key)?;
    let found = read(secret.expose_secret());
    if found.is_none() {
        let message =
            format!("`{key}` must be `whsec_` and base64, or a text, of at least {SIGNING_KEY_BYTES} bytes");
        table.source.mistake(table.span(), "bad_secret", message);
    }
    found
}
