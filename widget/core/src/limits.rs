//! How large anything may get and how long anything may take, in one place, with the reason.

use parlour_protocol::limits;

/// Messages typed on one page that the server has not stored yet, failed ones among them. One more is kept and shown as
/// [`crate::Reason::Refused`], and goes when it is tried again.
pub const OUTBOX_MESSAGES: usize = 50;
/// Messages that wait on all pages of a browser together: twenty pages, each with as many as it may have. What is
/// beyond stays in its row, and is read by a later page; what is typed beyond is shown as refused, and is not kept.
pub const OUTBOX_ROWS: usize = 1_000;
/// Milliseconds after which a message that waited is no longer sent without being asked for: a page that finds it shows it
/// as failed, with the button that sends it. Whoever wrote yesterday may not mean it today.
pub const UNSENT_AGE_MS: u64 = 24 * 60 * 60_000;
/// Characters of one text; a longer one is shown as [`crate::Reason::TooLong`] and never sent.
pub const TEXT_CHARS: usize = limits::TEXT_CHARS;
/// Events held back until those before them have come. Beyond it the newest is let go and read again
/// from history.
pub const HELD_EVENTS: usize = 500;
/// Milliseconds a gap may stay open before history is asked for what is missing.
pub const GAP_MS: u64 = 1_500;
/// History reads that bring nothing new before a gap is given up, with a notice.
pub const GAP_READS: u8 = 5;
/// Bubbles and notices kept: some 6 MB. Beyond it the oldest events go, which can be read again from
/// history; further back than this the visitor is not taken.
pub const TRANSCRIPT_ENTRIES: usize = 20_000;
/// Bubbles and notices that go at once when there are too many: each time all others move up.
pub const TRANSCRIPT_TRIM: usize = 200;
/// Events of a page that is read because the visitor scrolls back: some screens of a desktop.
pub const EARLIER_EVENTS: u64 = 100;
/// Milliseconds between two messages of one author that stand together under one name and time.
pub const GROUP_MS: u64 = 5 * 60_000;
/// Actions waiting to be revealed. Beyond it their pauses are passed over.
pub const PACED_STEPS: usize = 100;
/// Milliseconds a `wait` holds the next bubble back at most.
pub const WAIT_CAP_MS: u32 = limits::WAIT_CAP_MS;
/// Shortest delay before something is tried again, in milliseconds.
pub const BACKOFF_FIRST_MS: u64 = 500;
/// Longest delay before each of the first [`BACKOFF_SOON`] tries, in milliseconds: most of what fails is back
/// within seconds, and so is the conversation then.
pub const BACKOFF_SOON_MS: u64 = 3_000;
/// Tries that come soon: about twenty seconds of them.
pub const BACKOFF_SOON: u32 = 12;
/// Longest delay before something is tried again, in milliseconds, unless the server asks for more.
pub const BACKOFF_CAP_MS: u64 = 30_000;
/// Answers that are no session, though their status says so, that are tried again; with one more the bot counts as not to
/// be reached.
pub const UNREADABLE_SESSIONS: u32 = 2;
/// Longest `Retry-After` that is believed, in milliseconds: a typing error upstream must not silence
/// a visitor for a day.
pub const RETRY_AFTER_CAP_MS: u64 = 300_000;
/// Milliseconds between two tries while the browser says there is no network: it may be wrong.
pub const OFFLINE_PROBE_MS: u64 = 30_000;
/// Milliseconds without a byte after which a stream is dead (server.md §3.3).
pub const STREAM_DEAD_MS: u64 = limits::STREAM_DEAD_SECONDS * 1_000;
/// Milliseconds without a byte after which a stream is not trusted when the page comes back.
pub const STREAM_STALE_MS: u64 = (limits::HEARTBEAT_SECONDS + 5) * 1_000;
/// Milliseconds within which a stream that was asked for is answered, and then brings its first byte; else it is
/// held back on the way.
pub const STREAM_BEGIN_MS: u64 = 3_000;
/// The least milliseconds of silence after which what comes next is a heartbeat in its time: bursts prove nothing.
pub const STREAM_BEAT_MS: u64 = 5_000;
/// Silences longer than [`STREAM_STALE_MS`] without a heartbeat in its time between them, after which a stream counts
/// as one that comes in lumps. One is a line that broke, or a page that slept.
pub const STREAM_LUMPS: u32 = 2;
/// Milliseconds until a stream is tried again beside reads that wait; twice as many after each that was in vain.
pub const STREAM_TRIAL_FIRST_MS: u64 = 15_000;
/// The most of them.
pub const STREAM_TRIAL_CAP_MS: u64 = 300_000;
/// Seconds a read waits for news: leaves a slow line time before [`CALL_TIMEOUT_MS`] and a proxy's patience of 30 s.
pub const POLL_SECONDS: u64 = 20;
/// Milliseconds from one read that brought nothing to the next, if the server does not wait.
pub const POLL_REST_MS: u64 = 2_000;
/// Milliseconds after which the shell gives a call up as [`crate::Failure::NoAnswer`].
pub const CALL_TIMEOUT_MS: u64 = 30_000;
/// Milliseconds somebody counts as typing after saying so.
pub const TYPING_MS: u64 = 30_000;
/// Milliseconds the answer to a stored message is awaited visibly.
pub const AWAIT_MS: u64 = 60_000;
/// Milliseconds after which a wait for an answer is named, and named again (embed.md §7). The second and third are
/// later where the bot is known to take longer than the second; not later than the third says.
pub const WAIT_NAMED_MS: [u64; 3] = [3_000, 15_000, 60_000];
/// Bytes of one event of the stream, and of one line. A longer event comes out with empty data.
pub const EVENT_BYTES: usize = 1024 * 1024;
/// Bytes of an answer that is being made; what it grows by beyond is seen when it is whole.
pub const PARTIAL_BYTES: usize = 256 * 1024;
/// Levels of blocks in blocks, and of emphasis in emphasis: what goes deeper is text. People write three.
pub const MARKUP_DEPTH: usize = 12;
/// Nodes one text becomes; what follows them is text without markup. A page of prose has a hundred.
pub const MARKUP_NODES: usize = 4_000;
/// Cells of all tables of a text; the rows beyond are text.
pub const TABLE_CELLS: usize = 1_000;
/// Columns of a table; what has more is text.
pub const TABLE_COLUMNS: usize = 30;
/// Emoji that are shown big when a text holds nothing else.
pub const BIG_EMOJI: usize = 3;
/// Cards of a carousel that are drawn: more are not swiped through, and seven such bubbles may stand in the
/// page. The others are their titles.
pub const CARDS: usize = 10;
/// Buttons of a card that are drawn; the others are their titles.
pub const CARD_BUTTONS: usize = 10;
/// Options of a message that are buttons or boxes; the others are words, and may be typed.
pub const CHOICES: usize = 100;
/// The same of everything that one message asks: a list of all countries is drawn, and not much more.
pub const OPTIONS: usize = 250;
/// Bytes of a message that a screen reader is told at once; the rest is in the transcript.
pub const ANNOUNCED_BYTES: usize = 2_000;
