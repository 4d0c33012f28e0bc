// What has gone over the wire: masked, kept in order and within limits, and told to whoever listens.
import { BODY_CHARS, CHARS, ENTRIES } from "./limits.js";

/** What an entry weighs besides its body. */
const BASE_CHARS = 300;

const cut = (text) => (text.length > BODY_CHARS ? `${text.slice(0, BODY_CHARS)}… (${text.length - BODY_CHARS} more characters)` : text);
const weight = ({ body = "" }) => BASE_CHARS + body.length;

/**
 * @param {ReturnType<import("./mask.js").masking>} mask
 * @param {(entry: object) => void} tell hears every entry; its shape is `WireEntry` of ../../index.d.ts
 */
export function wire(mask, tell, now = Date.now) {
  const entries = [];
  let chars = 0;
  let last = 0;

  const add = ({ url, headers, body, ...told }) => {
    const entry = { ...told, url: mask.text(url) };
    if (headers) entry.headers = Object.freeze(mask.headers(headers));
    if (body !== undefined) entry.body = cut(mask.text(body));
    entries.push(Object.freeze(entry));
    chars += weight(entry);
    while (entries.length > ENTRIES || chars > CHARS) chars -= weight(entries.shift());
    tell(entry);
  };

  return {
    entries,
    clear() {
      entries.length = chars = 0;
    },
    /** Tells of a request; gives what tells how it goes on. */
    begin({ method, url, headers, body }) {
      const id = (last += 1);
      const say = (kind, more) => add({ id, kind, at: now(), method, url, ...more });
      say("request", { headers, body });
      return say;
    },
  };
}
