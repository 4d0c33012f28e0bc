// How long and how much a conversation without a window waits and holds, with the reason beside each. Back-off,
// outbox and the silence of a stream are the machine's: widget/core/src/limits.rs; what of an answer is read is the line's.

/** Milliseconds a call may take before it counts as unanswered; a channel may take 20 s to answer. */
export const CALL_TIMEOUT_MS = 30_000;
/** Milliseconds until an opened stream must have answered its head. */
export const STREAM_OPEN_TIMEOUT_MS = 15_000;
/** Messages of the outbox, of all tabs together: what a later page can send again. */
export const OUTBOX_MESSAGES = 50;
/** Events that wait for one iterator. Beyond it they become one `reset`: its reader has `history()` to read. */
export const WAITING_EVENTS = 10_000;
/** Milliseconds `setTimeout` can count; a wake that comes too early does no harm. */
export const TIMER_MS = 2 ** 31 - 1;
