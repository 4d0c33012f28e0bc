// The chat's line to its server, against a server that behaves and one that does not.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { line } from "../../pkg/loader/line.js";

const routes = {
  "/said": (_, answer) => answer.writeHead(201).end('{"a":1}'),
  "/echo": async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method, headers } = request;
    answer.end(JSON.stringify({ method, token: headers.authorization, type: headers["content-type"], body }));
  },
  "/seconds": (_, answer) => answer.writeHead(429, { "Retry-After": "7" }).end("{}"),
  "/date": (_, answer) => answer.writeHead(503, { "Retry-After": new Date(Date.now() + 60_000).toUTCString() }).end(),
  "/nonsense": (_, answer) => answer.writeHead(503, { "Retry-After": "soon" }).end(),
  "/past": (_, answer) => answer.writeHead(503, { "Retry-After": new Date(0).toUTCString() }).end(),
  "/long": (_, answer) => answer.end("x".repeat(4_000_001)),
  "/cut": (_, answer) => answer.writeHead(200, { "Content-Length": "100" }).write("{", () => answer.destroy()),
  "/silent": () => {},
  "/stream": (_, answer) => {
    answer.writeHead(200).write("a");
    setTimeout(() => answer.end("b"), 50);
  },
  "/endless": (_, answer) => void answer.writeHead(200).write("a"),
  "/none": (_, answer) => answer.writeHead(204).end(),
};
let server;
let origin;

before(async () => {
  server = createServer((request, answer) => routes[request.url](request, answer));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** What is told of a request until `enough` of it came, and a while after it. */
async function heard(path, more = {}, enough = 1) {
  const all = [];
  await new Promise((done) => {
    line({ url: origin + path, method: "GET", ms: 2_000, streams: false, ...more }, (...told) => {
      all.push(told.map((one) => (one instanceof Uint8Array ? new TextDecoder().decode(one) : one)));
      if (all.length === enough) done();
    });
  });
  await new Promise((done) => setTimeout(done, 100));
  return all;
}

test("an answer is told once, with its status and text", async () => {
  assert.deepEqual(await heard("/said"), [[201, '{"a":1}', undefined]]);
});

test("method, token and body are sent as they are meant", async () => {
  const [[, text]] = await heard("/echo", { method: "POST", token: "t", body: "{}" });
  assert.deepEqual(JSON.parse(text), { method: "POST", token: "Bearer t", type: "application/json", body: "{}" });
  const [[, bare]] = await heard("/echo");
  assert.deepEqual(JSON.parse(bare), { method: "GET", body: "" });
});

test("Retry-After is read as seconds or as a date, and nothing else", async () => {
  assert.deepEqual((await heard("/seconds"))[0], [429, "{}", 7_000]);
  const [[, , pause]] = await heard("/date");
  assert.ok(pause > 50_000 && pause <= 60_000, `${pause}`);
  assert.equal((await heard("/nonsense"))[0][2], undefined);
  assert.equal((await heard("/past"))[0][2], undefined);
});

test("an answer that is too long has a status and no text", async () => {
  assert.deepEqual(await heard("/long"), [[200, undefined, undefined]]);
});

test("what breaks off, does not come or takes too long is status 0", async () => {
  assert.deepEqual(await heard("/cut"), [[0]]);
  assert.deepEqual(await heard("/silent", { ms: 100 }), [[0]]);
  assert.deepEqual(await heard("", { url: "http://127.0.0.1:1/" }), [[0]]);
});

test("a page's own fetch may throw, reject with anything or answer with anything", async () => {
  const wrong = [
    () => Promise.reject("a text"),
    () => Promise.reject(undefined),
    () => {
      throw 7;
    },
    () => null,
    async () => ({}),
    async () => "no answer",
  ];
  for (const server of wrong) assert.equal((await heard("/said", { server }))[0][0], 0, `${server}`);
});

test("a stream is told chunk by chunk, and that it has ended", async () => {
  assert.deepEqual(await heard("/stream", { streams: true }, 4), [[200], [200, "a"], [200, "b"], [0]]);
});

test("a stream has its time until the head, and no limit after it", async () => {
  assert.deepEqual(await heard("/endless", { streams: true, ms: 100 }, 2), [[200], [200, "a"]]);
  assert.deepEqual(await heard("/silent", { streams: true, ms: 100 }), [[0]]);
});

test("a stream that is refused is told like any answer", async () => {
  assert.deepEqual(await heard("/none", { streams: true }), [[204, "", undefined]]);
  assert.deepEqual(await heard("/seconds", { streams: true }), [[429, "{}", 7_000]]);
});

test("nothing is told of what was stopped", async () => {
  for (const path of ["/said", "/silent", "/endless"]) {
    const all = [];
    const stop = line({ url: origin + path, method: "GET", ms: 200, streams: true }, (...told) => all.push(told));
    stop();
    await new Promise((done) => setTimeout(done, 400));
    assert.deepEqual(all, [], path);
  }
});
