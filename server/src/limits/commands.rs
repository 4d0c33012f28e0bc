//! Of commands: `parlour chat --bot`, `parlour conform` and `parlour test`; and of the checks of `/conformance`.

use std::time::Duration;

/// Time for one answer to `parlour chat --bot`: more than a server keeps a sender waiting.
pub(crate) const LIVE_TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of one answer, and of one event, that `parlour chat --bot` reads.
pub(crate) const LIVE_BYTES: usize = 4 * 1024 * 1024;
/// Times that `parlour chat --bot` asks for the rest of an answer, and looks for a lost stream.
pub(crate) const LIVE_TRIES: u32 = 12;
/// Time before it looks for a lost stream again.
pub(crate) const LIVE_PAUSE: Duration = Duration::from_secs(1);
/// Silence after which a stream is dead (server.md §3.3).
pub(crate) const LIVE_SILENCE: Duration = Duration::from_secs(40);

/// Time `parlour conform` waits for one answer or webhook: the 60 seconds an API medium may take, and some.
pub(crate) const CONFORM_TIMEOUT: Duration = Duration::from_secs(65);
/// Bytes of one answer that it reads.
pub(crate) const CONFORM_BYTES: usize = 4 * 1024 * 1024;
/// How often it asks again where a plan's rate limit refused it.
pub(crate) const CONFORM_TRIES: u32 = 4;
/// The longest `Retry-After` that it keeps to.
pub(crate) const CONFORM_RETRY_AFTER_MOST: Duration = Duration::from_mins(1);
/// Silence after which the webhooks of one turn are all there.
pub(crate) const CONFORM_PAUSE: Duration = Duration::from_millis(700);
/// Webhooks that are kept until a check takes them, the newest.
pub(crate) const CONFORM_HOOKS: usize = 1000;
/// Characters of an answer that a failed check shows.
pub(crate) const CONFORM_EXCERPT: usize = 240;

/// Bytes of one written conversation: a thousand steps of a page of text each would not fit.
pub(crate) const CHAT_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// Files of written conversations of one run.
pub(crate) const CHAT_FILES: usize = 10_000;
/// Conversations `parlour test --url` holds at once: servers bound what one address may ask of them.
pub(crate) const TEST_AT_ONCE: usize = 4;
/// The longest `wait` of a conversation that `parlour test --url` really waits for.
pub(crate) const TEST_WAIT_MS: u64 = 10_000;

/// Time for one answer to a check that is made at `/conformance`: the server asks itself, and a poll may last.
pub(crate) const TRIAL_TIMEOUT: Duration = Duration::from_secs(20);
/// Time for all checks of a run there; those that were not made by then are not.
pub(crate) const TRIAL_MOST: Duration = Duration::from_mins(5);
/// Such runs that are under way at once, each of another bot and for another person.
pub(crate) const TRIALS_AT_ONCE: usize = 4;
/// Lines of what a visitor says in such a run, each of [`TRIAL_SAY_CHARS`].
pub(crate) const TRIAL_SAYS: usize = 12;
/// Characters of one of them.
pub(crate) const TRIAL_SAY_CHARS: usize = 200;
