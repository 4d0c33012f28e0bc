//! Who waits: in memory, beside the rows of the store.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};

use crate::config::Config;
use crate::egress::Egress;
use crate::limits;
use crate::store::Scope;

/// `request_error` of a request that is not made because too many wait.
pub(crate) const BUSY: &str = "busy";

/// Conversations that wait, and who waits for their answers.
pub(crate) struct Requests {
    pub(super) egress: Egress,
    /// Calls that may be made at once, of each bot.
    places: HashMap<String, Arc<Semaphore>>,
    running: Mutex<HashMap<Scope, Run>>,
    /// How many there are.
    count: watch::Sender<usize>,
    rests: Mutex<HashMap<(i64, i64), watch::Sender<Option<Arc<str>>>>>,
}

/// A conversation that is being worked at.
#[derive(Default)]
struct Run {
    /// There is more since it was last looked at.
    has_more: bool,
}

/// The rest of an answer, when it comes.
pub(crate) struct Rest(watch::Receiver<Option<Arc<str>>>);

impl Rest {
    /// The whole answer's bytes; none if it will not come.
    pub(crate) async fn whole(mut self) -> Option<Arc<str>> {
        self.0.wait_for(Option::is_some).await.ok().and_then(|whole| whole.clone())
    }
}

/// Holds a conversation's run; dropped, the conversation is not worked at.
pub(super) struct Running<'a> {
    requests: &'a Requests,
    scope: Scope,
    is_over: bool,
}

impl Requests {
    pub(crate) fn new(config: &Config) -> Self {
        let place = || Arc::new(Semaphore::new(limits::REQUESTS_PER_BOT));
        Self {
            egress: Egress::new(config.egress_allow.clone()),
            places: config.bots.values().map(|bot| (bot.key(), place())).collect(),
            running: Mutex::default(),
            count: watch::Sender::new(0),
            rests: Mutex::default(),
        }
    }

    /// The rest of the answer to a message that waits in this row. Asked for inside the transaction that
    /// saw the row, so that the answer cannot come before.
    pub(crate) fn rest(&self, scope: &Scope, id: i64) -> Rest {
        let mut rests = lock(&self.rests);
        rests.retain(|_, sender| !sender.is_closed());
        let sender = rests.entry((scope.conversation, id)).or_insert_with(|| watch::Sender::new(None));
        Rest(sender.subscribe())
    }

    /// The answer is whole.
    pub(crate) fn answer(&self, scope: &Scope, id: i64, body: &str) {
        if let Some(sender) = lock(&self.rests).remove(&(scope.conversation, id)) {
            sender.send_replace(Some(Arc::from(body)));
        }
    }

    /// Whether the bot is at work in this conversation.
    pub(crate) fn is_at_work(&self, scope: &Scope) -> bool {
        lock(&self.running).contains_key(scope)
    }

    /// Whether this conversation may wait for a call, beside the others of its bot.
    pub(crate) fn has_room(&self, scope: &Scope) -> bool {
        let running = lock(&self.running);
        let others = running.keys().filter(|other| other.bot == scope.bot);
        running.contains_key(scope) || others.count() < limits::REQUESTS_WAITING_PER_BOT
    }

    /// Returns when nobody waits any more.
    pub(crate) async fn idle(&self) {
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }

    pub(super) fn places(&self, bot: &str) -> Option<Arc<Semaphore>> {
        self.places.get(bot).cloned()
    }

    /// Notes that the conversation has something to be done; `true` if nobody is at it yet.
    pub(super) fn note(&self, scope: &Scope) -> bool {
        let mut running = lock(&self.running);
        let is_new = match running.entry(scope.clone()) {
            Entry::Occupied(mut run) => {
                run.get_mut().has_more = true;
                false
            }
            Entry::Vacant(place) => {
                place.insert(Run::default());
                true
            }
        };
        self.count.send_replace(running.len());
        is_new
    }

    pub(super) fn hold(&self, scope: Scope) -> Running<'_> {
        Running { requests: self, scope, is_over: false }
    }
}

impl Running<'_> {
    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether there is nothing left; what came since the last look is something.
    pub(super) fn is_over(&mut self) -> bool {
        let mut running = lock(&self.requests.running);
        if let Some(run) = running.get_mut(&self.scope)
            && core::mem::take(&mut run.has_more)
        {
            return false;
        }
        running.remove(&self.scope);
        self.requests.count.send_replace(running.len());
        self.is_over = true;
        true
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            let mut running = lock(&self.requests.running);
            running.remove(&self.scope);
            self.requests.count.send_replace(running.len());
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
