// A page's own server, shaped like `fetch`: `(url, {method, headers, body, signal})` resolves to a `Response`
// with the bytes the real server would have sent. `events` is a stream of server-sent events.
import { BEAT_MS, RETRY_AFTER_S } from "./limits.js";

const PREFIX = "/api/webchat/bot/";

/** Pairs of a flat list. */
const paired = (flat) => Array.from({ length: flat.length / 2 }, (_, at) => flat.slice(2 * at, 2 * at + 2));

/** What nobody can guess: 80 hexadecimal digits, and a number that chooses among wordings. */
const browserChance = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(46));
  const digits = Array.from(bytes.subarray(6), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { digits, seed: bytes.subarray(0, 6).reduce((number, byte) => number * 256 + byte, 0) };
};

/** Serves `bot` from `rows`. `now` and `chance` are the browser's unless a test gives its own. */
export function serve(bot, rows, { now = Date.now, chance = browserChance } = {}) {
  const answer = (method, path, bearer, body) => {
    const asked = bot.ask(method, path, bearer, body);
    const [keys, span, limit] = [asked.keys(), asked.span(), asked.limit()];
    const wanted = { keys, span: span.length ? span : undefined, limit, isReading: method === "GET" };
    return rows
      .transact(wanted, ([counters, talk, kept], log) => {
        const { digits, seed } = chance();
        const told = asked.answer(bot, counters, talk, kept, log, now(), seed, digits);
        const { status, body, next, faults } = told;
        const [puts, drops] = [paired(told.puts), paired(told.drops)];
        told.free();
        for (const fault of faults) console.warn(`Parlour: ${fault}`);
        return { status, body, next, puts, drops };
      })
      .then((reply) => {
        if (reply.puts.length || reply.drops.length) rows.ring();
        return reply;
      })
      .finally(() => asked.free());
  };

  const streamed = (first, bearer, signal) => {
    const encoder = new TextEncoder();
    let isOver = false;
    let isRung = false;
    let wake = () => {};
    let beat;
    const stop = rows.listen(() => {
      isRung = true;
      wake();
    });
    const end = () => {
      isOver = true;
      stop();
      clearTimeout(beat);
      wake();
    };
    const rung = () =>
      new Promise((done) => {
        wake = done;
        beat = setTimeout(done, BEAT_MS);
        if (isRung || isOver) done();
      }).then(() => clearTimeout(beat));

    const run = async (controller) => {
      const say = (text) => isOver || controller.enqueue(encoder.encode(text));
      signal?.addEventListener("abort", () => {
        if (isOver) return;
        end();
        controller.error(signal.reason);
      });
      say(": open\n\n");
      let reply = first;
      while (!isOver) {
        if (reply.body) {
          say(reply.body);
        } else {
          await rung();
          if (!isRung) say(": beat\n\n");
        }
        if (!reply.next) break;
        isRung = false;
        reply = await answer("GET", `events?after=${reply.next}`, bearer, "");
        if (reply.status !== 200) break;
      }
      if (!isOver) controller.close();
      end();
    };
    // The chat comes back by itself after a fault.
    return new ReadableStream({ start: (controller) => void run(controller).catch(() => end()), cancel: end });
  };

  return async function serveOne(url, { method = "GET", headers = {}, body = "", signal } = {}) {
    signal?.throwIfAborted();
    const path = url.slice(url.indexOf(PREFIX) + PREFIX.length).replace(/^[^/]*\//, "");
    const bearer = new Headers(headers).get("Authorization")?.replace(/^bearer +/i, "");
    let reply;
    try {
      reply = await answer(method, path, bearer, body);
    } catch (error) {
      console.warn("Parlour: the browser could not store the conversation", error);
      const refusal = { error: "The browser could not store this.", message: null, code: "unavailable" };
      return new Response(JSON.stringify(refusal), { status: 503, headers: { "Retry-After": String(RETRY_AFTER_S) } });
    }
    // The caller has gone; what was stored is found again by its id.
    signal?.throwIfAborted();
    const { status } = reply;
    if (status === 200 && path.startsWith("events")) {
      const headers = { "Content-Type": "text/event-stream" };
      return new Response(streamed(reply, bearer, signal), { headers });
    }
    const type = { "Content-Type": "application/json" };
    return new Response(status === 204 ? null : reply.body, status === 204 ? { status } : { status, headers: type });
  };
}
