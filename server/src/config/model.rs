//! The configuration as the server uses it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::Certificate;
use parlour_engine::{Flow, ModuleId};
use parlour_protocol::{Rule, Theme};
use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use super::openai::{Model, Prompt};
use super::serve_as::ServeAs;
use crate::identity::Identity;
use crate::limits::Limits;
use crate::origin::{OriginPattern, is_of_this_machine};
use crate::signature::SigningKey;
use crate::token::TokenHash;

/// A configuration without mistakes.
#[derive(Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address others know this server by.
    pub public_url: String,
    /// Where conversations are kept.
    pub store: StoreAddress,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Networks that requests of flows may reach besides global addresses, also without TLS.
    pub egress_allow: Vec<IpNet>,
    /// Folder of `parlour.js` and `v/`; without it they come from the program, or not at all.
    pub assets: Option<PathBuf>,
    /// The demo's pages; without it `/` is not found.
    pub demo: Option<Demo>,
    /// The bots by deployment id.
    pub bots: BTreeMap<Uuid, Arc<Bot>>,
    /// `[limits]`.
    pub limits: Limits,
    /// Minutes a visitor token lives from its last use.
    pub token_minutes: u64,
    /// Where message reports are offered, without the last slash.
    pub reports_path: String,
    /// How reports are mailed; without it they are made, but not mailed.
    pub mail: Option<Mail>,
    /// Who may read reports.
    pub accounts: Vec<Account>,
    /// Hash of the token of agents and builders beyond loopback.
    pub admin_token: Option<TokenHash>,
    /// Waits between tries to mail a report or to send a webhook, before chance adds to or takes from them.
    pub retry: Vec<Duration>,
}

/// `[mail]`.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The mail server: `smtp://…` or `smtps://…`.
    pub smtp: String,
    /// The sender.
    pub from: Mailbox,
    /// Name and password, for servers that ask.
    pub login: Option<(String, SecretString)>,
    /// Who may have signed the mail server's certificate, besides the public authorities.
    pub ca: Option<Certificate>,
}

/// One `[[account]]`: who may read reports.
#[derive(Clone)]
pub struct Account {
    /// Where exports are mailed; the account's name.
    pub email: Address,
    /// Hash of its token, the seed's "public API auth token".
    pub token: TokenHash,
    /// Whose reports.
    pub bots: Vec<Uuid>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("bots", &self.bots).finish_non_exhaustive()
    }
}

/// Where conversations are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAddress {
    /// A SQLite file, created when it is not there.
    Sqlite(PathBuf),
}

/// The demo's pages.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The page at `/`.
    pub index: PathBuf,
    /// The folder behind `/pages/`.
    pub pages: PathBuf,
}

impl Config {
    /// Scheme, host and port of `public_url`: the origin of this server's own pages.
    pub fn public_origin(&self) -> &str {
        origin_of(&self.public_url)
    }
}

/// What stands before the path of an address.
pub(super) fn origin_of(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(host..).and_then(|rest| rest.find('/')).map_or(address.len(), |at| host + at);
    address.get(..end).unwrap_or(address)
}

/// One `[[bot]]`.
#[derive(Clone)]
pub struct Bot {
    /// The bot deployment id, public.
    pub id: Uuid,
    /// Its public name.
    pub name: String,
    /// What answers.
    pub channel: Channel,
    /// Pages that may talk to it, and hold it in a frame.
    pub origins: Vec<OriginPattern>,
    /// Of them those whose pages may show what goes over the wire (`debug`).
    pub debug_origins: Vec<OriginPattern>,
    /// This server's own, whose pages are the frame and the plain page.
    pub own_origin: Option<OriginPattern>,
    /// Whether this server listens on loopback, so that whoever tries something on this machine may debug.
    pub is_on_loopback: bool,
    /// Variables a page may set.
    pub variables: Vec<String>,
    /// Minutes of silence after which an API user's next message starts a new conversation.
    pub session_minutes: u64,
    /// Days after its last message that a conversation is kept; without it, for good.
    pub retention_days: Option<u64>,
    /// Hash of the token of full-field callers.
    pub api_token: Option<TokenHash>,
    /// Media types of files that visitors may send; none if they may send no files.
    pub upload_types: Option<Vec<String>>,
    /// Whether visitors are asked how a conversation was that has ended.
    pub rating: bool,
    /// When pages call their visitors, unless a page has rules of its own.
    pub rules: Vec<Rule>,
    /// Whether clients that are no browser may open sessions.
    pub allow_no_origin: bool,
    /// What the window shows.
    pub theme: Theme,
    /// A visitor's messages.
    pub rate: MessageRate,
    /// APIs of other systems that it is served by.
    pub serve_as: ServeAs,
    /// Whose word counts for who a visitor is; without it visitors are nobody in particular.
    pub identity: Option<Arc<Identity>>,
}

/// What answers a bot's visitors.
#[derive(Clone)]
pub enum Channel {
    /// The embedded engine.
    Engine(Arc<FlowBot>),
    /// A bot that lives on another server.
    Upstream(Arc<Upstream>),
}

/// A bot of the embedded engine.
#[derive(Clone)]
pub struct FlowBot {
    /// What it says and when.
    pub flow: Flow,
    /// The flow's file, read again when it changes.
    pub file: PathBuf,
    /// Which state of the file it is: the first 12 digits of its SHA-256.
    pub version: String,
    /// Values of the secret headers of its requests.
    pub secrets: Arc<Secrets>,
    /// The module that speaks first.
    pub starting_module: Option<ModuleId>,
    /// Modules a visitor may start at besides.
    pub refs: Vec<ModuleId>,
    /// As the configuration names them.
    pub ref_names: Vec<String>,
}

