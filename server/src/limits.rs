//! How large, how long and how many, in one place, with the reason beside each number.
//!
//! What an operator may set is a field of [`Limits`] (server.md §1 `[limits]`); what is fixed is a
//! constant. Limits both sides of the wire must know are in [`parlour_protocol::limits`].

mod commands;
mod figures;
mod identity;
mod model;
mod plain;
mod received;
mod settings;
mod tester;
mod timeouts;

use std::time::Duration;

pub(crate) use commands::*;
pub(crate) use figures::*;
pub(crate) use identity::*;
pub(crate) use model::*;
pub(crate) use plain::*;
pub(crate) use received::*;
pub(crate) use settings::Limits;
pub(crate) use tester::*;
pub(crate) use timeouts::*;

/// A visitor's messages in a minute, unless the bot says otherwise.
pub(crate) const MESSAGES_PER_MINUTE: u32 = 30;
/// A visitor's messages at once, unless the bot says otherwise.
pub(crate) const MESSAGES_BURST: u32 = 5;
/// Minutes a visitor token lives from its last use (server.md §3.2).
pub(crate) const TOKEN_MINUTES: u64 = 24 * 60;
/// Days after its expiry during which a token still resumes its conversation, and days a token may
/// live at all, however often it is used.
pub(crate) const TOKEN_DAYS: u64 = 30;
/// A token's life is prolonged in steps of this many minutes, so that reading rarely writes.
pub(crate) const TOKEN_STEP_MINUTES: u64 = 10;
/// Minutes after which an API user's silence ends a conversation, unless the bot says otherwise.
pub(crate) const SESSION_MINUTES: u64 = 600;
/// Seconds an API caller's `timestamp` may run ahead (protocols.md 1.2).
pub(crate) const TIMESTAMP_AHEAD_SECONDS: i64 = 300;
/// Characters of an API caller's text: every keyword of the flow is looked for in it.
pub(crate) const CALLER_TEXT_CHARS: usize = 64 * 1024;
/// Bytes that an API caller's requests together may leave in a user's profile, and as many in a
/// conversation's variables: both are read and written at every turn.
pub(crate) const CALLER_DATA_BYTES: usize = 64 * 1024;
/// Characters of an `Idempotency-Key`.
pub(crate) const IDEMPOTENCY_KEY_CHARS: usize = 255;
/// Hours an `Idempotency-Key` is remembered; callers retry within minutes.
pub(crate) const IDEMPOTENCY_HOURS: u64 = 48;
/// Characters of a BCP 47 tag; the longest registered ones have 35.
pub(crate) const LOCALE_CHARS: usize = 35;
/// Characters of a bearer: a token of ours has 43, an operator may choose longer ones.
pub(crate) const BEARER_CHARS: usize = 512;
/// Characters of a `ref`: the longest module name worth writing.
pub(crate) const REF_CHARS: usize = 255;

/// Characters of a caller's own key that a refusal repeats.
pub(crate) const ECHOED_CHARS: usize = 64;

/// Items of a history page when the client names no number.
pub(crate) const HISTORY_DEFAULT: u32 = 50;
/// Events an open stream reads from the store at once; a slow reader holds no more than these.
pub(crate) const STREAM_BATCH: u32 = 50;
/// Silence on a stream before a heartbeat. Under the promised 15 s by more than a slow timer.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(10);
/// A stream whose token is about to expire looks no more often than this, and ends this late at most.
pub(crate) const EXPIRY_CHECK: Duration = Duration::from_secs(1);
/// Clients that lose their stream to a shutdown come back spread over this many milliseconds.
pub(crate) const BYE_SPREAD_MS: u32 = 5_000;
/// The least a client waits after a `bye`: the time a restart takes.
pub(crate) const BYE_LEAST_MS: u32 = 500;

