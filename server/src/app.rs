//! What every handler shares.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::bots::Bots;
use crate::clock;
use crate::config::{Bot, Config, StoreAddress};
use crate::growing::Growing;
use crate::handover::{Typing, tell_queue};
use crate::hub::Hub;
use crate::limits;
use crate::owners::Lent;
use crate::reports::{Bell, Counting, forget_files};
use crate::store::Store;
use crate::test_wire::TestWire;
use crate::throttle::{PerMinute, Throttle};
use crate::trial::Trials;
use crate::turns::purge;
use crate::uploads::{self, Uploads};
use crate::waiting::Requests;

/// The running server, seen from a handler.
pub(crate) struct App {
    /// The configuration.
    pub config: Config,
    /// Conversations at rest.
    pub store: Store,
    /// Who listens to which conversation.
    pub hub: Hub,
    /// Budgets of addresses.
    pub throttle: Throttle,
    /// The bots with their flows as they are now.
    pub bots: Bots,
    /// Conversations that wait for another server.
    pub requests: Requests,
    /// Answers that are being made.
    pub growing: Growing,
    /// Where agents are writing.
    pub typing: Typing,
    /// Files of visitors.
    pub uploads: Uploads,
    /// Asks for the flows to be read again.
    pub reload: Arc<Notify>,
    /// Wakes the worker of exports.
    pub exports: Bell,
    /// Counts what reports show.
    pub counting: Counting,
    /// Cookies of who is signed in to the owners' pages.
    pub cookies: Lent,
    /// What makes a new conversation a test.
    pub passes: Lent,
    /// What goes between this server and others in tests.
    pub test_wire: TestWire,
    /// Checks of this server's own APIs.
    pub trials: Trials,
    /// Where this server listens, once it does.
    pub address: OnceLock<SocketAddr>,
    visitors: HashMap<Uuid, PerMinute<i64>>,
    draining: watch::Sender<bool>,
}

impl App {
    /// Opens the store of `config`.
    ///
    /// # Errors
    /// If the store cannot be opened.
    pub(crate) async fn open(config: Config) -> Result<Arc<Self>, sqlx::Error> {
        let StoreAddress::Sqlite(path) = &config.store;
        let store = Store::open(path).await?;
        let sentence = "You are writing very fast. Please wait a moment.";
        let budget = |bot: &Bot| PerMinute::new(bot.rate.per_minute, bot.rate.burst, sentence);
        let visitors = config.bots.values().map(|bot| (bot.id, budget(bot))).collect();
        let throttle = Throttle::new(&config.limits);
        Ok(Arc::new(Self {
            growing: Growing::default(),
            typing: Typing::default(),
            uploads: Uploads::new(&config, &store),
            store,
            hub: Hub::default(),
            throttle,
            bots: Bots::new(&config.bots),
            requests: Requests::new(config.egress_allow.clone(), config.bots.values().map(|bot| bot.key())),
            reload: Arc::default(),
            config,
            exports: Bell::default(),
            counting: Counting::default(),
            cookies: Lent::new(limits::SIGN_IN_HOURS, limits::SIGNED_IN),
            passes: Lent::new(limits::TEST_PASS_HOURS, limits::TEST_PASSES),
            test_wire: TestWire::new(clock::now_ms()),
            trials: Trials::default(),
            address: OnceLock::new(),
            visitors,
            draining: watch::Sender::new(false),
        }))
    }

    /// A visitor's own budget at this bot.
    pub(crate) fn visitors(&self, bot: &Bot) -> Option<&PerMinute<i64>> {
        self.visitors.get(&bot.id)
    }

    /// Becomes `true` when the server begins to stop.
    pub(crate) fn draining(&self) -> watch::Receiver<bool> {
        self.draining.subscribe()
    }

    /// Says goodbye to every open stream.
    pub(crate) fn drain(&self) {
        self.draining.send_replace(true);
    }

    /// Forgets what nobody needs any more.
    pub(crate) async fn sweep(&self) {
        self.throttle.sweep();
        self.visitors.values().for_each(PerMinute::sweep);
        if let Err(error) = self.sweep_store().await {
            tracing::warn!(%error, "expired rows were not forgotten");
        }
    }

    async fn sweep_store(&self) -> Result<(), sqlx::Error> {
        let now = clock::now_ms();
        let mut told = Vec::new();
        let mut write = self.store.write().await?;
        write.forget_sessions(now - clock::days(limits::TOKEN_DAYS)).await?;
        write.forget_keyed_answers(now - clock::minutes(limits::IDEMPOTENCY_HOURS * 60)).await?;
        write.forget_report_jobs(now - clock::days(limits::EXPORT_DAYS)).await?;
        let unused = now - clock::minutes(limits::UNUSED_UPLOAD_HOURS * 60);
        write.forget_unused_attachments(unused).await?;
        write.forget_hooks(now - clock::days(limits::HOOK_DAYS)).await?;
        write.forget_dead_webhooks(now - clock::days(limits::HOOK_DAYS)).await?;
        for bot in self.config.bots.values() {
            told.extend(tell_queue(&mut write, &bot.key(), now).await?);
            // Those that never were in a queue that was full.
            write.drop_oldest_dead_webhooks(&bot.key()).await?;
        }
        write.commit().await?;
        for conversation in told {
            self.hub.ring(conversation);
        }
        let mut purged = 0;
        for bot in self.config.bots.values() {
            let Some(days) = bot.retention_days else { continue };
            purged += purge(&self.store, &bot.key(), now.saturating_sub(clock::days(days))).await?;
        }
        if purged > 0 {
            tracing::info!(conversations = purged, "removed what is older than retention allows");
            self.store.wipe_log().await;
        }
        uploads::sweep(&self.uploads.folder, &self.store).await?;
        forget_files(&self.config, &self.store).await
    }
}
