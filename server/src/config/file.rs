//! The whole file, and the environment over it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use ipnet::IpNet;
use parlour_engine::Flow;
use secrecy::ExposeSecret as _;
use toml::de::DeTable;
use uuid::Uuid;

use super::accounts::{accounts, reports_path};
use super::bot::bot;
use super::flow::read_flow;
use super::mail::mail;
use super::mistake::Mistake;
use super::model::{Config, Demo, StoreAddress, origin_of};
use super::node::{At, Node};
use super::quantity;
use super::secret::secret;
use super::serve_as::tokens_differ;
use super::source::Source;
use crate::limits::{self, Limits};
use crate::origin::OriginPattern;
use crate::token::TokenHash;

/// Looks up an environment variable.
pub type Environment<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A configuration with its warnings, or every mistake.
pub(super) type Read = Result<(Config, Vec<Mistake>), Vec<Mistake>>;

/// Reads `path`; relative paths in it begin at its folder.
///
/// # Errors
/// Every mistake, warnings among them, in the order of the file.
pub fn load(path: &Path, environment: &Environment<'_>) -> Read {
    let name = path.display().to_string();
    let text = read_bounded(path).map_err(|error| vec![Mistake::unreadable(name.clone(), &error)])?;
    let base = path.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new("."));
    parse(&name, &text, base, environment)
}

/// Checks a flow file alone.
///
/// # Errors
/// Every mistake in the order of the file.
pub fn load_flow(path: &Path) -> Result<Flow, Vec<Mistake>> {
    read_flow(path).map(|(flow, _)| flow)
}

fn read_bounded(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > limits::CONFIG_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large for a configuration"));
    }
    fs::read_to_string(path)
}

/// Reads a configuration that is already in memory. `name` stands in mistakes, relative paths begin
/// at `base`, and `environment` is asked for `PARLOUR_…` and for secrets.
///
/// # Errors
/// Every mistake, warnings among them, in the order of the file.
pub fn parse(name: &str, text: &str, base: &Path, environment: &Environment<'_>) -> Read {
    let source = Source::new(name.to_owned(), text, base, environment);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        // What follows a syntax error is guesswork: these are reported alone.
        source.mistake(error.span().unwrap_or_default(), "syntax", error.message().trim().to_owned());
    }
    let config = if errors.is_empty() { read(&Node::new(&source, document.get_ref(), 0..0)) } else { None };
    let mistakes = source.into_mistakes();
    match config {
        Some(config) if !mistakes.iter().any(Mistake::is_error) => Ok((config, mistakes)),
        _ => Err(mistakes),
    }
}

fn read(root: &Node<'_>) -> Option<Config> {
    let listen = setting(root, "listen", "PARLOUR_LISTEN", "127.0.0.1:8080", |text, _| {
        text.parse::<SocketAddr>().map_err(|_| "must be an address and a port, such as 127.0.0.1:8080")
    });
    let public_url = setting(root, "public_url", "PARLOUR_PUBLIC_URL", "http://127.0.0.1:8080", |text, _| {
        let is_url = text.starts_with("http://") || text.starts_with("https://");
        if is_url {
            Ok(text.trim_end_matches('/').to_owned())
        } else {
            Err("must begin with http:// or https://")
        }
    });
    let store = setting(root, "store", "PARLOUR_STORE", "sqlite:parlour.db", |text, base| {
        match text.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//")) {
            Some("" | ":memory:") => Err("must name a file: sqlite:parlour.db"),
            Some(path) => Ok(StoreAddress::Sqlite(base.join(path))),
            None if text.starts_with("postgres:") => {
                Err("postgres is not served by this version; use sqlite:parlour.db")
            }
            None => Err("must be written sqlite:parlour.db"),
        }
    });
    let assets = match (root.source.environment)("PARLOUR_ASSETS") {
        Some(path) => {
            root.string("assets");
            Some(PathBuf::from(path))
        }
        None => root.folder("assets"),
    };
    let trusted_proxies = networks(root, "trusted_proxies");
    let egress_allow = egress_allow(root);
    let token_minutes = root.number("token_minutes", 1).unwrap_or(limits::TOKEN_MINUTES);
    let demo = demo(root);
    let limits = limits_table(root);
    let reports_path = reports_path(root);
    let mail = mail(root);
    let retry = retry(root);
    let admin_token = secret(root, "admin_token").map(|token| TokenHash::of(token.expose_secret()));
    known_for_later(root);
    let mut bots = bots(root);
    let own = public_url.as_deref().and_then(|url| origin_of(url).parse::<OriginPattern>().ok());
    for bot in bots.values_mut().filter_map(Arc::get_mut) {
        bot.own_origin.clone_from(&own);
        bot.is_on_loopback = listen.is_some_and(|address| address.ip().is_loopback());
    }
    tokens_differ(root, &bots);
    let accounts = accounts(root, &bots);
    root.finish();
    Some(Config {
        listen: listen?,
        public_url: public_url?,
        store: store?,
        trusted_proxies,
        egress_allow,
        assets,
        demo,
        bots,
        limits,
        token_minutes,
        reports_path,
        mail,
        accounts,
        admin_token,
        retry,
    })
}