/// Time for the head of a request (threat row D2).
pub(crate) const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for the body of a request (threat row D2).
pub(crate) const BODY_TIMEOUT: Duration = Duration::from_secs(15);
/// Bytes of a refused body that are taken and forgotten, so that its sender reads the refusal.
pub(crate) const DRAINED_BYTES: usize = 64 * 1024 * 1024;
/// Time for that.
pub(crate) const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of the head of a request (threat row D2).
pub(crate) const HEADER_BYTES: usize = 16 * 1024;
/// Headers of a request.
pub(crate) const HEADERS: usize = 64;
/// Connections held at once: every stream and as many requests again.
pub(crate) const CONNECTIONS: usize = 30_000;
/// Time between SIGTERM and the end, commits included.
pub(crate) const SHUTDOWN: Duration = Duration::from_secs(8);
/// Seconds a refused client is asked to wait where nothing better is known.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 2;

/// Connections that read the store. WAL readers never wait for the writer.
pub(crate) const STORE_READERS: u32 = 4;
/// Time a statement waits for another process's lock.
pub(crate) const STORE_BUSY: Duration = Duration::from_secs(5);
/// Time a request waits for a connection to the store, then 503.
pub(crate) const STORE_WAIT: Duration = Duration::from_secs(10);
/// Turns that share one commit, at most: each of them waits for the last one.
pub(crate) const BATCH_TURNS: usize = 128;
/// Minutes after which the use of an API token is noted again, so that reading rarely writes.
pub(crate) const API_TOKEN_USE_MINUTES: u64 = 1;
/// Characters of an API token's name.
pub(crate) const API_TOKEN_NAME_CHARS: usize = 100;
/// Conversations that one transaction of a purge removes.
pub(crate) const PURGE_CONVERSATIONS: u32 = 100;
/// Times that emptying the write-ahead log is tried while something reads it.
pub(crate) const WIPE_TRIES: u32 = 60;
/// Time between two of them.
pub(crate) const WIPE_PAUSE: Duration = Duration::from_millis(500);
/// How long `/readyz` repeats what it found: whoever asks often makes no more writes.
pub(crate) const READY_AGE: Duration = Duration::from_secs(1);
/// Bytes that must fit on the disk again before a server whose write was refused is ready: more than an
/// ordinary turn takes, so that what was refused is not refused again at once.
pub(crate) const READY_ROOM_BYTES: u32 = 256 * 1024;
/// Time for the write that `/readyz` asks for; slower is not ready.
pub(crate) const READY_WAIT: Duration = Duration::from_secs(2);
/// Pages of a minute whose refusal stands in the log as a warning; of more it is said at level `debug`.
pub(crate) const REFUSALS_TOLD_PER_MINUTE: u32 = 10;
/// How often expired tokens, old idempotency keys and idle rate limits are forgotten.
pub(crate) const SWEEP: Duration = Duration::from_mins(10);

/// Days between the first and the last of a report that is answered at once (seed of message reports).
pub(crate) const REPORT_DAYS: i64 = 15;
/// Rows of a report that is answered at once (seed of message reports).
pub(crate) const REPORT_ROWS: u32 = 500;
/// Reports of one account in a minute, some of them at once: each reads days of the log.
pub(crate) const REPORTS_PER_MINUTE: u32 = 120;
/// Of them at once.
pub(crate) const REPORTS_BURST: u32 = 30;
/// Rows of an export that are in memory at once, and that are done again after a crash.
pub(crate) const EXPORT_PAGE: u32 = 1_000;
/// Bytes of stored texts in them: a caller's text may be long.
pub(crate) const EXPORT_PAGE_BYTES: i64 = 2 * 1024 * 1024;
/// Bytes of a file that is attached to a mail; a larger one is fetched (threat row R3).
pub(crate) const ATTACHMENT_BYTES: u64 = 10 * 1024 * 1024;
/// Bytes of an export's file that are read at once when it is fetched.
pub(crate) const FILE_CHUNK: usize = 64 * 1024;
/// How long an export stays its worker's without a sign of life: longer than a mail may take.
pub(crate) const EXPORT_LEASE: Duration = Duration::from_secs(75);
/// How often the worker looks for exports whose wait is over; a new one wakes it.
pub(crate) const EXPORT_POLL: Duration = Duration::from_secs(1);
/// How long the worker rests after the store or the disk failed it.
pub(crate) const EXPORT_REST: Duration = Duration::from_secs(5);
/// Time for one conversation with the mail server.
pub(crate) const MAIL_TIMEOUT: Duration = Duration::from_mins(1);
/// Time for one command of it.
pub(crate) const MAIL_STEP: Duration = Duration::from_secs(30);
/// Waits between tries to mail, in seconds, unless the configuration says otherwise (server.md §1).
pub(crate) const RETRY_SECONDS: [u64; 7] = [5, 30, 120, 600, 3_600, 21_600, 86_400];
/// Characters of a mail server's refusal that are kept.
pub(crate) const MAIL_ERROR_CHARS: usize = 200;
/// Days an export's file and its entry are kept after its end.
pub(crate) const EXPORT_DAYS: u64 = 7;
/// Bytes of the JSON body that asks for an export.
pub(crate) const REPORT_BODY_BYTES: usize = 4 * 1024;

