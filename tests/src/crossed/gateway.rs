//! A Parlour whose bot lives on the other one.

use std::net::SocketAddr;

use super::served::{BOT, CHANNEL, Channel, KEYWORD, PAGE, Running};

/// What stands in the address of webhooks.
pub(super) const HOOK: &str = "hook-secret-0123456789abcdef0123456789";

/// Where webhooks of the bot come to, at a gateway that will listen at `address`.
pub(super) fn hook(address: SocketAddr) -> String {
    format!("{address}/hooks/{BOT}/{HOOK}")
}

/// Listens at `address` and asks the bot of `upstream`.
pub(super) fn start(channel: Channel, address: SocketAddr, upstream: SocketAddr) -> Result<Running, String> {
    let own = match channel {
        Channel::Certainly => format!("deployment_id = \"{BOT}\", start_ref = \"1\""),
        Channel::Aimylogic => "keyword = \"/start\"".to_owned(),
        Channel::ApiMedium => format!("channel_id = \"{CHANNEL}\", keyword = \"{KEYWORD}\""),
        Channel::OpenAi => "model = \"small\"".to_owned(),
    };
    // The others' addresses have their paths from the API.
    let path = if channel == Channel::OpenAi { "/v1" } else { "" };
    let name = channel.name();
    let file = format!(
        r#"
listen = "{address}"
store = "sqlite:gateway.db"
egress = {{ allow = ["127.0.0.1/32"] }}

[limits]
sessions_per_minute_per_ip = 1000
messages_per_minute_per_ip = 1000

[[bot]]
id = "{BOT}"
name = "Trail & Tent"
channel = "{name}"
origins = ["{PAGE}"]
webhook_path_secret = {{ env = "HOOK" }}
limits = {{ messages_per_minute = 600, burst = 60 }}
upstream = {{ base_url = "http://{upstream}{path}", token = {{ env = "TOKEN" }}, {own} }}
"#
    );
    Running::start(&file, &|name| match name {
        "TOKEN" => Some(channel.token().to_owned()),
        "HOOK" => Some(HOOK.to_owned()),
        _ => None,
    })
}
