// How much a page's bot waits and reads, with the reason beside each.

/** Milliseconds between two signs of life on a stream; the chat takes 40 s of silence for the end. */
export const BEAT_MS = 10_000;
/** Characters of a flow file; the largest sensible one has a twentieth. The server's limit in bytes. */
export const FLOW_CHARS = 4 * 1024 * 1024;
/** Mistakes of a flow that are told at once: the first ones explain the others. */
export const MISTAKES_TOLD = 3;
/** Seconds after which a message is sent again that the browser could not store. */
export const RETRY_AFTER_S = 5;