/// Time for a whole call of a flow's `request`, from the first look-up to the last byte.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for one address of the called host to take the connection; then the next one is tried.
pub(crate) const REQUEST_CONNECT: Duration = Duration::from_secs(3);
/// Addresses of one host that are tried.
pub(crate) const REQUEST_ADDRESSES: usize = 4;
/// Ports that may be called outside `egress.allow`: a mail server or a database is no web API.
pub(crate) const REQUEST_PORTS: [u16; 2] = [443, 8443];
/// Bytes of an answer's body; what is saved of it is a few words.
pub(crate) const REQUEST_ANSWER_BYTES: usize = 256 * 1024;
/// Bytes of an answer's head.
pub(crate) const REQUEST_HEAD_BYTES: usize = 32 * 1024;
/// Headers of an answer.
pub(crate) const REQUEST_HEADERS: usize = 100;
/// Calls of one bot at once: a slow upstream is not stormed, and other bots are not held up.
pub(crate) const REQUESTS_PER_BOT: usize = 16;
/// Conversations of one bot that may wait for calls; the next one is told `busy` at once.
pub(crate) const REQUESTS_WAITING_PER_BOT: usize = 1_000;
/// Messages of one conversation that may wait for their turn behind a call.
pub(crate) const WAITING_PER_CONVERSATION: i64 = 20;
/// How long a sender is kept waiting for a call before the answer says `sending`. Below the patience of
/// browsers and of the widget.
pub(crate) const REQUEST_PATIENCE: Duration = Duration::from_secs(5);
/// The same for an API caller without an `Idempotency-Key`, who could not ask for the rest: three calls
/// one after the other, each of which may take [`REQUEST_TIMEOUT`].
pub(crate) const KEYLESS_PATIENCE: Duration = Duration::from_secs(30);
/// How long a waiting conversation rests after the store failed it.
pub(crate) const REQUEST_REST: Duration = Duration::from_secs(2);
/// Time for a whole call of a channel's upstream, unless the bot says otherwise
/// (connection within [`REQUEST_CONNECT`]).
pub(crate) const UPSTREAM_TIMEOUT: Duration = Duration::from_secs(30);
/// The most a bot may say: longer no visitor waits, and no server keeps a connection.
pub(crate) const UPSTREAM_TIMEOUT_MOST: Duration = Duration::from_mins(2);
/// How long a message is kept that does not reach its upstream; then its visitor is told so.
pub(crate) const UPSTREAM_KEPT: Duration = Duration::from_mins(15);
/// The bound of the first wait before a message that was not heard is sent again.
pub(crate) const UPSTREAM_BACKOFF: Duration = Duration::from_millis(500);
/// The bound of later ones.
pub(crate) const UPSTREAM_BACKOFF_MOST: Duration = Duration::from_secs(30);
/// The longest `Retry-After` that is kept to: an upstream that is away for hours is asked again.
pub(crate) const UPSTREAM_RETRY_AFTER_MOST: Duration = Duration::from_mins(5);
/// Failures within [`BREAKER_WINDOW`] after which a channel's upstream is left alone.
pub(crate) const BREAKER_FAILURES: usize = 5;
/// The time in which they are counted.
pub(crate) const BREAKER_WINDOW: Duration = Duration::from_secs(30);
/// How long it is left alone before one message tries it.
pub(crate) const BREAKER_REST: Duration = Duration::from_secs(10);
/// Numbers of an upstream's messages that are remembered in a conversation, so that none is shown twice.
pub(crate) const UPSTREAM_SEEN: usize = 50;
/// Messages of one answer that are shown: a bot that falls through more modules is in a circle.
pub(crate) const UPSTREAM_MESSAGES: usize = 50;
/// Actions of one of them (protocols.md 3.4: at most 100 replies).
pub(crate) const UPSTREAM_ACTIONS: usize = 100;
/// Characters of an upstream's complaint that are logged.
pub(crate) const UPSTREAM_ERROR_CHARS: usize = 200;
/// How often what an upstream remembers is read while a question is open (reliability 2.5), unless the bot says
/// otherwise.
pub(crate) const UPSTREAM_SWEEP: Duration = Duration::from_secs(30);
/// The most a bot may say: later than that nobody waits for what is repaired.
pub(crate) const UPSTREAM_SWEEP_MOST: Duration = Duration::from_mins(2);
/// How long an answer that comes later is waited for, before the conversation goes on without it. Every message
/// behind it waits as long.
pub(crate) const UPSTREAM_ANSWER: Duration = Duration::from_mins(2);
/// Looks at what an upstream remembers before an outcome is called unknown: it may still be writing it down.
pub(crate) const UPSTREAM_LOOKS: u32 = 2;
/// How far the clocks of an upstream and of this server may be apart when it is asked what it remembers.
pub(crate) const UPSTREAM_SKEW: Duration = Duration::from_mins(1);
/// Questions of a conversation that are remembered as answered: as many as a visitor asks within
/// [`UPSTREAM_SKEW`].
pub(crate) const UPSTREAM_ASKED: usize = 32;
/// Time for an upstream to tell events, which it may hold back until there are any (protocols.md 3.6).
pub(crate) const UPSTREAM_POLL: Duration = Duration::from_secs(70);
/// Conversations of one bot whose events are asked for at once, beside its calls.
pub(crate) const SWEEPS_PER_BOT: usize = 16;
/// Messages that are asked of an upstream's history (protocols.md 3.7).
pub(crate) const UPSTREAM_HISTORY: u32 = 250;
/// Cards of a carousel (protocols.md 3.4).
pub(crate) const CAROUSEL_CARDS: usize = 10;
/// Characters of the button of one (protocols.md 3.4: longer is cut).
pub(crate) const CAROUSEL_BUTTON_CHARS: usize = 25;
/// Characters of a `clientId` and of a `cid` of the served Aimylogic API; `user_id` has as many.
pub(crate) const CHAT_ID_CHARS: usize = 255;
/// Questions and saved states of one of its tokens in a minute, over all clients: a hundred a second.
pub(crate) const CHAT_ASKED_PER_MINUTE: u32 = 6_000;
/// Of them at once.
pub(crate) const CHAT_ASKED_BURST: u32 = 1_000;
/// Characters of the name of a user whom an agent looks for: as many as a client has, and which API they use.
pub(crate) const HANDOVER_USER_CHARS: usize = CHAT_ID_CHARS + "aimylogic:".len();
/// Bytes of a question's JSON there: a text with `data` as large as may be kept.
pub(crate) const CHAT_BODY_BYTES: usize = 256 * 1024;
/// Bytes of the state that an application saves (PROPOSED, protocols.md 3.8).
pub(crate) const CHAT_STATE_BYTES: usize = 64 * 1024;
/// Replies of one answer (protocols.md 3.4).
pub(crate) const CHAT_REPLIES: usize = 100;
/// Characters of them together (protocols.md 3.4).
pub(crate) const CHAT_REPLY_CHARS: usize = 50_000;
/// Events that are told at once (seed: 250 messages); the history has the rest.
pub(crate) const CHAT_EVENTS: usize = 250;
/// Messages of a history that names no number, and the most it may name (PROPOSED, protocols.md 3.7).
pub(crate) const CHAT_HISTORY: u32 = 250;
/// The most it may name.
pub(crate) const CHAT_HISTORY_MOST: u32 = 1_000;
/// Rows that are read for one event or one message of a history, at most: modules of a turn, mostly.
pub(crate) const CHAT_ROWS_EACH: u32 = 4;
/// Statuses that are told at once: as many as there are events.
pub(crate) const CHAT_STATUSES: usize = 250;
/// How long whoever asks for events waits for the first (PROPOSED, protocols.md 3.6): below the 30 seconds of
/// usual proxies.
pub(crate) const CHAT_POLL: Duration = Duration::from_secs(25);
/// Those who wait so for one client: one for each tab of a person who opens many.
pub(crate) const CHAT_POLLS_PER_CLIENT: usize = 8;
/// Those who wait in all.
pub(crate) const CHAT_POLLS: usize = 5_000;
/// Connections of one client whose last look is remembered.
pub(crate) const CHAT_CURSORS: u32 = 50;
/// Characters of the address of a caller's file.
pub(crate) const FILE_ADDRESS_CHARS: usize = 2_048;
/// How long an answer of the API medium may take (seed: up to 60 seconds).
pub(crate) const MEDIUM_ANSWER: Duration = Duration::from_mins(1);
/// Characters of a secret in the address of a webhook, at least: 128 random bits in hex.
pub(crate) const HOOK_SECRET_CHARS: usize = 32;
/// How long webhooks of one conversation are held back after the last of them: several of one turn may
/// come in any order.
pub(crate) const HOOK_QUIET: Duration = Duration::from_millis(400);
/// How long the first of them is held back at most (server.md §3.4).
pub(crate) const HOOK_WINDOW: Duration = Duration::from_secs(5);
/// How often events are looked for that another process gave back (`parlour dead-letters replay`).
pub(crate) const HOOK_LOOK: Duration = Duration::from_secs(5);
/// Keys of a webhook's JSON: a list of many events.
pub(crate) const HOOK_KEYS: usize = 20_000;
/// Days a webhook is known again, and a dead letter is kept.
pub(crate) const HOOK_DAYS: u64 = 7;
/// Dead letters of one bot; older ones give way.
pub(crate) const DEAD_LETTERS_PER_BOT: u32 = 1_000;
/// Minutes after which a webhook for an unknown user is nobody's any more: it may come before the answer
/// that names the user.
pub(crate) const CLAIM_MINUTES: u64 = 5;
/// Seconds a signed webhook may be old, or ahead of our clock (threat row W2).
pub(crate) const SIGNATURE_WINDOW_SECONDS: u64 = 300;
/// Bytes of a key that webhooks are signed with, at least (Standard Webhooks).
pub(crate) const SIGNING_KEY_BYTES: usize = 24;
/// Time for a whole try to send a webhook (protocols.md 2.6).
pub(crate) const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(10);
/// Webhooks of one receiver that are sent at once: a slow one holds up no other.
pub(crate) const WEBHOOKS_AT_ONCE: usize = 8;
/// Webhooks of one receiver that may wait; then its callers are asked to come back.
pub(crate) const WEBHOOKS_QUEUED: i64 = 10_000;
/// How often webhooks are looked for whose wait is over; a new one is announced.
pub(crate) const WEBHOOK_POLL: Duration = Duration::from_secs(1);
/// Messages of one channel of the served API medium at once (protocols.md 2.5: of 60 a minute 10), unless
/// a sixth of what it may send in a minute is more.
pub(crate) const MEDIUM_BURST: u32 = 10;
/// Files beside one message of it (protocols.md 2.6).
pub(crate) const MEDIUM_FILES: usize = 5;
/// Bytes of one of them (protocols.md 2.6).
pub(crate) const MEDIUM_FILE_BYTES: usize = 5 * 1024 * 1024;
/// Characters of the address of one that lies elsewhere.
pub(crate) const MEDIUM_URL_CHARS: usize = 2_048;
/// Numbers that new users of it are given; all of them are exact in JavaScript.
pub(crate) const MEDIUM_USERS: u64 = 1 << 48;
/// Tries to find one that nobody has.
pub(crate) const MEDIUM_USER_TRIES: u32 = 8;
/// Bytes of a text that are folded where it is read; a longer one is folded beside, so that no other
/// request waits for it.
pub(crate) const FOLD_INLINE_BYTES: usize = 8 * 1024;

