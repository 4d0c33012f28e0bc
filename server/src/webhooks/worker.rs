//! One task for each receiver: what is due, oldest first, one of each conversation, several at once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::deliver::{Receiver, deliver};
use crate::app::App;
use crate::clock;
use crate::config::ServedApi;
use crate::limits::{REQUEST_REST, WEBHOOK_POLL, WEBHOOKS_AT_ONCE};

/// Why webhooks are given up that wait for a receiver the configuration does not have any more.
const NO_RECEIVER: &str = "no receiver";

/// Sends webhooks until the server drains, those that were left when it ended among them. What is on its
/// way then is waited for; cut off, it is sent again after the restart.
pub(crate) async fn work(app: Arc<App>) {
    let receivers: Vec<Receiver> = app
        .config
        .bots
        .values()
        .flat_map(|bot| {
            ServedApi::ALL.into_iter().filter_map(|api| {
                let target = bot.serve_as.webhook(api)?.clone();
                Some(Receiver { bot: bot.key(), api, target })
            })
        })
        .collect();
    for receiver in receivers.iter().filter(|receiver| receiver.target.keys.is_empty()) {
        tracing::warn!(
            bot = receiver.bot,
            api = receiver.api.as_str(),
            "webhooks are not signed: no webhook_secret"
        );
    }
    begin(&app, &receivers).await;
    let mut tasks = JoinSet::new();
    for receiver in receivers {
        tasks.spawn(send(Arc::clone(&app), Arc::new(receiver)));
    }
    while tasks.join_next().await.is_some() {}
}

/// The configuration was read: receivers that were gone are tried again at another address, and what waits for
/// one that is no longer there is given up.
async fn begin(app: &App, receivers: &[Receiver]) {
    let begun = async {
        let awaited = app.store.awaited_receivers().await?;
        let mut write = app.store.write().await?;
        for receiver in receivers {
            write.forget_gone(&receiver.bot, receiver.api.as_str(), Some(&receiver.address())).await?;
        }
        for (bot, api) in &awaited {
            if !receivers.iter().any(|receiver| receiver.bot == *bot && receiver.api.as_str() == api) {
                let count = write.give_up_webhooks_of(bot, api, NO_RECEIVER, clock::now_ms()).await?;
                tracing::warn!(
                    bot,
                    api,
                    count,
                    "webhooks wait for a receiver the configuration does not have"
                );
            }
        }
        write.commit().await
    };
    if let Err(error) = begun.await {
        tracing::warn!(%error, "webhooks were not looked through");
    }
}

/// What a receiver's task knows.
struct Line {
    app: Arc<App>,
    receiver: Arc<Receiver>,
    tasks: JoinSet<i64>,
    /// Conversations with a webhook on its way: an older one may come back to the queue meanwhile
    /// (`parlour dead-letters replay`).
    on_their_way: HashSet<i64>,
}

async fn send(app: Arc<App>, receiver: Arc<Receiver>) {
    let (mut news, mut draining) = (app.store.webhooks_came(), app.draining());
    let mut line = Line { app, receiver, tasks: JoinSet::new(), on_their_way: HashSet::new() };
    while !*draining.borrow() {
        let rest = line.look().await;
        tokio::select! {
            ended = line.tasks.join_next(), if !line.tasks.is_empty() => line.end(ended),
            _ = news.changed() => {}
            () = sleep(rest) => {}
            _ = draining.wait_for(|draining| *draining) => break,
        }
    }
    while line.tasks.join_next().await.is_some() {}
}

impl Line {
    /// Sends what may be sent now. Returns the time until the next look, if nothing comes before.
    async fn look(&mut self) -> Duration {
        match self.try_look().await {
            Ok(()) => WEBHOOK_POLL,
            Err(error) => {
                tracing::warn!(%error, "webhooks rest");
                REQUEST_REST
            }
        }
    }

    async fn try_look(&mut self) -> Result<(), sqlx::Error> {
        let (bot, api) = (self.receiver.bot.as_str(), self.receiver.api);
        let limit = WEBHOOKS_AT_ONCE.saturating_add(self.on_their_way.len());
        let due = self.app.store.due_webhooks(bot, api, clock::now_ms(), limit).await?;
        if due.is_empty() {
            return Ok(());
        }
        // Asked each time: `parlour webhook enable` is another process.
        if self.app.store.is_gone(bot, api.as_str()).await? {
            let mut write = self.app.store.write().await?;
            write.give_up_webhooks_of(bot, api.as_str(), "status 410", clock::now_ms()).await?;
            return write.commit().await;
        }
        for queued in due {
            if self.on_their_way.len() >= WEBHOOKS_AT_ONCE || !self.on_their_way.insert(queued.conversation) {
                continue;
            }
            let (app, receiver) = (Arc::clone(&self.app), Arc::clone(&self.receiver));
            self.tasks.spawn(async move {
                deliver(&app, &receiver, &queued).await;
                queued.conversation
            });
        }
        Ok(())
    }

    fn end(&mut self, ended: Option<Result<i64, tokio::task::JoinError>>) {
        match ended {
            Some(Ok(conversation)) => {
                self.on_their_way.remove(&conversation);
            }
            // A task that did not end has told no conversation: none is on its way once all have ended.
            _ if self.tasks.is_empty() => self.on_their_way.clear(),
            _ => {}
        }
    }
}
