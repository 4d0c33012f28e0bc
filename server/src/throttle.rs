//! Who has asked too often, and who holds too many streams. The numbers are in [`crate::limits`].

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use crate::error::{ApiError, ApiResult};
use crate::limits::{self, Limits};

/// So many a minute for each key, some of them at once.
pub(crate) struct PerMinute<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    sentence: &'static str,
}

impl<K: Hash + Eq + Clone> PerMinute<K> {
    /// `count` a minute, at most `burst` of them at once; zero counts as one.
    pub(crate) fn new(count: u32, burst: u32, sentence: &'static str) -> Self {
        let quota = Quota::per_minute(at_least_one(count)).allow_burst(at_least_one(burst));
        Self { limiter: RateLimiter::keyed(quota), sentence }
    }

    /// Counts one request of `key`, or says when there is room again.
    pub(crate) fn count(&self, key: &K) -> ApiResult<()> {
        self.limiter.check_key(key).map_err(|refusal| {
            let wait = refusal.wait_time_from(DefaultClock::default().now());
            ApiError::rate_limited(self.sentence, wait.as_secs() + 1)
        })
    }

    /// Forgets keys whose budget is full again.
    pub(crate) fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

fn at_least_one(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// Budgets that belong to an address.
pub(crate) struct Throttle {
    /// `POST …/session`.
    pub sessions: PerMinute<IpAddr>,
    /// `POST …/messages/` of visitors, and of callers whose token is unknown.
    pub messages: PerMinute<IpAddr>,
    /// Reports of an account.
    pub reports: PerMinute<String>,
    /// Tries to sign in to the reports' pages.
    pub sign_ins: PerMinute<IpAddr>,
    /// Tokens of owners in headers, right or wrong, by address.
    pub owners: PerMinute<IpAddr>,
    /// Agents of a bot.
    pub agents: PerMinute<String>,
    /// Builders who test their bots.
    pub builders: PerMinute<String>,
    /// `POST …/attachments`.
    pub uploads: PerMinute<IpAddr>,
    /// Messages of a bot's channel of the served API medium.
    pub medium: PerMinute<Uuid>,
    /// Questions and saved states of a bot's token of the served Aimylogic API.
    pub chat: PerMinute<Uuid>,
    /// Lines of the log about pages that were refused.
    pub refusals_told: DefaultDirectRateLimiter,
    /// Open event streams.
    pub streams: Streams,
    /// Reads of history that wait: as many as streams, with places of their own, for a proxy may hold a stream
    /// that nobody reads.
    pub waits: Streams,
    /// Those who wait for events of the served Aimylogic API.
    polls: Streams,
    /// Large bodies of the served API medium that are being read.
    medium_bodies: Streams,
}

impl Throttle {
    /// The budgets of `[limits]`.
    pub(crate) fn new(set: &Limits) -> Self {
        let (sessions, messages) = (set.sessions_per_minute_per_ip, set.messages_per_minute_per_ip);
        Self {
            sessions: PerMinute::new(sessions, sessions, "Too many new conversations. Please wait a moment."),
            messages: PerMinute::new(messages, messages, "Too many messages. Please wait a moment."),
            reports: PerMinute::new(
                limits::REPORTS_PER_MINUTE,
                limits::REPORTS_BURST,
                "Too many reports. Please wait a moment.",
            ),
            sign_ins: PerMinute::new(
                limits::SIGN_INS_PER_MINUTE,
                limits::SIGN_INS_BURST,
                "Too many tries. Please wait a moment.",
            ),
            owners: PerMinute::new(
                limits::OWNER_TOKENS_PER_MINUTE,
                limits::OWNER_TOKENS_BURST,
                "Too many requests. Please wait a moment.",
            ),
            agents: PerMinute::new(
                limits::AGENT_REQUESTS_PER_MINUTE,
                limits::AGENT_REQUESTS_BURST,
                "Too many requests of agents. Please wait a moment.",
            ),
            builders: PerMinute::new(
                limits::BUILDER_REQUESTS_PER_MINUTE,
                limits::BUILDER_REQUESTS_BURST,
                "Too many requests of the tester. Please wait a moment.",
            ),
            uploads: PerMinute::new(
                limits::UPLOADS_PER_MINUTE_PER_IP,
                limits::UPLOADS_PER_MINUTE_PER_IP,
                "Too many files. Please wait a moment.",
            ),
            medium: PerMinute::new(
                set.medium_messages_per_minute,
                set.medium_messages_per_minute
                    .min(limits::MEDIUM_BURST.max(set.medium_messages_per_minute / 6)),
                "rate limit exceeded",
            ),
            chat: PerMinute::new(
                limits::CHAT_ASKED_PER_MINUTE,
                limits::CHAT_ASKED_BURST,
                "Too many questions. Please wait a moment.",
            ),
            refusals_told: RateLimiter::direct(Quota::per_minute(at_least_one(
                limits::REFUSALS_TOLD_PER_MINUTE,
            ))),
            streams: Streams::new(set.streams_per_session, set.streams_per_ip, set.streams, STREAMS_OPEN),
            waits: Streams::new(
                set.streams_per_session,
                set.streams_per_ip,
                set.streams,
                "Too many reads that wait. Please wait for one of them.",
            ),
            // They come from few servers, each for many clients.
            polls: Streams::new(
                limits::CHAT_POLLS_PER_CLIENT,
                limits::CHAT_POLLS,
                limits::CHAT_POLLS,
                STREAMS_OPEN,
            ),
            // Nobody's session is known before the body is read.
            medium_bodies: Streams::new(
                limits::MEDIUM_BODIES,
                limits::MEDIUM_BODIES_PER_ADDRESS,
                limits::MEDIUM_BODIES,
                "too many large messages at once",
            ),
        }
    }

    /// A place to wait for events of a user of the served Aimylogic API, who may be nobody yet, held until
    /// dropped.
    ///
    /// # Errors
    /// `rate_limited` for one too many of a user, `unavailable` for the server.
    pub(crate) fn enter_poll(&self, bot: &str, user: &str) -> ApiResult<StreamPlace> {
        let mut hasher = DefaultHasher::new();
        (bot, user).hash(&mut hasher);
        self.polls.enter(hasher.finish().cast_signed(), IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// A place for a large body of the served API medium, held until dropped.
    ///
    /// # Errors
    /// `rate_limited` for one too many of an address, `unavailable` for the server.
    pub(crate) fn enter_medium_body(&self, address: IpAddr) -> ApiResult<StreamPlace> {
        self.medium_bodies.enter(0, address)
    }

    /// Forgets addresses that have been quiet.
    pub(crate) fn sweep(&self) {
        self.sessions.sweep();
        self.messages.sweep();
        self.reports.sweep();
        self.sign_ins.sweep();
        self.owners.sweep();
        self.agents.sweep();
        self.builders.sweep();
        self.uploads.sweep();
        self.medium.sweep();
        self.chat.sweep();
    }
}

const STREAMS_OPEN: &str = "Too many open event streams. Please close one.";

/// Counts what is open at once, event streams for one, by session, by address and over all.
#[derive(Clone)]
pub(crate) struct Streams {
    open: Arc<Mutex<Open>>,
    per_session: usize,
    per_address: usize,
    in_all: usize,
    sentence: &'static str,
}

#[derive(Default)]
struct Open {
    sessions: HashMap<i64, usize>,
    addresses: HashMap<IpAddr, usize>,
    all: usize,
}

impl Streams {
    fn new(per_session: usize, per_address: usize, in_all: usize, sentence: &'static str) -> Self {
        Self { open: Arc::default(), per_session, per_address, in_all, sentence }
    }

    /// A place for one stream, held until dropped.
    ///
    /// # Errors
    /// `rate_limited` for one stream too many of a session or address, `unavailable` for the server.
    pub(crate) fn enter(&self, session: i64, address: IpAddr) -> ApiResult<StreamPlace> {
        let mut open = self.lock();
        if open.all >= self.in_all {
            return Err(ApiError::unavailable());
        }
        let of_session = open.sessions.get(&session).copied().unwrap_or_default();
        let of_address = open.addresses.get(&address).copied().unwrap_or_default();
        if of_session >= self.per_session || of_address >= self.per_address {
            return Err(ApiError::rate_limited(self.sentence, limits::RETRY_AFTER_SECONDS));
        }
        open.all += 1;
        open.sessions.insert(session, of_session + 1);
        open.addresses.insert(address, of_address + 1);
        Ok(StreamPlace { streams: self.clone(), session, address })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stream's place.
pub(crate) struct StreamPlace {
    streams: Streams,
    session: i64,
    address: IpAddr,
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        open.all = open.all.saturating_sub(1);
        leave(&mut open.sessions, &self.session);
        leave(&mut open.addresses, &self.address);
    }
}

fn leave<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_stream_gives_its_place_back() {
        let streams = Streams::new(1, 50, 2, STREAMS_OPEN);
        let home: IpAddr = "127.0.0.1".parse().unwrap();
        let place = streams.enter(1, home).unwrap();
        assert!(streams.enter(1, home).is_err());
        let _other = streams.enter(2, home).unwrap();
        assert!(streams.enter(3, home).is_err());
        drop(place);
        streams.enter(1, home).unwrap();
        assert_eq!(streams.lock().all, 1);
    }

    #[test]
    fn a_burst_over_the_budget_is_told_when_to_return() {
        let budget = PerMinute::new(1, 2, "slow down");
        budget.count(&1).unwrap();
        budget.count(&1).unwrap();
        assert!(format!("{:?}", budget.count(&1)).contains("retry_after_s: Some("));
        budget.count(&2).unwrap();
    }
}