/// How often flow files are looked at for a change. A change is read once it stands for one look: an
/// editor may write in steps, or put a new file in the old one's place.
pub(crate) const FLOW_POLL: Duration = Duration::from_millis(500);

/// Characters of a flow's version.
pub(crate) const FLOW_VERSION_CHARS: usize = 12;
/// Bytes of a configuration or flow file; the largest sensible flow has a twentieth.
pub(crate) const CONFIG_BYTES: u64 = 4 * 1024 * 1024;
/// Characters of a line that is shown with a mistake: a flow of JSON may be one line of megabytes.
pub(crate) const CARET_CHARS: usize = 160;
/// Bytes of a secret's file.
pub(crate) const SECRET_BYTES: u64 = 64 * 1024;
/// Bytes of a file of certificates: the public authorities together have a quarter of it.
pub(crate) const CERTIFICATE_BYTES: u64 = 1024 * 1024;
/// Bytes of a static file; the widget has a hundredth.
pub(crate) const STATIC_BYTES: u64 = 16 * 1024 * 1024;

/// Visitors at the head of a queue who are told each change of their place; who stands further back is
/// told when they come here. One departure writes no more events than these.
pub(crate) const QUEUE_TOLD: u32 = 20;
/// Conversations an agent is shown at once, the longest waiting first.
pub(crate) const HELD_LISTED: u32 = 200;
/// How long an agent counts as writing after the last word of it.
pub(crate) const AGENT_TYPING: Duration = Duration::from_secs(6);
/// Messages a stream tells the state of at once: the newest ones.
pub(crate) const STATUSES: u32 = 50;
/// Characters of an agent's name.
pub(crate) const AGENT_NAME_CHARS: usize = 80;
/// Characters of the address of an agent's picture.
pub(crate) const AGENT_AVATAR_CHARS: usize = 2_048;
/// Characters of an agent's text.
pub(crate) const AGENT_TEXT_CHARS: usize = 4_000;
/// Requests of all agents of one bot in a minute: ten consoles that look every two seconds.
pub(crate) const AGENT_REQUESTS_PER_MINUTE: u32 = 600;
/// Of them at once.
pub(crate) const AGENT_REQUESTS_BURST: u32 = 120;

