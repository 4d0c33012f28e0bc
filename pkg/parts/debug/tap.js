// What asks in the network's place: as `fetch` does, but telling, and harming where a builder wants it.
import { frames } from "./frames.js";
import { hosting } from "./host.js";

/** The code of pkg/README.md that a server says with a status. */
const CODES = { 401: "unauthorized", 403: "origin_refused", 404: "not_found", 408: "request_timeout", 413: "body_too_large", 429: "rate_limited", 503: "unavailable" };
/** What is said of a line that a builder cut off. */
const CUT = "The line was cut off.";
const plain = (headers) => Object.fromEntries(headers?.entries?.() ?? Object.entries(headers ?? {}));

/** Of the headers that are to be added those that the chat does not set itself: two of one name would become one of both. */
export const besides = (added, own) => {
  const names = Object.keys(own).map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(added).filter(([name]) => !names.includes(name.toLowerCase())));
};

/** The answer of a server that does not want to. */
export const refusal = (status) => JSON.stringify({ error: "This error was injected.", message: null, code: CODES[status] ?? (status < 500 ? "field_invalid" : "internal") });

const wait = (ms, signal) =>
  new Promise((done, failed) => {
    signal?.throwIfAborted();
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      failed(signal.reason);
    });
  });

/**
 * @param {{server: () => typeof fetch, wire: object, controls: object, chance?: () => number}} self `server`: what is
 *   asked behind it; `chance`: from 0 to 1, for the share of errors.
 */
export function tapping({ server, wire, controls, chance = Math.random }) {
  const { now } = controls;
  const tells = hosting(now);

  /** A stream's body: read on as it comes, told event by event. */
  const streamed = (answer, say, ms, signal) => {
    const reader = answer.body.getReader();
    const take = frames(({ event, id, data }) => say("event", { ms: ms(), event, cursor: id, body: data, ...(now.latency > 0 && { injected: "latency" }) }));
    let cut;
    const offline = new Promise((_, failed) => (cut = () => failed(new TypeError(CUT))));
    offline.catch(() => {});
    const unlisten = controls.listen(cut);
    let isOver = false;
    const end = (kind, more) => {
      unlisten();
      if (!isOver) say(kind, { ms: ms(), ...more });
      isOver = true;
    };
    const read = async () => {
      try {
        const { done, value } = await Promise.race([reader.read(), offline]);
        if (done) end("end");
        else {
          if (now.latency) await wait(now.latency, signal);
          take(value);
        }
        return { done, value };
      } catch (error) {
        if (signal?.aborted) end("end");
        else end("failed", { body: String(error), ...(error.message === CUT && { injected: "offline" }) });
        reader.cancel().catch(() => {});
        throw error;
      }
    };
    return { getReader: () => ({ read, cancel: (reason) => (end("end"), reader.cancel(reason)) }) };
  };

  return async function tapped(url, init = {}) {
    const { method = "GET", signal } = init;
    const other = tells({ method, url: String(url), body: init.body });
    const body = other ? other.body : init.body;
    const own = plain(init.headers);
    const headers = { ...besides(now.headers, own), ...own };
    const say = wire.begin({ method, url: String(url), headers, body: typeof body === "string" ? body : undefined });
    const began = performance.now();
    const ms = () => Math.round(performance.now() - began);
    const isSlow = now.latency > 0 && { injected: "latency" };
    try {
      if (now.latency) await wait(now.latency, signal);
      if (now.offline) throw new TypeError(CUT);
      if (now.errors > chance()) {
        const { status } = now;
        const text = refusal(status);
        const told = new Headers({ "content-type": "application/json", ...((status === 429 || status === 503) && { "retry-after": "1" }) });
        say("answer", { status, ms: ms(), headers: plain(told), body: text, injected: "error" });
        return { ok: false, status, headers: told, text: async () => text, json: async () => JSON.parse(text) };
      }
      const ask = server();
      const answer = await ask(url, { ...init, headers, body });
      if (now.offline) {
        answer.body?.cancel().catch(() => {});
        throw new TypeError(CUT);
      }
      const { ok, status } = answer;
      if (ok) other?.sent();
      const heads = plain(answer.headers);
      if (status === 200 && answer.body && /^text\/event-stream/.test(heads["content-type"])) {
        say("stream", { status, ms: ms(), headers: heads, ...isSlow });
        return { ok, status, headers: answer.headers, body: streamed(answer, say, ms, signal) };
      }
      const text = await answer.text();
      say("answer", { status, ms: ms(), headers: heads, body: text, ...isSlow });
      return { ok, status, headers: answer.headers, text: async () => text, json: async () => JSON.parse(text) };
    } catch (error) {
      say("failed", { ms: ms(), body: String(error), ...(error.message === CUT ? { injected: "offline" } : isSlow) });
      throw error;
    }
  };
}
