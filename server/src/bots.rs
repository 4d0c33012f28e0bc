//! The bots, with their flows as they are now.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use uuid::Uuid;

use crate::config::Bot;

/// The bots by deployment id. Whoever took one keeps it as it was: a turn is heard by one flow.
pub(crate) struct Bots(RwLock<BTreeMap<Uuid, Arc<Bot>>>);

impl Bots {
    pub(crate) fn new(bots: &BTreeMap<Uuid, Arc<Bot>>) -> Self {
        Self(RwLock::new(bots.clone()))
    }

    /// The bot as it is now.
    pub(crate) fn get(&self, id: &Uuid) -> Option<Arc<Bot>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// The bot of an id as it stands in the store.
    pub(crate) fn by_key(&self, key: &str) -> Option<Arc<Bot>> {
        self.get(&Uuid::try_parse(key).ok()?)
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Bot>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Puts the bot in the place of the one with its id, for whoever asks from now on.
    pub(crate) fn replace(&self, bot: Bot) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(bot.id, Arc::new(bot));
    }
}
