//! How large anything may get, in one place, with the reason beside it (server.md §1 `[limits]`).

/// Bytes of a visitor's JSON body. A text of 4,000 characters fits sixteen times over.
pub const BODY_BYTES: usize = 64 * 1024;
/// Bytes of an API caller's JSON body: attachments travel in it as base64.
pub const API_BODY_BYTES: usize = 8 * 1024 * 1024;
/// Characters (Unicode scalar values) of a visitor's text.
pub const TEXT_CHARS: usize = 4_000;
/// Nesting of a JSON body. The documented shapes need five.
pub const JSON_DEPTH: usize = 32;
/// Keys of a JSON body over all its objects.
pub const JSON_KEYS: usize = 200;
/// Bytes of a `user_profile` and of a `user_cvars` object a visitor's page may send (server.md §3.1).
pub const PROFILE_BYTES: usize = 8 * 1024;
/// Characters of `user_id` (seed: "from length 0 to 255").
pub const USER_ID_CHARS: usize = 255;
/// Digits of an integer `timestamp` in seconds (seed: "10-digit current timestamp").
pub const TIMESTAMP_DIGITS: usize = 10;
/// Characters of an API caller's own message `id`; the seed names no limit, `user_id` has this one.
pub const MESSAGE_ID_CHARS: usize = 255;
/// Actions of one request: one turn is evaluated for each.
pub const ACTIONS_PER_MESSAGE: usize = 10;
/// Items of one history page (server.md §3).
pub const HISTORY_PAGE: u32 = 200;
/// Seconds a read of history may wait for something after its cursor: below the 30 of usual proxies.
pub const HISTORY_WAIT_SECONDS: u64 = 25;
/// Seconds between two heartbeats of an event stream (server.md §3: "≤ 15 s").
pub const HEARTBEAT_SECONDS: u64 = 15;
/// Seconds without a byte after which a stream is dead (server.md §3.3).
pub const STREAM_DEAD_SECONDS: u64 = 40;
/// Milliseconds a `wait` may hold a bubble back, whatever the bot asks for.
pub const WAIT_CAP_MS: u32 = 5_000;
/// Pixels of a picture's or film's width and height, as its message tells them.
pub const MEDIA_PX: u32 = 20_000;
/// Grades of one rating, so that they can be drawn side by side; a reader takes no more.
pub const RATING_GRADES: i32 = 20;
/// Fields of one form: more are a page, not a message.
pub const FORM_FIELDS: usize = 20;
