// The network: one call, and one stream, as the conversation asks for them.
import { ANSWER_CHARS, CALL_TIMEOUT_MS, STREAM_OPEN_TIMEOUT_MS } from "./limits.js";

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110 §10.2.3). */
const retryAfter = ({ headers }) => {
  const value = headers.get("Retry-After");
  if (!value) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
};

/** Calls and the stream under way, by their tickets. @param {{fetch: typeof fetch, gateway: string}} line */
export function net({ fetch, gateway }) {
  const running = new Map();

  const start = (ticket, limit) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), limit);
    running.set(ticket, abort);
    const answered = () => clearTimeout(timer);
    const over = () => {
      answered();
      if (running.get(ticket) === abort) running.delete(ticket);
    };
    return { signal: abort.signal, answered, over, isWanted: () => running.get(ticket) === abort };
  };

  const ask = (path, { method, authorization, body, signal }) =>
    fetch(gateway + path, {
      method,
      credentials: "omit",
      headers: { ...(authorization && { Authorization: authorization }), ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body }),
      signal,
    });

  return {
    /** `heard(status, body, retryAfterMs)` once, if the call is not given up; `status` 0 where no answer came. */
    async call({ ticket, path, ...task }, heard) {
      const flight = start(ticket, CALL_TIMEOUT_MS);
      let told = [0, ""];
      try {
        const answer = await ask(path, { ...task, signal: flight.signal });
        const text = await answer.text();
        told = [answer.status, text.length > ANSWER_CHARS ? "" : text, retryAfter(answer)];
      } catch {
        // No network, a time limit, a closed connection: all of them are no answer.
      }
      if (flight.isWanted()) heard(...told);
      flight.over();
    },

    /** `opened()`, then `piece(bytes)` as they come, and `closed(status, retryAfterMs)` at last; nothing once given up. */
    async stream({ ticket, path, authorization }, { opened, piece, closed }) {
      const flight = start(ticket, STREAM_OPEN_TIMEOUT_MS);
      let told = [0];
      try {
        const answer = await ask(path, { method: "GET", authorization, signal: flight.signal });
        told = [answer.status, retryAfter(answer)];
        flight.answered();
        if (answer.status === 200 && flight.isWanted()) {
          opened();
          const reader = answer.body.getReader();
          for (let read = await reader.read(); !read.done && flight.isWanted(); read = await reader.read()) piece(read.value);
        }
      } catch {
        told = [0];
      }
      if (flight.isWanted()) closed(...told);
      flight.over();
    },

    /** Gives one up; nothing more is told of it. */
    end(ticket) {
      running.get(ticket)?.abort();
      running.delete(ticket);
    },

    endAll() {
      for (const ticket of [...running.keys()]) this.end(ticket);
    },
  };
}
