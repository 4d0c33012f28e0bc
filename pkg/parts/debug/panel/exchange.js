// Entries of the wire, put together again: each request with what became of it.

const value = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The requests of `entries`, oldest first; of those whose beginning is not kept any more nothing. */
export function exchanges(entries) {
  const all = new Map();
  for (const { id, kind, at, method, url, status, ms, headers, body, event, cursor, injected } of entries) {
    if (kind === "request") all.set(id, { id, at, method, url, headers, body, events: [] });
    const one = all.get(id);
    if (!one) continue;
    if (injected) one.injected = injected;
    if (kind === "answer" || kind === "stream") Object.assign(one, { status, ms, answerHeaders: headers, answer: body });
    else if (kind === "event") one.events.push({ at, event, cursor, body });
    else if (kind === "failed") one.failed = body ?? "";
  }
  return [...all.values()];
}

/** The version of the file below. */
export const FIXTURE = 1;

/**
 * The file of "Export as a fixture" (pkg/README.md, "Debugging"): bodies that are JSON as JSON, addresses without
 * their origin.
 */
export function fixture(entries, about) {
  const exchange = exchanges(entries).map(({ at, method, url, headers, body, status, ms, answerHeaders, answer, events, failed, injected }) => {
    const { pathname, search } = new URL(url, "http://localhost");
    return {
      at: new Date(at).toISOString(),
      request: { method, path: pathname + search, headers, ...(body !== undefined && { body: value(body) }) },
      ...(status !== undefined && { answer: { status, ms, headers: answerHeaders, ...(answer !== undefined && { body: value(answer) }) } }),
      ...(failed !== undefined && { failed }),
      ...(injected && { injected }),
      ...(events.length && { events: events.map(({ at, event, cursor, body }) => ({ at: new Date(at).toISOString(), event, cursor, data: value(body) })) }),
    };
  });
  return { parlour: "wire", version: FIXTURE, ...about, exchange };
}
