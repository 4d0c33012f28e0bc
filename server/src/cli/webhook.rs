//! `parlour webhook test`, the seed's "Test Webhook", and `enable`.

use std::path::Path;
use std::time::Instant;

use serde_json::json;
use uuid::Uuid;

use super::exit::Exit;
use super::store::{Stored, prepare, with_store};
use crate::clock;
use crate::config::ServedApi;
use crate::egress::Egress;
use crate::served::medium::sample;
use crate::webhooks::{Receiver, Try, post};

/// Sends a sample to the webhook of the bot's API medium and tells whether it was taken. Of the answer the
/// status is looked at and nothing else (threat row S3).
pub(super) fn test(config: &Path, bot: Uuid, json: bool) -> Exit {
    let (config, runtime) = match prepare(config) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let Some(bot) = config.bots.get(&bot) else {
        eprintln!("the configuration has no bot {bot}");
        return Exit::Usage;
    };
    let Some(served) = &bot.serve_as.api_medium else {
        eprintln!("the bot {} is not served as api_medium", bot.name);
        return Exit::Usage;
    };
    let receiver = Receiver { bot: bot.key(), api: ServedApi::ApiMedium, target: served.webhook.clone() };
    let (now, begun) = (clock::now_ms(), Instant::now());
    let body = sample(&served.channel_id, now);
    let egress = Egress::new(config.egress_allow.clone());
    let tried = runtime.block_on(post(&egress, &receiver, &format!("msg_test_{now}"), &body));
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (exit, error) = match tried {
        Try::Taken => (Exit::Done, None),
        Try::Gone => (Exit::Wrong, Some("status 410".to_owned())),
        Try::Failed { error, .. } if error.starts_with("status ") => (Exit::Wrong, Some(error)),
        Try::Failed { error, .. } => (Exit::Unreachable, Some(error)),
    };
    if json {
        println!("{}", json!({"reachable": error.is_none(), "error": error, "ms": ms}));
    } else if let Some(error) = error {
        println!("Not reachable: {} ({ms} ms)", why(&error));
    } else {
        println!("Reachable ({ms} ms)");
    }
    exit
}

/// Lets a running server, and the next one, send to receivers of the bot that said that they are gone. Dead letters
/// stay: `parlour dead-letters replay` sends them.
pub(super) fn enable(config: &Path, bot: Uuid, api: Option<&str>, json: bool) -> Exit {
    with_store(config, async |Stored { config, store }| {
        let Some(bot) = config.bots.get(&bot) else {
            eprintln!("the configuration has no bot {bot}");
            return Ok(Exit::Usage);
        };
        let mut write = store.write().await?;
        let mut enabled = Vec::new();
        for served in ServedApi::ALL.map(ServedApi::as_str) {
            if api.is_none_or(|api| api == served) && write.forget_gone(&bot.key(), served, None).await? {
                enabled.push(served);
            }
        }
        write.commit().await?;
        if json {
            println!("{}", json!({"enabled": enabled}));
        } else if enabled.is_empty() {
            eprintln!("no receiver of {} said that it is gone", bot.name);
        } else {
            println!("Enabled: {}", enabled.join(", "));
        }
        Ok(if enabled.is_empty() { Exit::Wrong } else { Exit::Done })
    })
}

/// For people.
fn why(error: &str) -> String {
    match error {
        "refused" => "an address that may not be called; see `egress` in CONFIG.md".to_owned(),
        "unreachable" => "no connection".to_owned(),
        "timeout" => "no answer in time".to_owned(),
        "invalid" => "no address that can be called".to_owned(),
        status => match status.strip_prefix("status ") {
            Some(status) => format!("it answered {status}, not 200"),
            None => status.to_owned(),
        },
    }
}
