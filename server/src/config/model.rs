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
use uuid::Uuid;

use crate::limits::Limits;
use crate::origin::OriginPattern;
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
    /// Waits between tries to mail a report, before chance adds to or takes from them.
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
    /// What answers: the embedded engine's flow.
    pub flow: Flow,
    /// Its file, read again when it changes.
    pub flow_file: PathBuf,
    /// Values of the secret headers of its requests.
    pub secrets: Arc<Secrets>,
    /// Which state of the file it is: the first 12 digits of its SHA-256.
    pub flow_version: String,
    /// The module that speaks first.
    pub starting_module: Option<ModuleId>,
    /// Modules a visitor may start at besides.
    pub refs: Vec<ModuleId>,
    /// As the configuration names them.
    pub ref_names: Vec<String>,
    /// Pages that may talk to it, and hold it in a frame.
    pub origins: Vec<OriginPattern>,
    /// This server's own, whose pages are the frame and the plain page.
    pub own_origin: Option<OriginPattern>,
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

    /// The id as it stands in paths and in the store.
    pub fn key(&self) -> String {
        self.id.hyphenated().to_string()
    }

    /// The module that a visitor's `ref` names, if a visitor may go there.
    pub fn find_for_visitor(&self, reference: &str) -> Option<ModuleId> {
        let module = self.flow.find(reference)?;
        (self.starting_module == Some(module) || self.refs.contains(&module)).then_some(module)
    }
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}
