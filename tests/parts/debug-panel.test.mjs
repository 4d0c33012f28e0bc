// What the debug panel makes of the wire: lines for a shell, fixtures, conversations of `parlour test`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { curl } from "../../pkg/parts/debug/panel/curl.js";
import { fixture } from "../../pkg/parts/debug/panel/exchange.js";
import { ratio } from "../../pkg/parts/debug/panel/reach.js";
import { written } from "../../pkg/parts/debug/panel/written.js";

const AT = Date.UTC(2026, 4, 1, 9);
const URL_OF = "http://127.0.0.1:1/api/webchat/bot/b/";
let ids = 0;
/** Entries of one request and its answer. */
const exchange = (method, path, body, status, answer) => {
  const base = { id: (ids += 1), at: AT, method, url: URL_OF + path };
  return [
    { ...base, kind: "request", headers: { "Content-Type": "application/json" }, ...(body && { body: JSON.stringify(body) }) },
    { ...base, kind: "answer", status, ms: 3, headers: { "x-a": "1" }, body: JSON.stringify(answer) },
  ];
};
const message = (seq, author, actions, name) => ({ event: "message", seq, author, actions, bot_module: name && { id: 1, name } });
const sends = (seq, text, ...replies) =>
  exchange("POST", "messages/", { id: "m", from: "human", actions: [{ type: "text", text }] }, 200, [{ error: null, seq, message: replies.map(([actions, name], at) => ({ seq: seq + 1 + at, from: "bot", actions, bot_module: { id: 1, name } })) }]);
const GREETING = exchange("GET", "history", undefined, 200, { items: [message(1, "bot", [{ type: "text", text: "Hello." }, { type: "wait", wait: 10 }, { type: "choice", text: "", options_type: "suggested_replies", options: ["Returns", "A \"person\""] }], "greeting")] });

test("a line for a shell is one word for each of its parts, whatever stands in them", () => {
  const request = { method: "POST", url: "http://a/?b=c&d", headers: { "X-A": "it's $HOME `id`", Authorization: "Bearer •••" }, body: "{\"text\":\"a 'b'\\n$(c)\"}" };
  const words = execFileSync("sh", ["-c", `set -- ${curl(request)}; for word; do printf '%s\\0' "$word"; done`], { encoding: "utf8" });
  assert.deepEqual(words.split("\0").slice(0, -1), [
    "curl", "-X", "POST", "http://a/?b=c&d", "-H", "X-A: it's $HOME `id`", "-H", "Authorization: Bearer •••", "--data-raw", request.body,
  ]);
});

test("a fixture has each request with its answer and the events of its stream", () => {
  const stream = { id: 9, at: AT, method: "GET", url: `${URL_OF}events?after=7.1` };
  const entries = [
    ...exchange("POST", "session", { locale: "de" }, 201, { token: "•••" }),
    { ...stream, kind: "request", headers: {} },
    { ...stream, kind: "stream", status: 200, ms: 2, headers: {} },
    { ...stream, kind: "event", ms: 5, event: "typing", cursor: "7.2", body: '{"active":true}' },
    { ...stream, kind: "failed", ms: 9, body: "cut", injected: "offline" },
    { ...stream, id: 1_000, kind: "answer", status: 200, body: "its request is not kept any more" },
  ];
  const at = "2026-05-01T09:00:00.000Z";
  assert.deepEqual(fixture(entries, { bot: "b" }), {
    parlour: "wire",
    version: 1,
    bot: "b",
    exchange: [
      {
        at,
        request: { method: "POST", path: "/api/webchat/bot/b/session", headers: { "Content-Type": "application/json" }, body: { locale: "de" } },
        answer: { status: 201, ms: 3, headers: { "x-a": "1" }, body: { token: "•••" } },
      },
      {
        at,
        request: { method: "GET", path: "/api/webchat/bot/b/events?after=7.1", headers: {} },
        answer: { status: 200, ms: 2, headers: {} },
        failed: "cut",
        injected: "offline",
        events: [{ at, event: "typing", cursor: "7.2", data: { active: true } }],
      },
    ],
  });
});

test("a conversation is written with what was pressed, what was typed and what came of it", () => {
  const streamed = { id: 77, at: AT, method: "GET", url: `${URL_OF}events` };
  const entries = [
    ...GREETING,
    ...sends(2, "Returns", [[{ type: "text", text: "60 days.\n\tReally\x7f" }], "returns"]),
    ...sends(4, "and a picture?", [[{ type: "image", url: "http://a/b.png" }, { type: "text", text: "There." }], "picture"]),
    { ...streamed, kind: "request", headers: {} },
    // The stream tells what the answer told, and what people say is no bot's.
    { ...streamed, kind: "event", event: "message", body: JSON.stringify(message(3, "bot", [{ type: "text", text: "60 days.\n\tReally\x7f" }], "returns")) },
    { ...streamed, kind: "event", event: "message", body: JSON.stringify(message(6, "agent", [{ type: "text", text: "Maya here." }])) },
  ];
  assert.equal(
    written(entries, { title: "T", bot: "b", locale: "de" }),
    `title = "T"
bot = "b"
locale = "de"

[[step]]
modules = ["greeting"]
# texts = ["Hello."]
choices = ["Returns", "A \\"person\\""]

[[step]]
press = "Returns"
modules = ["returns"]
# texts = ["60 days.\\n\\tReally\\u007F"]

[[step]]
say = "and a picture?"
modules = ["picture"]
# contains = ["There."]
`,
  );
});

test("of a bot that tells no modules the texts are held", () => {
  const greeting = exchange("GET", "history", undefined, 200, { items: [message(1, "bot", [{ type: "text", text: "Hello." }])] });
  assert.equal(written(greeting, { title: "T" }), `title = "T"\n\n[[step]]\ntexts = ["Hello."]\n`);
});

test("a conversation whose beginning is not kept is not written, and one ends where no text was said", () => {
  assert.equal(written(sends(4, "hello"), { title: "T" }), undefined);
  const form = exchange("POST", "messages/", { actions: [{ type: "file", url: "x" }] }, 200, [{ seq: 2, message: [] }]);
  assert.ok(written([...GREETING, ...form], { title: "T" }).endsWith("\n\n# Here the visitor did what is no text: the rest is to be written by hand.\n"));
});

test("contrast is that of the standard", () => {
  assert.equal(ratio([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(ratio([118, 118, 118], [255, 255, 255]).toFixed(2), "4.54");
  assert.equal(ratio([9, 9, 9], [9, 9, 9]), 1);
});
