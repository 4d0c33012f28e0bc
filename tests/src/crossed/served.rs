//! A Parlour whose bot is served over every API it can be.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use parlour_server::conform::Api;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::conformance::{Message, exchange, fill};

pub(super) const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
pub(super) const PAGE: &str = "https://shop.example";
pub(super) const CHANNEL: &str = "D9LjuWl0jappznT5";
pub(super) const KEYWORD: &str = "#shop";
pub(super) const TOKEN: &str = "CANARY-token-of-the-bot";
pub(super) const ACCOUNT: &str = "CANARY-token-of-the-analyst";
/// As tokens of this API look: eight letters, a colon, forty digits (protocols.md 3.1).
pub(super) const CHATAPI: &str = "CANARYab:0123456789abcdef0123456789abcdef01234567";
pub(super) const MEDIUM: &str = "CANARY-token-of-the-channel";
/// The model knows nobody by it.
const MODEL: &str = "CANARY-key-of-the-model";

/// A bot API from both sides: as it is served, and as a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The chat REST API.
    Certainly,
    /// `/chatapi/{token}`.
    Aimylogic,
    /// Messages in, webhooks out.
    ApiMedium,
    /// A language model. Nobody is served one.
    OpenAi,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Certainly, Self::Aimylogic, Self::ApiMedium, Self::OpenAi];

    /// As `channel` of a configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certainly => "certainly",
            Self::Aimylogic => "aimylogic",
            Self::ApiMedium => "api_medium",
            Self::OpenAi => "openai",
        }
    }

    /// As `parlour conform` knows it; none where Parlour is a client only.
    pub fn api(self) -> Option<Api> {
        match self {
            Self::Certainly => Some(Api::Certainly),
            Self::Aimylogic => Some(Api::Aimylogic),
            Self::ApiMedium => Some(Api::ApiMedium),
            Self::OpenAi => None,
        }
    }

    /// What proves who asks.
    pub(super) fn token(self) -> &'static str {
        match self {
            Self::Certainly => TOKEN,
            Self::Aimylogic => CHATAPI,
            Self::ApiMedium => MEDIUM,
            Self::OpenAi => MODEL,
        }
    }
}

/// Stops when dropped, and takes its store with it.
pub(super) struct Running {
    pub(super) runtime: Runtime,
    server: Option<parlour_server::Running>,
    _folder: TempDir,
}

impl Running {
    /// Starts a server of this configuration, with the story's flow beside it.
    pub(super) fn start(file: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let flow = Path::new(env!("CARGO_MANIFEST_DIR")).join("story/flow.toml");
        std::fs::copy(flow, folder.path().join("flow.toml")).map_err(|error| error.to_string())?;
        let (config, _) = parlour_server::config::parse("story.toml", file, folder.path(), environment)
            .map_err(|mistakes| format!("{mistakes:?}"))?;
        let runtime = runtime()?;
        let server = runtime.block_on(parlour_server::start(config)).map_err(|error| error.to_string())?;
        Ok(Self { runtime, server: Some(server), _folder: folder })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.server.as_ref().map_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)), |server| server.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }
}

pub(super) fn runtime() -> Result<Runtime, String> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().map_err(|error| error.to_string())
}

/// The bot over every API; what it says by webhook goes to `hook`, an address with a path.
pub(super) fn serve(hook: &str) -> Result<Running, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("story/parlour.toml");
    let file = std::fs::read(file).map_err(|error| error.to_string())?;
    let hooks = BTreeMap::from([("CHATAPI_HOOK", hook.to_owned()), ("MEDIUM_HOOK", hook.to_owned())]);
    let file = String::from_utf8(fill(&file, &hooks)?).map_err(|error| error.to_string())?;
    Running::start(&file, &|name| {
        let value = match name {
            "STORY_TOKEN" => TOKEN,
            "STORY_ACCOUNT" => ACCOUNT,
            "STORY_CHATAPI" => CHATAPI,
            "STORY_MEDIUM" => MEDIUM,
            _ => return None,
        };
        Some(value.to_owned())
    })
}

/// A port nobody listens at.
pub(super) fn free_port() -> Result<SocketAddr, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map_err(|error| error.to_string())
}

/// The APIs that a server has a route for: the right token does not find nothing there.
pub fn served() -> Result<Vec<Channel>, String> {
    let server = serve("127.0.0.1:9/")?;
    let mut found = Vec::new();
    for channel in Channel::ALL {
        let (path, body) = match channel {
            Channel::Certainly => (format!("/api/webchat/bot/{BOT}/messages/"), "{}".to_owned()),
            Channel::Aimylogic => {
                (format!("/chatapi/{CHATAPI}"), r#"{"clientId":"a","query":"a"}"#.to_owned())
            }
            Channel::ApiMedium => (
                "/api/medium/messages".to_owned(),
                format!(r#"{{"channelID":"{CHANNEL}","token":"{MEDIUM}","message":"a"}}"#),
            ),
            Channel::OpenAi => continue,
        };
        let request = format!("POST {path} HTTP/1.1\nContent-Type: application/json\n\n{body}");
        let reply = exchange(server.address(), &Message::read(request.as_bytes())?, None)?;
        if !reply.first_line.contains(" 404 ") {
            found.push(channel);
        }
    }
    Ok(found)
}