/// Networks that flows may call besides global addresses.
fn egress_allow(root: &Node<'_>) -> Vec<IpNet> {
    let Some(egress) = root.table("egress") else { return Vec::new() };
    let allow = networks(&egress, "allow");
    egress.finish();
    allow
}

/// Waits between tries, for mails and webhooks.
fn retry(root: &Node<'_>) -> Vec<Duration> {
    let read = root.parsed_strings("webhook_retry", "durations such as \"5s\"", quantity::seconds);
    let seconds = if root.has("webhook_retry") { read } else { limits::RETRY_SECONDS.to_vec() };
    seconds.into_iter().map(Duration::from_secs).collect()
}

/// A top-level setting that an environment variable overrides. A relative path from the environment
/// begins at the working directory, as everywhere in a shell.
fn setting<T>(
    root: &Node<'_>,
    key: &'static str,
    variable: &'static str,
    default: &str,
    read: impl Fn(&str, &Path) -> Result<T, &'static str>,
) -> Option<T> {
    let written = root.string(key);
    let (result, name, span): (_, _, Range<usize>) = match ((root.source.environment)(variable), written) {
        (Some(text), _) => (read(&text, Path::new(".")), variable, 0..0),
        (None, Some(At { value, span })) => (read(value, root.source.base), key, span),
        (None, None) if root.has(key) => return None,
        (None, None) => (read(default, root.source.base), key, 0..0),
    };
    result.map_err(|why| root.source.mistake(span, "bad_value", format!("`{name}` {why}"))).ok()
}

pub(super) fn networks(node: &Node<'_>, key: &'static str) -> Vec<IpNet> {
    node.parsed_strings(key, "networks such as \"10.0.0.0/8\"", |text| {
        text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
    })
}

fn demo(root: &Node<'_>) -> Option<Demo> {
    let demo = root.table("demo")?;
    demo.require("index");
    demo.require("pages");
    let (index, pages) = (demo.file("index"), demo.folder("pages"));
    demo.finish();
    Some(Demo { index: index?.value, pages: pages? })
}

fn bots(root: &Node<'_>) -> BTreeMap<Uuid, Arc<super::Bot>> {
    let (mut ids, mut bots, mut channels) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
    for node in root.tables("bot") {
        let (id, bot) = bot(&node);
        if let Some(id) = id
            && !ids.insert(id.value)
        {
            let message = format!("there are two bots with the id {}", id.value);
            root.source.mistake(id.span, "duplicate_bot", message);
        }
        if let Some(bot) = bot {
            if let Some(served) = &bot.serve_as.api_medium
                && !channels.insert(served.channel_id.clone())
            {
                let message = format!("there are two channels with the id {:?}", served.channel_id);
                root.source.mistake(node.span(), "duplicate_channel", message);
            }
            bots.insert(bot.id, Arc::new(bot));
        }
    }
    if !root.has("bot") {
        root.source.mistake(0..0, "missing_key", "at least one [[bot]] is required");
    }
    bots
}

fn limits_table(root: &Node<'_>) -> Limits {
    let mut limits = Limits::default();
    let Some(table) = root.table("limits") else { return limits };
    let size = |key, value: &mut usize| {
        if let Some(bytes) = table.bytes(key) {
            *value = usize::try_from(bytes).unwrap_or(usize::MAX);
        }
    };
    size("body", &mut limits.body);
    size("api_body", &mut limits.api_body);
    size("hook_body", &mut limits.hook_body);
    limits.upload = table.bytes("upload").unwrap_or(limits.upload);
    let count = |key, value: &mut usize| {
        if let Some(number) = table.number(key, 1) {
            *value = usize::try_from(number).unwrap_or(usize::MAX);
        }
    };
    count("text_chars", &mut limits.text_chars);
    count("json_depth", &mut limits.json_depth);
    count("json_keys", &mut limits.json_keys);
    count("uploads_per_message", &mut limits.uploads_per_message);
    count("streams_per_session", &mut limits.streams_per_session);
    count("streams_per_ip", &mut limits.streams_per_ip);
    count("streams", &mut limits.streams);
    let rate = |key, value: &mut u32| {
        if let Some(number) = table.number(key, 1) {
            *value = u32::try_from(number).unwrap_or(u32::MAX);
        }
    };
    rate("sessions_per_minute_per_ip", &mut limits.sessions_per_minute_per_ip);
    rate("messages_per_minute_per_ip", &mut limits.messages_per_minute_per_ip);
    rate("medium_messages_per_minute", &mut limits.medium_messages_per_minute);
    table.finish();
    limits
}

/// Keys of the contract that this version reads but does not use yet: their types are checked.
fn known_for_later(root: &Node<'_>) {
    root.parsed("doorbell", "memory; other doorbells are not served by this version", |text| {
        (text == "memory").then_some(())
    });
}
