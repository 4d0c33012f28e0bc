// What a builder sees of the wire: told in full, secrets never, and harmed as it was asked for.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { line } from "../../pkg/loader/line.js";
import { controls as controlling } from "../../pkg/parts/debug/controls.js";
import { frames } from "../../pkg/parts/debug/frames.js";
import { masking } from "../../pkg/parts/debug/mask.js";
import { tapping } from "../../pkg/parts/debug/tap.js";
import { wire as wiring } from "../../pkg/parts/debug/wire.js";

const TOKEN = "CANARY-visitor-token";
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";

let server;
let origin;
let asked;
before(async () => {
  server = createServer(async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push({ url: request.url, headers: request.headers, body });
    if (request.url === "/events") {
      answer.writeHead(200, { "Content-Type": "text/event-stream" });
      answer.write(`: open\n\nid: 7.1\nevent: message\ndata: {"text":"Hel`);
      setTimeout(() => answer.write(`lo","token":"${TOKEN}"}\n\n`), 20);
      setTimeout(() => request.headers["x-ends"] && answer.end(), 40);
    } else answer.writeHead(201, { "Content-Type": "application/json", "X-Kept": "yes" }).end(JSON.stringify({ token: TOKEN, text: "Welcome." }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** A tap on the network, and what it told. */
function tap(given = {}, chance = () => 0.5) {
  const told = [];
  const controls = controlling();
  assert.equal(controls.set(given), undefined);
  const wire = wiring(masking(), (entry) => told.push(entry), () => 5);
  asked = [];
  return { told, controls, wire, ask: tapping({ server: () => fetch, wire, controls, chance }) };
}

/** What the chat's line hears by it: an answer, or a stream to its end. */
const heard = (ask, path, more = {}) =>
  new Promise((done) => {
    const all = [];
    line({ server: ask, url: origin + path, method: "POST", ms: 2_000, streams: false, ...more }, (...one) => {
      all.push(one.map((part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : part)));
      if (!more.streams || one[0] === 0) done(all);
    });
  });

test("a request and its answer are told in full, and the chat hears what it would have heard", async () => {
  const { told, ask } = tap();
  const [[status, text]] = await heard(ask, "/session", { body: '{"locale":"de"}' });
  assert.deepEqual([status, JSON.parse(text)], [201, { token: TOKEN, text: "Welcome." }]);
  const [request, answer] = told;
  assert.deepEqual(request, {
    id: 1, kind: "request", at: 5, method: "POST", url: `${origin}/session`,
    headers: { "Content-Type": "application/json" }, body: '{"locale":"de"}',
  });
  assert.deepEqual([answer.id, answer.kind, answer.status, answer.headers["x-kept"]], [1, "answer", 201, "yes"]);
  assert.equal(answer.body, '{"token":"•••","text":"Welcome."}');
  assert.ok(Number.isInteger(answer.ms) && answer.ms < 2_000);
});

test("no secret is told, wherever it stands", async () => {
  const { told, ask, wire } = tap({ headers: { "Parlour-Test": "CANARY-pass", "X-Api-Key": "CANARY-key" } });
  await heard(ask, `/session?token=CANARY-query&user=ann`, { token: "CANARY-bearer", body: JSON.stringify({ user_token: JWT, user_cvars: { password: "p", secret: { inner: ["CANARY-inner"] } } }) });
  await heard(ask, "/said", { body: JSON.stringify({ text: `I have ${TOKEN}, CANARY-inner and CANARY-bearer`, nested: JSON.stringify({ token: TOKEN }) }) });
  await heard(ask, "/file", { body: JSON.stringify({ url: "http://a/attachments/f?until=9&signature=CANARY-signature", text: "CANARY-signature" }) });
  await heard(ask, "/not-json", { body: `"token": "CANARY-broken", and ${JWT}` });
  assert.equal(told.length, 8);
  assert.deepEqual([...JSON.stringify([told, wire.entries]).matchAll(/CANARY[\w-]*|eyJ[\w.-]*/g)], []);
  assert.deepEqual(told[0].headers, { "Parlour-Test": "•••", "X-Api-Key": "•••", Authorization: "Bearer •••", "Content-Type": "application/json" });
  assert.equal(told[0].url, `${origin}/session?token=•••&user=ann`);
  // The server was asked with all of them.
  assert.deepEqual([asked[0].headers["parlour-test"], asked[0].headers.authorization], ["CANARY-pass", "Bearer CANARY-bearer"]);
});

test("what is no secret is told letter by letter", () => {
  const { text } = masking();
  for (const said of ['{"text":"My tokens: \\"a\\" – 5 €","expires_at": 17}', "plain", '{"a":[1,{"b":null}]}', "{", "", "http://a/b?after=1.2&limit=5#x"]) assert.equal(text(said), said);
});

test("names of keys and signatures are secrets in addresses too, and no text makes the search for them long", () => {
  const { text } = masking();
  assert.equal(text("https://a/b?sv=1&sig=CANARY-sig&auth=CANARY-auth&key=CANARY-key&access_key=CANARY-access"), "https://a/b?sv=1&sig=•••&auth=•••&key=•••&access_key=•••");
  const quotes = JSON.stringify({ options: Array.from({ length: 20 }, () => '"'.repeat(16_000)) });
  const begun = performance.now();
  assert.equal(text(quotes), quotes);
  // Each place looked at from each other one took minutes.
  assert.ok(performance.now() - begun < 2_000);
});

test("a stream is told event by event, whole, and the chat reads every byte of it", async () => {
  const { told, ask } = tap({ headers: { "X-Ends": "1" } });
  const all = await heard(ask, "/events", { method: "GET", streams: true });
  assert.deepEqual([all[0], all.at(-1)], [[200], [0]]);
  assert.equal(all.slice(1, -1).map(([, piece]) => piece).join(""), `: open\n\nid: 7.1\nevent: message\ndata: {"text":"Hello","token":"${TOKEN}"}\n\n`);
  assert.deepEqual(told.map(({ kind }) => kind), ["request", "stream", "event", "end"]);
  const { event, cursor, body } = told[2];
  assert.deepEqual({ event, cursor, body }, { event: "message", cursor: "7.1", body: '{"text":"Hello","token":"•••"}' });
});

test("events are read whatever ends their lines, and wherever their pieces end", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const all = [];
    const take = frames((frame) => all.push(frame));
    const bytes = new TextEncoder().encode([": beat", "", "event: a", "id: 1", "data: é", "data:two", "", "data: last", "", ""].join(end));
    for (const byte of bytes) take(Uint8Array.of(byte));
    assert.deepEqual(all, [{ event: "a", id: "1", data: "é\ntwo" }, { event: "message", id: undefined, data: "last" }]);
  }
});

test("a line that is cut off fails requests and ends streams that are open", async () => {
  const { told, ask, controls } = tap();
  const stream = heard(ask, "/events", { method: "GET", streams: true });
  while (!told.some(({ kind }) => kind === "event")) await new Promise((done) => setTimeout(done, 5));
  controls.set({ offline: true });
  assert.deepEqual((await stream).at(-1), [0]);
  assert.deepEqual(await heard(ask, "/session"), [[0]]);
  assert.deepEqual(asked.map(({ url }) => url), ["/events"]);
  const failed = told.filter(({ kind }) => kind === "failed");
  assert.deepEqual(failed.map(({ id, injected }) => [id, injected]), [[1, "offline"], [2, "offline"]]);
});

test("an answer that comes when the line has been cut off does not arrive", async () => {
  const { told, controls, wire } = tap();
  const ask = tapping({ server: () => async () => (controls.set({ offline: true }), new Response("{}")), wire, controls });
  assert.deepEqual(await heard(ask, "/session"), [[0]]);
  assert.deepEqual([told[1].kind, told[1].injected], ["failed", "offline"]);
});

test("a share of requests is refused as a server refuses, and nothing of them is sent", async () => {
  const { told, ask, controls } = tap({ errors: 0.4, status: 429 }, () => 0.39);
  const [[status, text, pause]] = await heard(ask, "/session");
  assert.deepEqual([status, JSON.parse(text).code, pause], [429, "rate_limited", 1_000]);
  assert.deepEqual([told[1].kind, told[1].status, told[1].injected], ["answer", 429, "error"]);
  controls.set({ errors: 0.39 });
  assert.equal((await heard(ask, "/session"))[0][0], 201);
  assert.deepEqual(asked.map(({ url }) => url), ["/session"]);
});

test("latency holds an answer back, and says so", async () => {
  const { told, ask } = tap({ latency: 150 });
  const began = performance.now();
  await heard(ask, "/session");
  assert.ok(performance.now() - began >= 149);
  assert.deepEqual([told[0].injected, told[1].injected, told[1].ms >= 149], [undefined, "latency", true]);
});

test("a header of the chat's own is not taken over", async () => {
  const { ask } = tap({ headers: { authorization: "Bearer mine", "X-Extra": "1" } });
  await heard(ask, "/session", { token: TOKEN });
  assert.deepEqual([asked[0].headers.authorization, asked[0].headers["x-extra"]], [`Bearer ${TOKEN}`, "1"]);
});

test("a request that is given up while it is held back ends", async () => {
  const { told, ask } = tap({ latency: 60_000 });
  const stop = line({ server: ask, url: `${origin}/session`, method: "GET", ms: 60_000, streams: false }, () => assert.fail("told"));
  stop();
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(told.map(({ kind }) => kind), ["request", "failed"]);
  assert.deepEqual(asked, []);
});

test("the last 500 entries are kept, and no body without end", async () => {
  const { wire } = tap();
  for (let nth = 0; nth < 300; nth += 1) wire.begin({ method: "GET", url: "http://a/", headers: {} })("answer", { status: 200, body: "" });
  assert.deepEqual([wire.entries.length, wire.entries[0].id, wire.entries.at(-1).id], [500, 51, 300]);
  wire.begin({ method: "POST", url: "http://a/", headers: {}, body: "x".repeat(200_007) });
  assert.equal(wire.entries.at(-1).body.slice(199_998), "xx… (7 more characters)");
  for (let nth = 0; nth < 30; nth += 1) wire.begin({ method: "POST", url: "http://a/", headers: {}, body: "x".repeat(200_000) });
  assert.equal(wire.entries.length, 19);
});

test("a control that is not allowed changes nothing", () => {
  const controls = controlling();
  for (const wrong of [
    { latency: -1 }, { latency: 60_001 }, { latency: "5" }, { offline: 1 }, { errors: 1.1 }, { errors: NaN }, { status: 200 }, { status: 503.5 },
    { headers: null }, { headers: { "a b": "c" } }, { headers: { a: "b\nc" } }, { headers: { a: 1 } }, { later: 1 },
    { host: null }, { host: { current_ip: "1" } }, { host: { host: 1 } }, { host: { title: "x".repeat(1_001) } },
    { headers: Object.fromEntries(Array.from({ length: 21 }, (_, nth) => ["h" + nth, ""])) },
  ]) {
    assert.equal(controls.set({ latency: 5, ...wrong }), Object.keys({ latency: 5, ...wrong }).find((key) => key in wrong));
    assert.equal(controls.now.latency, 0);
  }
});

test("what is told of the page is what a builder wants, and the rest of a message goes as it was written", async () => {
  const { told, ask, controls } = tap({ host: { host: "shop.example", viewport: "390x844", referrer: "", title: 'Say "$&"' } });
  const body = (index) => asked[index].body;
  const page = { host: "127.0.0.1:1", title: "Tents", referrer: "http://a/", viewport: "800x600" };
  // As some pages have it.
  Array.prototype.toJSON = () => "broken";
  try {
    const wanted = '"web":{"host":"shop.example","title":"Say \\"$&\\"","viewport":"390x844"}';
    await heard(ask, "/session", { body: `{"locale":"de","user_profile":{"name":"Ada","web":${JSON.stringify(page)}}}` });
    assert.equal(body(0), `{"locale":"de","user_profile":{"name":"Ada",${wanted}}}`);
    assert.equal(told[0].body, body(0), "the wire tells what went over it");

    const said = '{"id":"1","actions":[{"type":"text","text":"\\"user_profile\\":{"}]}';
    await heard(ask, "/messages/", { body: said });
    assert.equal(body(1), said, "the page has not changed, and the server knows");

    controls.set({ host: { viewport: "1x1" } });
    await heard(ask, "/messages/", { body: said });
    const rest = '"web":{"host":"127.0.0.1:1","title":"Tents","referrer":"http://a/","viewport":"1x1"}';
    assert.equal(body(2), `${said.slice(0, -1)},"user_profile":{${rest}}}`);
    controls.set({ host: {} });
    const back = `"web":${JSON.stringify(page)}`;
    await heard(ask, "/messages/", { body: '{"id":"2","user_profile":{"name":"Ada"}}' });
    assert.equal(body(3), `{"id":"2","user_profile":{${back},"name":"Ada"}}`);
    await heard(ask, "/messages/", { body: '{"id":"3","user_profile":{}}' });
    assert.equal(body(4), '{"id":"3","user_profile":{}}');
    controls.set({ host: { host: "b" } });
    await heard(ask, "/messages/", { body: '{"id":"4","user_profile":{}}' });
    assert.equal(JSON.parse(body(5)).user_profile.web.host, "b");
    controls.set({ host: { host: "c" } });
    await heard(ask, "/rating", { body: '{"grade":1}' });
    assert.equal(body(6), '{"grade":1}');
  } finally {
    delete Array.prototype.toJSON;
  }
});

test("what the server was not told goes with the next try", async () => {
  const { ask, controls } = tap();
  controls.set({ host: { host: "b" }, errors: 1 });
  await heard(ask, "/messages/", { body: '{"id":"1"}' });
  controls.set({ errors: 0 });
  await heard(ask, "/messages/", { body: '{"id":"1"}' });
  await heard(ask, "/messages/", { body: '{"id":"2"}' });
  assert.deepEqual(asked.map(({ body }) => body), ['{"id":"1","user_profile":{"web":{"host":"b"}}}', '{"id":"2"}']);
});
