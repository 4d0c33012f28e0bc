// From the records of single sessions to one figure a line and chat. Pure.

/** Where `share` of the values lie below; `null` of none. Values that are no number do not count. */
export function quantile(values, share) {
  const sorted = values.filter(Number.isFinite).sort((one, other) => one - other);
  if (!sorted.length) return null;
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = sorted[Math.min(below + 1, sorted.length - 1)];
  return sorted[below] + (above - sorted[below]) * (at - below);
}
export const median = (values) => quantile(values, 0.5);

const ofFiles = (name) => ({ bytes }) => median(bytes.map((one) => one[name].reduce((sum, file) => sum + file.brotli, 0) / 1_000));
const of = (section, value) => (sections) => median(sections[section].map(value));
/** What the host page alone takes is taken off, and nothing is less than nothing. */
const beyondBlank = (section, value) => (sections, blank) => {
  const own = median(sections[section].map(value));
  return own === null ? null : Math.max(0, own - (median(blank[section].map(value)) ?? 0));
};
const turns = (section, share) => (sections) =>
  quantile(sections[section].flatMap((one) => one.turns).map(({ total, server }) => total - server), share);
const server = (section) => (sections) => median(sections[section].flatMap((one) => one.turns).map((turn) => turn.server));

/** Every line: its key, what it says, its digits, and how it is reckoned from one chat's records by section. */
export const LINES = [
  { key: "before", title: "before opening, KB brotli", digits: 1, of: ofFiles("before") },
  { key: "opening", title: "by opening and a message, KB brotli", digits: 1, of: ofFiles("opening") },
  { key: "seen", title: "first seen, ms", digits: 0, of: of("fast", ({ seen }) => seen) },
  { key: "seenSlow", title: "first seen, CPU 4×, slow 4G, ms", digits: 0, of: of("slow", ({ seen }) => seen) },
  { key: "blocked", title: "blocking time before opening, CPU 4×, slow 4G, ms", digits: 0, of: beyondBlank("slow", ({ blocked }) => blocked) },
  { key: "task", title: "main thread before opening, CPU 4×, slow 4G, ms", digits: 0, of: beyondBlank("slow", ({ task }) => task) },
  { key: "shift", title: "layout shift", digits: 4, of: of("slow", ({ shift }) => shift) },
  { key: "open", title: "click → usable, files fetched, ms", digits: 1, of: of("fast", ({ open }) => open?.usable) },
  { key: "openWarm", title: "click → usable, files fetched, CPU 4×, ms", digits: 1, of: of("warm", ({ open }) => open?.usable) },
  { key: "openSlow", title: "click → usable, nothing fetched, CPU 4×, slow 4G, ms", digits: 0, of: of("slow", ({ open }) => open?.usable) },
  { key: "answered", title: "click → something to see, nothing fetched, CPU 4×, slow 4G, ms", digits: 1, of: of("slow", ({ open }) => open?.answered) },
  { key: "turn", title: "Enter → reply painted, less the server, ms", digits: 1, of: turns("fast", 0.5) },
  { key: "turn95", title: "the same, 95th percentile, ms", digits: 1, of: turns("fast", 0.95) },
  { key: "turnWarm", title: "Enter → reply painted, less the server, CPU 4×, ms", digits: 1, of: turns("warm", 0.5) },
  { key: "turnWarm95", title: "the same, 95th percentile, ms", digits: 1, of: turns("warm", 0.95) },
  { key: "server", title: "the server's part of a reply, ms", digits: 1, of: server("fast") },
  { key: "returns", title: "long log: a returning visitor's first opening, ms", digits: 0, of: of("long", ({ returns }) => returns) },
  { key: "opens", title: "long log: opens, ms", digits: 0, of: of("long", ({ opens }) => opens) },
  { key: "nodes", title: "long log: nodes in the page", digits: 0, of: of("long", ({ nodes }) => nodes) },
  { key: "over50", title: "long log: frames over 50 ms of 121 while scrolling", digits: 0, of: of("long", ({ scroll }) => scroll?.over50) },
  { key: "worst", title: "long log: worst frame while scrolling, ms", digits: 0, of: of("long", ({ scroll }) => scroll?.worst) },
  { key: "told", title: "long log: Enter → own message painted, ms", digits: 1, of: of("long", ({ told }) => median(told)) },
  { key: "toldSlow", title: "long log: Enter → own message painted, CPU 4×, ms", digits: 1, of: of("long", ({ toldSlow }) => median(toldSlow)) },
  { key: "heap", title: "long log: JavaScript heap, MB", digits: 1, of: of("long", ({ heapMb }) => heapMb) },
  { key: "wasm", title: "long log: wasm memory, MB", digits: 1, of: of("long", ({ wasmMb }) => wasmMb) },
];

const SECTIONS = ["bytes", "fast", "warm", "slow", "long"];

/**
 * `{chats: {name: {key: number | null}}, failed: ["name, section: why"], load: [least, most], rounds}`: medians of all
 * rounds; `rounds` that were measured, which may be fewer than were asked for.
 */
export function figures(records, names) {
  const sectionsOf = (name) => {
    const own = records.filter((record) => record.chat === name && !record.failed);
    return Object.fromEntries(SECTIONS.map((section) => [section, own.filter((record) => record.section === section)]));
  };
  const blank = sectionsOf("blank");
  const chats = names.map((name) => {
    const own = sectionsOf(name);
    return [name, Object.fromEntries(LINES.map((line) => [line.key, line.of(own, blank)]))];
  });
  const loads = records.map(({ load }) => load);
  return {
    chats: Object.fromEntries(chats),
    rounds: Math.max(...names.flatMap((name) => Object.values(sectionsOf(name)).map((sessions) => sessions.length))),
    failed: records.filter(({ failed }) => failed).map(({ chat, section, failed }) => `${chat}, ${section}: ${failed}`),
    load: [Math.min(...loads), Math.max(...loads)],
  };
}
