// The network: one call, and one stream, as the conversation asks for them, over the line that the window has too, or one beside it.
import { CALL_TIMEOUT_MS, STREAM_OPEN_TIMEOUT_MS } from "./limits.js";

/** Calls and the stream under way, by their tickets. @param {{line: Function, gateway: string}} to */
export function net({ line, gateway }) {
  const running = new Map();
  const ask = ({ ticket, path, ...request }, heard) => running.set(ticket, line({ url: gateway + path, ...request }, heard));

  return {
    /** `heard(status, text, retryAfterMs)` once, if the call is not given up; `status` 0 where no answer came. */
    call(task, heard) {
      ask({ ...task, ms: CALL_TIMEOUT_MS }, (status, text = "", retryAfterMs) => {
        running.delete(task.ticket);
        heard(status, text, retryAfterMs);
      });
    },

    /** `opened()`, then `piece(bytes)` as they come, and `closed(status, retryAfterMs)` at last; nothing once given up. */
    stream(task, { opened, piece, closed }) {
      ask({ ...task, method: "GET", ms: STREAM_OPEN_TIMEOUT_MS, streams: true }, (status, bytes, retryAfterMs) => {
        if (status === 200) return bytes ? piece(bytes) : opened();
        running.delete(task.ticket);
        closed(status, retryAfterMs);
      });
    },

    /** Gives one up; nothing more is told of it. */
    end(ticket) {
      running.get(ticket)?.();
      running.delete(ticket);
    },

    endAll() {
      for (const ticket of [...running.keys()]) this.end(ticket);
    },
  };
}
