//! How long and how much in the browser, with the reason beside each.

/// Milliseconds a call may take before it counts as unanswered. A channel may take 20 s to answer.
pub(crate) const CALL_TIMEOUT_MS: i32 = 30_000;
/// Milliseconds until an opened stream must have answered its head.
pub(crate) const STREAM_OPEN_TIMEOUT_MS: i32 = 15_000;
/// Characters left at which the composer starts to count.
pub(crate) const COUNTER_FROM: isize = 300;
/// Pixels from the end within which the transcript counts as read to the end.
pub(crate) const STICK_PX: i32 = 48;
/// Height in pixels a row is thought to have until one was drawn.
pub(crate) const ROW_PX: u32 = 64;
/// Height in pixels of what is seen while nothing is, and of what is drawn ahead on each side at least.
pub(crate) const ROOM_PX: u64 = 640;
/// Rows drawn on each side of what is seen, beside as much of them as is seen.
pub(crate) const AHEAD_ROWS: usize = 30;
/// How many times what is seen may lie over it before earlier messages are asked for.
pub(crate) const NEAR_TOP_ROOMS: u64 = 2;
/// Formatters of times, numbers and plurals that are kept; a language needs some ten.
pub(crate) const FORMATTERS: usize = 24;
/// Rounds of drawing and measuring in one frame: what is drawn first is placed by guessed heights.
pub(crate) const SETTLE_ROUNDS: u32 = 4;
/// Milliseconds during which what a screen reader is to hear is gathered: a live region that changes
/// twice at once is heard once.
pub(crate) const ANNOUNCE_MS: i32 = 100;
/// How many times that a turn of the bot may go on until what it has said so far is told: 4 s.
pub(crate) const ANNOUNCE_ROUNDS: u32 = 40;
/// Milliseconds after which an opened window begins its conversation although no frame was made: nobody looks.
pub(crate) const NO_FRAME_MS: i32 = 300;
/// `send` calls of the page that wait for their outcome at one time.
pub(crate) const WAITING_SENDS: usize = 100;
/// Bytes of a bot's text that are shown before its button is pressed: about two screens of a phone.
pub(crate) const FOLDED_BYTES: usize = 6_000;
/// How many times more each press of that button shows: a megabyte is there after four.
pub(crate) const UNFOLDS: usize = 4;
/// Width in CSS pixels up to which a window in mode `bubble` covers the page; the same stands in
/// `view/panel/modes.css` and `pkg/loader/attend.js`.
pub(crate) const NARROW_PX: f64 = 480.0;
