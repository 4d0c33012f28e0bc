// How long a frame may take, with the reason.

/** The version of the messages between the two sides; both say it. */
export const PROTOCOL = 1;
/** Milliseconds the frame's page may take to come: a slow line brings it, a blocked one says nothing at all. */
export const LOAD_MS = 20_000;
/** Milliseconds a loaded frame may take to answer: its script stands before its page. */
export const ANSWER_MS = 6_000;
