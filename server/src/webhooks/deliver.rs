//! One try to send a webhook, and what becomes of it.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};
use tokio::time::sleep;

use crate::app::App;
use crate::channels::retry_after;
use crate::clock;
use crate::config::{Bot, ServedApi, WebhookTarget};
use crate::egress::{Call, Egress};
use crate::limits::{REQUEST_REST, WEBHOOK_TIMEOUT};
use crate::retry::about;
use crate::signature::sign;
use crate::store::Queued;
use crate::token::TokenHash;

/// The status of a receiver that wants nothing any more.
const GONE: u16 = 410;

/// Who is told: one entry of a bot's `serve_as`.
pub(crate) struct Receiver {
    /// The bot's key.
    pub bot: String,
    /// Which entry.
    pub api: ServedApi,
    /// Where it is.
    pub target: WebhookTarget,
}

impl Receiver {
    /// What is kept of its address, which may hold a secret of its own.
    pub(super) fn address(&self) -> TokenHash {
        TokenHash::of(self.target.url.as_str())
    }
}

/// What a try came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Try {
    /// It was taken.
    Taken,
    /// It was not, for this reason, in words of ours.
    Failed {
        /// `status 500`, or a word of [`crate::egress::Fault`].
        error: String,
        /// What the receiver asks to wait.
        wait: Option<Duration>,
    },
    /// The receiver wants nothing any more.
    Gone,
}

/// Sends the body once, signed. Of the answer the status is looked at and nothing else.
pub(crate) async fn post(egress: &Egress, receiver: &Receiver, id: &str, body: &str) -> Try {
    let now = clock::now_ms();
    let headers = sign(&receiver.target.keys, id, now / 1_000, body);
    let failed = |error: String| Try::Failed { error, wait: None };
    let call = match Call::webhook(receiver.target.url.clone(), &headers, body.to_owned()) {
        Ok(call) => call,
        Err(fault) => return failed(fault.word().to_owned()),
    };
    match egress.call_within(&call, WEBHOOK_TIMEOUT).await {
        Ok(answer) if receiver.api.is_taken(answer.status) => Try::Taken,
        Ok(answer) if answer.status == GONE => Try::Gone,
        Ok(answer) => Try::Failed {
            error: format!("status {}", answer.status),
            wait: answer.retry_after.and_then(|line| retry_after(&line, now)),
        },
        Err(trouble) => failed(trouble.fault.word().to_owned()),
    }
}

/// With the secret that its receiver knows it by: that of the Aimylogic API stands in each object (seed), and is
/// not kept with what waits.
fn complete(bot: &Bot, api: ServedApi, body: &str) -> Option<String> {
    let own = bot.serve_as.aimylogic.as_ref().filter(|_| api == ServedApi::Aimylogic)?;
    let mut objects: Vec<Map<String, Value>> = serde_json::from_str(body).ok()?;
    for object in &mut objects {
        object.insert("token".to_owned(), Value::from(own.token.expose_secret()));
    }
    serde_json::to_string(&objects).ok()
}

/// Sends a queued webhook, and keeps what came of it.
pub(super) async fn deliver(app: &App, receiver: &Receiver, queued: &Queued) {
    let id = format!("msg_{}_{}", app.store.epoch(), queued.id);
    let body = app.bots.by_key(&receiver.bot).and_then(|bot| complete(&bot, receiver.api, &queued.body));
    let body = body.as_deref().unwrap_or(&queued.body);
    let tried = post(&app.requests.egress, receiver, &id, body).await;
    let Receiver { bot, api, .. } = receiver;
    match &tried {
        Try::Taken => {}
        Try::Failed { error, .. } => {
            tracing::warn!(
                bot,
                api = api.as_str(),
                id,
                tries = queued.tries + 1,
                error,
                "a webhook was not taken"
            );
        }
        Try::Gone => tracing::error!(
            bot,
            api = api.as_str(),
            "the receiver of webhooks says that it is gone (410): nothing is sent to it before `parlour webhook \
             enable` or another address in the configuration; what there is to be told is kept as dead letters"
        ),
    }
    let mut draining = app.draining();
    // What came of it is kept in hand until the store takes it: sent again, it would come twice.
    while let Err(error) = keep(app, receiver, queued, &tried).await {
        tracing::warn!(%error, "what became of a webhook was not kept");
        tokio::select! {
            () = sleep(REQUEST_REST) => {}
            _ = draining.wait_for(|draining| *draining) => break,
        }
    }
}

async fn keep(app: &App, receiver: &Receiver, queued: &Queued, tried: &Try) -> Result<(), sqlx::Error> {
    let (bot, now) = (receiver.bot.as_str(), clock::now_ms());
    let mut write = app.store.write().await?;
    match tried {
        Try::Taken => write.end_webhook(bot, queued.id).await?,
        Try::Gone => {
            let api = receiver.api.as_str();
            write.note_gone(bot, api, &receiver.address(), now).await?;
            // This one was tried, those behind it were not.
            write.give_up_webhook(bot, queued, "status 410", now).await?;
            write.give_up_webhooks_of(bot, api, "status 410", now).await?;
        }
        Try::Failed { error, wait } => {
            let retry = usize::try_from(queued.tries).ok().and_then(|tries| app.config.retry.get(tries));
            match retry {
                Some(retry) => {
                    let asked = wait.map_or(0, |wait| i64::try_from(wait.as_millis()).unwrap_or_default());
                    let next_ms = now.saturating_add(about(*retry).max(asked));
                    write.put_off_webhook(bot, queued, next_ms, error).await?;
                }
                None => write.give_up_webhook(bot, queued, error, now).await?,
            }
        }
    }
    write.commit().await
}
