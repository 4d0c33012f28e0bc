// What a builder has done to the requests of a chat: held back, cut off, refused, marked, and told of another page.
import { HEADER_CHARS, HEADERS, HOST_CHARS, LATENCY_MS } from "./limits.js";

const within = (least, most) => (value) => typeof value === "number" && value >= least && value <= most;
/** Names as HTTP has them (RFC 9110 §5.6.2), and values a browser takes. */
const isHeader = ([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string" && value.length <= HEADER_CHARS && /^[\t\x20-\x7e]*$/.test(value);
const areHeaders = (value) => {
  if (typeof value !== "object" || value === null) return false;
  const all = Object.entries(value);
  return all.length <= HEADERS && all.every(isHeader);
};

/** What is told of a page (../../loader/page.js); a server refuses other names. */
const HOST = ["host", "hostPageUrl", "title", "referrer", "language", "timezone", "screen", "viewport", "userAgentData"];
const isHost = (value) =>
  typeof value === "object" && value !== null && Object.entries(value).every(([name, text]) => HOST.includes(name) && typeof text === "string" && text.length <= HOST_CHARS);

/** Control to what it may be. */
const ALLOWED = {
  latency: within(0, LATENCY_MS),
  offline: (value) => typeof value === "boolean",
  errors: within(0, 1),
  status: (value) => Number.isInteger(value) && value >= 400 && value <= 599,
  headers: areHeaders,
  host: isHost,
};

export function controls() {
  const now = { latency: 0, offline: false, errors: 0, status: 503, headers: {}, host: {} };
  const cuts = new Set();
  return {
    now,
    /** Takes some of them; gives the name of the first that is wrong, and then takes none. */
    set(given) {
      const wrong = Object.keys(given).find((name) => !ALLOWED[name]?.(given[name]));
      if (wrong !== undefined) return wrong;
      Object.assign(now, given, given.headers && { headers: { ...given.headers } }, given.host && { host: { ...given.host } });
      if (now.offline) for (const cut of cuts) cut();
    },
    /** Calls `cut` when the line is cut off; gives what ends that. */
    listen(cut) {
      cuts.add(cut);
      return () => cuts.delete(cut);
    },
  };
}
