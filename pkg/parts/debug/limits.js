/** Entries of the wire that are kept; the oldest go. */
export const ENTRIES = 500;
/** Characters of all of them together. */
export const CHARS = 4_000_000;
/** Characters of one body; a page of history stays below. */
export const BODY_CHARS = 200_000;
/** Characters of an event that has no end yet; a stream's events have at most as many as a body. */
export const FRAME_CHARS = 400_000;
/** Secrets that are looked for in what comes later; the oldest are forgotten. */
export const SECRETS = 100;
/** Characters from which on a secret is looked for wherever it stands: a shorter one would take words apart. */
export const SECRET_CHARS = 6;
/** Milliseconds that an answer may be held back: as long as the chat itself waits, and what is beyond that. */
export const LATENCY_MS = 60_000;
/** Headers that are added to requests, and characters of one. */
export const HEADERS = 20;
export const HEADER_CHARS = 4_000;
/** Characters of what is told of a page instead of its own: as many as of that. */
export const HOST_CHARS = 1_000;
/** Milliseconds for the question whether this page may look. */
export const PERMIT_MS = 10_000;
/** Violations of the page's policy that are kept. */
export const VIOLATIONS = 50;
