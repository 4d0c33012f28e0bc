// Which end-to-end specs run in Firefox as they are, and which tests of them do not, each with the reason.

/** Below `tests/e2e`, without their ending: the whole path, and what differs most between browsers. */
export const SPECS = [
  "path", "tabs", "outage", "composer", "ladder", "keyboard", "content", "directions", "languages", "modes",
  "no-server", "frame", "hosts", "loader", "states", "theming", "long-transcript", "people", "ended", "rules", "own-place", "order", "side", "server-rules", "sound", "page-policy", "hostile-page", "hostile-text", "media-shape", "first-frame", "plain-page",
  "accessibility/focus", "accessibility/contract", "accessibility/keyboard", "accessibility/announcer",
];

/** Titles, and why. */
export const LEFT_OUT = [
];
