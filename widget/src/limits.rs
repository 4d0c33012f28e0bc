//! How long and how much in the browser, with the reason beside each.

/// Milliseconds a call may take before it counts as unanswered. A channel may take 20 s to answer.
pub(crate) const CALL_TIMEOUT_MS: i32 = 30_000;
/// Milliseconds until an opened stream must have answered its head.
pub(crate) const STREAM_OPEN_TIMEOUT_MS: i32 = 15_000;
/// Characters of an answer that are read; a page of history stays far below.
pub(crate) const ANSWER_CHARS: u32 = 4_000_000;
/// Characters left at which the composer starts to count.
pub(crate) const COUNTER_FROM: isize = 300;
/// Pixels from the end within which the transcript counts as read to the end.
pub(crate) const STICK_PX: i32 = 48;
/// Characters of a page's title, address and referrer that are sent; the profile may hold 8 KB in all.
pub(crate) const PAGE_FIELD_CHARS: usize = 1_000;
/// Milliseconds during which what a screen reader is to hear is gathered: a live region that changes
/// twice at once is heard once.
pub(crate) const ANNOUNCE_MS: i32 = 100;
/// `send` calls of the page that wait for their outcome at one time.
pub(crate) const WAITING_SENDS: usize = 100;
/// Bytes of a bot's text that are shown before its button is pressed: about two screens of a phone.
pub(crate) const FOLDED_BYTES: usize = 6_000;
/// How many times more each press of that button shows: a megabyte is there after four.
pub(crate) const UNFOLDS: usize = 4;