/// Files of one conversation.
pub(crate) const UPLOADS_PER_CONVERSATION: i64 = 100;
/// Of them in an hour.
pub(crate) const UPLOADS_PER_HOUR: i64 = 30;
/// Files one address sends in a minute.
pub(crate) const UPLOADS_PER_MINUTE_PER_IP: u32 = 30;
/// Files received at once by the whole server; the next one is asked to come back.
pub(crate) const UPLOADS_AT_ONCE: usize = 32;
/// Time for a file to arrive: 10 MiB over a slow mobile line.
pub(crate) const UPLOAD_TIMEOUT: Duration = Duration::from_mins(2);
/// Bytes of a multipart body beside the file itself: boundaries and part headers.
pub(crate) const UPLOAD_AROUND_BYTES: u64 = 16 * 1024;
/// Bytes at a file's beginning that tell what it is; the deepest signature ends before.
pub(crate) const SNIFFED_BYTES: usize = 8 * 1024;
/// Characters of a file's name.
pub(crate) const FILE_NAME_CHARS: usize = 120;
/// Days the signed address of a file opens it, at least; events and history sign anew.
pub(crate) const FILE_URL_DAYS: u64 = 1;
/// Days the address a flow is given opens it: it may hand it on.
pub(crate) const FLOW_FILE_URL_DAYS: u64 = 7;
/// Hours after which a file that went with no message is forgotten.
pub(crate) const UNUSED_UPLOAD_HOURS: u64 = 24;
/// Minutes a file without a row is left alone: its row may be about to be written.
pub(crate) const ORPHAN_MINUTES: u64 = 30;

/// Characters of what a visitor adds to a rating: two paragraphs.
pub(crate) const RATING_COMMENT_CHARS: usize = 1_000;

/// Proactive rules of one bot: a page looks at each on every sign of its visitor.
pub(crate) const RULES: usize = 20;
/// Characters of a rule's text, name or pattern; a teaser has two lines on a phone.
pub(crate) const RULE_CHARS: usize = 200;
