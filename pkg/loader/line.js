// The chat's line to its server: an answer as text, or a stream as it comes.
//
// `fetch` may be the page's own, or a server in the page (`pkg/engine/serve.js`): what it throws, rejects with or
// answers need not be what the standard says.

/** Characters of an answer that are read; a page of history stays far below. */
const LONGEST = 4_000_000;
const quiet = () => {};

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110 §10.2.3). */
const pause = (value) => {
  if (!value) return;
  const ms = /^\d+$/.test(value) ? value * 1_000 : Date.parse(value) - Date.now();
  return ms >= 0 ? ms : undefined;
};

/**
 * Asks, and tells what came of it: `heard(status, text, retryAfterMs)` once, with status 0 where nothing came that
 * can be read, and without a text where it is too long. A stream that is answered with 200 is told at once, then
 * chunk by chunk (`heard(200, bytes)`), then by a status 0 that it has ended; `ms` is then only the time until its
 * head. Nothing is told any more once it is stopped.
 *
 * @param {{server?: typeof fetch, url: string, method: string, token?: string, body?: string, ms: number,
 *   streams: boolean}} request
 * @param {(status: number, text?: string | Uint8Array, retryAfterMs?: number) => void} heard
 * @returns {() => void} stops it
 */
export function line({ server = fetch, url, method, token, body, ms, streams }, heard) {
  const abort = new AbortController();
  const stop = () => abort.abort();
  const timer = setTimeout(stop, ms);

  const talk = async () => {
    const headers = {};
    if (token) headers.Authorization = "Bearer " + token;
    if (body) headers["Content-Type"] = "application/json";
    const answer = await server(url, { method, headers, body, credentials: "omit", signal: abort.signal });
    const status = +answer.status;
    if (streams && status === 200) {
      clearTimeout(timer);
      heard(status);
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return [0];
        heard(status, value);
      }
    }
    const text = await answer.text();
    return [status, text.length > LONGEST ? undefined : text, pause(answer.headers.get("Retry-After"))];
  };

  talk()
    .catch(() => [0])
    .then((told) => {
      clearTimeout(timer);
      heard(...told);
    });
  return () => {
    heard = quiet;
    stop();
  };
}