/// A bot of another server (`upstream`).
#[derive(Clone)]
pub struct Upstream {
    /// Which API it is asked by.
    pub api: UpstreamApi,
    /// Where a message is sent; of `aimylogic` what stands before the token.
    pub url: Url,
    /// What proves who asks; of `openai` it may be empty. It meets a request in `channels/` only.
    pub token: SecretString,
    /// The channel there (`api_medium`).
    pub channel_id: String,
    /// The module a conversation starts at (`certainly`); empty asks for no greeting.
    pub start_ref: String,
    /// What starts a conversation (`aimylogic`, `api_medium`); empty starts none.
    pub keyword: String,
    /// Modules a visitor may start at (`certainly`).
    pub refs: Vec<ModuleId>,
    /// Time for a whole call; of `openai` time without a byte of the answer.
    pub timeout: Duration,
    /// Whether a message whose outcome is unknown is sent once more under the same id.
    pub resend_on_unknown: bool,
    /// Whether it takes a message now and answers it by a webhook (`mode = "async"`, `aimylogic`).
    pub is_later: bool,
    /// How often what it remembers is read while a question is open (`aimylogic`).
    pub sweep: Duration,
    /// Hashes of the secrets in the address of its webhooks; two while one takes the place of the other.
    pub hooks: Vec<TokenHash>,
    /// Whence its webhooks may come; empty takes them from anywhere.
    pub hook_from: Vec<IpNet>,
    /// How its webhooks are signed, if they must be.
    pub hook_signature: Option<HookSignature>,
    /// What is asked for there (`openai`).
    pub model: Option<Model>,
}

/// `webhook_signature`.
#[derive(Clone, Debug)]
pub struct HookSignature {
    /// In which way.
    pub kind: SignatureKind,
    /// Keys; two while one takes the place of the other.
    pub keys: Vec<SigningKey>,
}

/// Ways to sign a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// Standard Webhooks.
    Standard,
    /// Stripe's.
    Stripe,
}

/// The APIs of other servers that a bot may be asked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpstreamApi {
    /// The chat REST API of the Certainly seed.
    Certainly,
    /// The chat API of the Aimylogic seed.
    Aimylogic,
    /// The API of the API medium seed.
    ApiMedium,
    /// Chat completions, as many vendors and local servers of models offer them.
    OpenAi,
}

/// Values of environment variables that a flow sends, by their names.
pub type Secrets = BTreeMap<String, SecretString>;

/// How often one visitor may write.
#[derive(Clone, Copy, Debug)]
pub struct MessageRate {
    /// Messages in a minute.
    pub per_minute: u32,
    /// Of them at once.
    pub burst: u32,
}

impl Bot {
    /// Whether pages of this origin may talk to the bot.
    pub fn admits(&self, origin: &str) -> bool {
        self.origins.iter().chain(&self.own_origin).any(|pattern| pattern.admits(origin))
    }

    /// Whether pages of this origin may show what goes over the wire: those that are named, this server's own, and
    /// of a server that listens on loopback also this machine's. No page that may not talk to the bot is one of them.
    pub fn may_debug(&self, origin: &str) -> bool {
        let named = self.debug_origins.iter().chain(&self.own_origin).any(|pattern| pattern.admits(origin));
        self.admits(origin) && (named || self.is_on_loopback && is_of_this_machine(origin))
    }

    /// Whether a session may go on: `kid` names the key that proved its visitor, none an anonymous one's.
    pub(crate) fn honours(&self, kid: Option<&str>) -> bool {
        self.identity.as_ref().map_or(kid.is_none(), |identity| identity.honours(kid))
    }

    /// Whether it speaks with nobody whom it does not know.
    pub fn requires_identity(&self) -> bool {
        self.identity.as_ref().is_some_and(|identity| identity.required)
    }

    /// The id as it stands in paths and in the store.
    pub fn key(&self) -> String {
        self.id.hyphenated().to_string()
    }

    /// The module that a visitor's `ref` names, if a visitor may go there.
    pub fn find_for_visitor(&self, reference: &str) -> Option<ModuleId> {
        let module = self.find(reference)?;
        let may_go = match &self.channel {
            Channel::Engine(own) => own.starting_module == Some(module) || own.refs.contains(&module),
            Channel::Upstream(upstream) => upstream.refs.contains(&module),
        };
        may_go.then_some(module)
    }

    /// The module that an API caller's `ref` names. Of a bot elsewhere every number may be one.
    pub fn find(&self, reference: &str) -> Option<ModuleId> {
        match &self.channel {
            Channel::Engine(own) => own.flow.find(reference),
            Channel::Upstream(upstream) if upstream.api == UpstreamApi::Certainly => reference.parse().ok(),
            Channel::Upstream(_) => None,
        }
    }

    /// Its flow, if it is one of the embedded engine.
    pub fn flow_bot(&self) -> Option<&Arc<FlowBot>> {
        if let Channel::Engine(own) = &self.channel { Some(own) } else { None }
    }

    /// Where it is asked, if it lives elsewhere.
    pub fn upstream(&self) -> Option<&Arc<Upstream>> {
        if let Channel::Upstream(upstream) = &self.channel { Some(upstream) } else { None }
    }

    /// The file that tells its model who it is, if it is one.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.upstream()?.model.as_ref()?.system.as_ref()
    }

    /// Languages of its texts, BCP 47; none if nobody says.
    pub fn languages(&self) -> Vec<&str> {
        self.flow_bot().map(|own| own.flow.languages()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}
