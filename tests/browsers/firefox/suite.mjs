// Which end-to-end tests run in Firefox, as they are. Left out for what Playwright cannot do with a Firefox that is not its
// own: no script at all, touch, forced colours, and a second look at what was sent (`postDataJSON`).

/** A spec of `tests/e2e`, and which of its tests: the whole path, and what browsers differ in. */
export const SUITE = [
  ["path", /./],
  ["tabs", /./],
  ["outage", /server is down|refused|offline/],
  ["composer", /Enter sends|grows with its text|draft survives/],
  ["ladder", /rung|refuses the script|is not seen/],
  ["keyboard", /./],
  ["frame", /before the act|Escape|in both directions|leaves|forged/],
  ["directions", /./],
  ["languages", /page's language|switched live/],
  ["modes", /inline chat fills|fullscreen chat covers|theme is switched/],
  ["no-server", /without a server/],
  ["loader", /twenty calls|leaves no node/],
  ["accessibility/focus", /moves into the window|takes no focus|nothing is inert/],
  [
    "content",
    /text is drawn|scroll inside|keeps its room|sounds and films|card's button|carousel is walked|one stop of Tab|several options|rating is given|date is held|mixed directions/,
  ],
];

/** For Playwright, which compares with project, file and title. */
export const TESTS = SUITE.map(([spec, title]) => new RegExp(`e2e/${spec}\\.spec\\.mjs .*(?:${title.source})`));
