//! A gateway of its own for each case: one bot, whose answers come from the script.

use std::net::SocketAddr;

use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::case::Case;
use crate::conformance::{Message, exchange};

const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const PAGE: &str = "https://shop.example";
/// What the upstream must be shown, and nobody else may see.
pub(super) const TOKEN: &str = "CANARY:token-of-the-upstream";
/// What stands in the address of webhooks.
const HOOK: &str = "hook-secret-0123456789abcdef0123456789";

/// Stops when dropped, and takes its store with it.
pub(super) struct Gateway {
    runtime: Runtime,
    server: Option<parlour_server::Running>,
    _folder: TempDir,
    bearer: String,
}

fn config(case: &Case, upstream: SocketAddr) -> String {
    let (channel, about) = (case.channel(), &case.about);
    let own = match channel {
        "certainly" => ", deployment_id = \"dep-1\"",
        "api_medium" => ", channel_id = \"D9LjuWl0jappznT5\"",
        "openai" => ", model = \"small\"",
        _ => "",
    };
    let more = if about.upstream.is_empty() { String::new() } else { format!(", {}", about.upstream) };
    format!(
        r#"
listen = "127.0.0.1:0"
store = "sqlite:cases.db"
egress = {{ allow = ["127.0.0.1/32"] }}

[limits]
sessions_per_minute_per_ip = 1000
messages_per_minute_per_ip = 1000

[[bot]]
id = "{BOT}"
name = "Case bot"
channel = "{channel}"
origins = ["{PAGE}"]
webhook_path_secret = {{ env = "CASE_HOOK" }}
limits = {{ messages_per_minute = 600, burst = 60 }}
upstream = {{ base_url = "http://{upstream}/base", token = {{ env = "CASE_TOKEN" }}{own}{more} }}
{}
"#,
        about.bot
    )
}

impl Gateway {
    /// Starts it, and opens a visitor's conversation.
    pub(super) fn start(case: &Case, upstream: SocketAddr) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let environment = |name: &str| match name {
            "CASE_TOKEN" => Some(TOKEN.to_owned()),
            "CASE_HOOK" => Some(HOOK.to_owned()),
            _ => None,
        };
        let file = config(case, upstream);
        let (config, _) = parlour_server::config::parse("case.toml", &file, folder.path(), &environment)
            .map_err(|mistakes| format!("{mistakes:?}"))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let server = runtime.block_on(parlour_server::start(config)).map_err(|error| error.to_string())?;
        let mut gateway = Self { runtime, server: Some(server), _folder: folder, bearer: String::new() };
        let session = gateway.ask("POST", "session", "{}")?;
        let body = String::from_utf8_lossy(&session.body).into_owned();
        let token = body.split_once("\"token\":\"").and_then(|(_, rest)| rest.split_once('"'));
        let (token, _) = token.ok_or(format!("no session: {body}"))?;
        token.clone_into(&mut gateway.bearer);
        Ok(gateway)
    }

    fn address(&self) -> SocketAddr {
        self.server.as_ref().map_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)), |server| server.address)
    }

    /// A visitor's request.
    pub(super) fn ask(&self, method: &str, end: &str, body: &str) -> Result<Message, String> {
        let mut head = format!("{method} /api/webchat/bot/{BOT}/{end} HTTP/1.1\nOrigin: {PAGE}\n");
        if !self.bearer.is_empty() {
            head.extend(["Authorization: Bearer ", &self.bearer, "\n"]);
        }
        let text = format!("{head}Content-Type: application/json\n\n{body}");
        exchange(self.address(), &Message::read(text.as_bytes())?, None)
    }

    /// A webhook of the upstream.
    pub(super) fn hook(&self, body: &str) -> Result<Message, String> {
        let text = format!("POST /hooks/{BOT}/{HOOK} HTTP/1.1\nContent-Type: application/json\n\n{body}");
        exchange(self.address(), &Message::read(text.as_bytes())?, None)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }
}
