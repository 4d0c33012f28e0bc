//! The waiting room: conversations that wait for another server, and who waits for their answers. In
//! memory, beside the rows of the store.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;

use crate::egress::{Breaker, Egress};
use crate::limits;
use crate::store::Scope;

/// `request_error` of a request that is not made because too many wait.
pub(crate) const BUSY: &str = "busy";

/// Conversations that wait, and who waits for their answers.
pub(crate) struct Requests {
    /// Makes the calls.
    pub(crate) egress: Egress,
    /// Calls that may be made at once, of each bot.
    places: HashMap<String, Arc<Semaphore>>,
    /// Looks at what upstreams remember that may be made at once, of each bot.
    sweeps: HashMap<String, Arc<Semaphore>>,
    /// Of each bot's upstream.
    breakers: HashMap<String, Mutex<Breaker>>,
    running: Mutex<HashMap<Scope, Run>>,
    /// Until when an answer of a bot that answers later is expected.
    expected: Mutex<HashMap<Scope, Instant>>,
    /// Those nobody works at yet, each once.
    begun: UnboundedSender<Scope>,
    to_begin: tokio::sync::Mutex<UnboundedReceiver<Scope>>,
    /// How many there are.
    count: watch::Sender<usize>,
    /// By conversation and row.
    rests: Mutex<HashMap<(i64, i64), watch::Sender<Whole>>>,
}

/// A conversation that is being worked at.
#[derive(Default)]
struct Run {
    /// There is more since it was last looked at.
    has_more: bool,
}

/// The rest of an answer, when it comes.
pub(crate) struct Rest(watch::Receiver<Whole>);

/// An answer's bytes, once they are all there.
type Whole = Option<Arc<str>>;

impl Rest {
    /// The whole answer's bytes; none if it will not come.
    pub(crate) async fn whole(mut self) -> Option<Arc<str>> {
        self.0.wait_for(Option::is_some).await.ok().and_then(|whole| whole.clone())
    }
}

/// Holds a conversation's run; dropped, the conversation is not worked at.
pub(crate) struct Running<'a> {
    requests: &'a Requests,
    scope: Scope,
    is_over: bool,
}

impl Requests {
    /// An empty waiting room for these bots. Calls reach `allow` besides global addresses.
    pub(crate) fn new(allow: Vec<IpNet>, bots: impl IntoIterator<Item = String>) -> Self {
        let (begun, to_begin) = unbounded_channel();
        let place = || Arc::new(Semaphore::new(limits::REQUESTS_PER_BOT));
        let bots: Vec<String> = bots.into_iter().collect();
        Self {
            egress: Egress::new(allow),
            sweeps: bots
                .iter()
                .map(|bot| (bot.clone(), Arc::new(Semaphore::new(limits::SWEEPS_PER_BOT))))
                .collect(),
            breakers: bots.iter().map(|bot| (bot.clone(), Mutex::default())).collect(),
            places: bots.into_iter().map(|bot| (bot, place())).collect(),
            running: Mutex::default(),
            expected: Mutex::default(),
            begun,
            to_begin: tokio::sync::Mutex::new(to_begin),
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
        let is_expected = || lock(&self.expected).get(scope).is_some_and(|until| *until > Instant::now());
        lock(&self.running).contains_key(scope) || is_expected()
    }

    /// The bot has taken a message, and answers it later.
    pub(crate) fn expect(&self, scope: &Scope, until: Instant) {
        let mut expected = lock(&self.expected);
        expected.retain(|_, until| *until > Instant::now());
        expected.insert(scope.clone(), until);
    }

    /// It has answered.
    pub(crate) fn stop_expecting(&self, scope: &Scope) {
        lock(&self.expected).remove(scope);
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

    /// Places of calls of this bot.
    pub(crate) fn places(&self, bot: &str) -> Option<Arc<Semaphore>> {
        self.places.get(bot).cloned()
    }

    /// Places of looks at what this bot's upstream remembers.
    pub(crate) fn sweeps(&self, bot: &str) -> Option<Arc<Semaphore>> {
        self.sweeps.get(bot).cloned()
    }

    /// The breaker of this bot's upstream.
    pub(crate) fn breaker(&self, bot: &str) -> Option<&Mutex<Breaker>> {
        self.breakers.get(bot)
    }

    /// The conversation has something to be done. Called after the commit.
    pub(crate) fn begin(&self, scope: &Scope) {
        let mut running = lock(&self.running);
        match running.entry(scope.clone()) {
            Entry::Occupied(mut run) => run.get_mut().has_more = true,
            Entry::Vacant(place) => {
                place.insert(Run::default());
                let _ = self.begun.send(scope.clone());
            }
        }
        self.count.send_replace(running.len());
    }

    /// The next conversation to be worked at.
    pub(crate) async fn next(&self) -> Option<Scope> {
        self.to_begin.lock().await.recv().await
    }

    /// Works at the conversation.
    pub(crate) fn hold(&self, scope: Scope) -> Running<'_> {
        Running { requests: self, scope, is_over: false }
    }
}

impl Running<'_> {
    /// Which conversation.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether there is nothing left; what came since the last look is something.
    pub(crate) fn is_over(&mut self) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(bot: &str, conversation: usize) -> Scope {
        Scope { bot: bot.to_owned(), conversation: i64::try_from(conversation).unwrap() }
    }

    #[tokio::test]
    async fn a_bot_whose_calls_pile_up_takes_nothing_from_another() {
        let room = Requests::new(Vec::new(), Vec::new());
        for conversation in 0..limits::REQUESTS_WAITING_PER_BOT {
            let scope = scope("one", conversation);
            assert!(room.has_room(&scope), "{conversation}");
            room.begin(&scope);
        }
        assert!(!room.has_room(&scope("one", limits::REQUESTS_WAITING_PER_BOT)));
        assert!(room.has_room(&scope("one", 0)), "it waits already");
        assert!(room.has_room(&scope("other", limits::REQUESTS_WAITING_PER_BOT)));
    }

    #[tokio::test]
    async fn what_comes_while_a_conversation_is_worked_at_is_not_lost_and_not_begun_twice() {
        let room = Requests::new(Vec::new(), Vec::new());
        room.begin(&scope("one", 1));
        let mut running = room.hold(room.next().await.unwrap());
        room.begin(&scope("one", 1));
        assert!(!running.is_over(), "there is more");
        assert!(room.is_at_work(&scope("one", 1)));
        assert!(running.is_over());
        room.idle().await;
        room.begin(&scope("one", 1));
        assert_eq!(room.next().await, Some(scope("one", 1)));
    }

    #[tokio::test]
    async fn everyone_who_waits_for_an_answer_gets_it_and_nobody_waits_for_one_that_will_not_come() {
        let room = Requests::new(Vec::new(), Vec::new());
        let (one, other, lost) =
            (room.rest(&scope("one", 1), 7), room.rest(&scope("one", 1), 7), room.rest(&scope("one", 1), 8));
        room.answer(&scope("one", 1), 7, "all");
        assert_eq!(
            (one.whole().await.as_deref(), other.whole().await.as_deref()),
            (Some("all"), Some("all"))
        );
        drop(room);
        assert_eq!(lost.whole().await, None);
    }
}
