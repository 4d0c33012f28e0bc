// `parlour/runtime` in Node, from the packed package, against the real server: nothing is lost and nothing doubled.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test as base, expect } from "@playwright/test";
import { desk } from "../e2e/stage/desk.mjs";
import { BOT, Server } from "../e2e/stage/server.mjs";
import { store } from "../e2e/stage/stored.mjs";
import { INSTALLED, REPOSITORY } from "./stage/places.mjs";

const installed = (path) => import(pathToFileURL(join(INSTALLED, path)).href);

/** A server for each test: some of them kill it. */
const test = base.extend({
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.dispose();
  },

  /** Opens conversations, hears everything they tell, and closes them. */
  open: async ({ server }, use) => {
    const opened = [];
    await use(async (options = {}) => {
      const { createConversation } = await installed("runtime/node.js");
      const chat = await createConversation({ bot: BOT, gateway: server.origin, ...options });
      chat.heard = [];
      chat.over = (async () => {
        for await (const event of chat) chat.heard.push(event);
      })();
      opened.push(chat);
      return chat;
    });
    for (const chat of opened) chat.close();
    await Promise.all(opened.map(({ over }) => over));
  },
});

const lines = (chat) => chat.heard.filter(({ type }) => type === "message").map(({ message }) => message);
const said = (chat) => lines(chat).filter(({ author }) => author === "visitor").map(({ text }) => text);
const answers = (chat) => lines(chat).filter(({ author }) => author === "bot");
const greeted = (chat) => expect.poll(() => chat.state().choices.length).toBeGreaterThan(0);
const stored = async (server) => (await server.report()).map(({ message }) => message).filter(Boolean);
const numbered = (count) => Array.from({ length: count }, (_, nth) => `message ${nth + 1}`);
const isSend = (url, init) => init?.method === "POST" && /\/messages\/$/.test(url);

/** As a place in which a program keeps its conversation. */
const place = () => {
  const kept = new Map();
  return { kept, getItem: (name) => kept.get(name), setItem: (name, text) => void kept.set(name, text), removeItem: (name) => void kept.delete(name) };
};

test("a greeting comes, a message is answered, and history holds what was told", async ({ server, open }) => {
  const chat = await open();
  await greeted(chat);
  const before = answers(chat).length;
  const sent = await chat.send("Where is my order?");
  expect(sent).toEqual({ id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/), state: "sent", seq: expect.any(Number) });
  await expect.poll(() => answers(chat).length).toBeGreaterThan(before);
  await expect.poll(() => chat.state()).toMatchObject({ connection: "online", typing: false, handover: "bot" });
  const keys = lines(chat).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const told = chat.history().map(({ text }) => text);
  expect(told.toSorted()).toEqual(lines(chat).map(({ text }) => text).toSorted());
  expect(chat.history().find(({ id }) => id === sent.id)).toMatchObject({ author: "visitor", state: "sent", seq: sent.seq });
  expect(await stored(server)).toEqual(["Where is my order?"]);
});

test("a server that is killed and started again loses and doubles nothing, and keeps the order", async ({ server, open }) => {
  const chat = await open();
  await greeted(chat);
  const texts = numbered(9);
  const sends = texts.map((text) => chat.send(text));
  await sends[2];
  await server.down("SIGKILL");
  await server.up();
  await sends[5];
  await server.down("SIGKILL");
  await server.up();
  const ends = await Promise.all(sends);
  expect(ends.map(({ state }) => state)).toEqual(texts.map(() => "sent"));
  expect(await stored(server)).toEqual(texts);
  expect(said(chat)).toEqual(texts);
  const order = ends.map(({ seq }) => seq);
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  // One answer for each, each told once.
  await expect.poll(() => chat.state().typing).toBe(false);
  const replies = chat.history().filter(({ author }) => author === "bot").map(({ key }) => key);
  expect(answers(chat).map(({ key }) => key).toSorted()).toEqual(replies.toSorted());
});

test("an answer that is lost after the server took the message: one row, one line, one answer", async ({ server, open }) => {
  let lost = 0;
  const fetch = async (url, init) => {
    const answer = await globalThis.fetch(url, init);
    if (!isSend(url, init) || lost) return answer;
    lost += 1;
    throw new TypeError("the connection broke");
  };
  const chat = await open({ fetch });
  await greeted(chat);
  const before = answers(chat).length;
  const { state } = await chat.send("Say this once");
  expect([lost, state]).toEqual([1, "sent"]);
  await expect.poll(() => answers(chat).length).toBeGreaterThan(before);
  expect(await stored(server)).toEqual(["Say this once"]);
  expect(said(chat)).toEqual(["Say this once"]);
  const seqs = answers(chat).map(({ seq, action }) => `${seq} ${JSON.stringify(action)}`);
  expect(new Set(seqs).size).toBe(seqs.length);
});

test("more messages than a visitor may send wait as long as the server says", async ({ server, open }) => {
  const statuses = [];
  const fetch = async (url, init) => {
    const answer = await globalThis.fetch(url, init);
    if (isSend(url, init)) statuses.push([answer.status, answer.headers.get("Retry-After"), Date.now()]);
    return answer;
  };
  const chat = await open({ fetch });
  await greeted(chat);
  const texts = numbered(8);
  await Promise.all(texts.map((text) => chat.send(text)));
  expect(await stored(server)).toEqual(texts);
  const refused = statuses.findIndex(([status]) => status === 429);
  expect(refused).toBeGreaterThan(0);
  const [, seconds, at] = statuses[refused];
  expect(statuses[refused + 1][2] - at).toBeGreaterThanOrEqual(Number(seconds) * 1000 - 50);
  expect(statuses.filter(([status]) => status === 200)).toHaveLength(texts.length);
});

test("what a program did not get sent is sent by the next one, once", async ({ server, open }) => {
  const storage = place();
  const first = await open({ storage });
  await greeted(first);
  await first.send("Before");
  await server.down("SIGKILL");
  const waits = first.send("While nobody listens").catch(({ code }) => code);
  await expect.poll(() => said(first)).toContain("While nobody listens");
  first.close();
  expect(await waits).toBe("destroyed");
  await server.up();
  const second = await open({ storage });
  await expect.poll(() => second.history().filter(({ state }) => state === "sent").map(({ text }) => text)).toEqual(["Before", "While nobody listens"]);
  expect(second.state().conversation).toBe(first.state().conversation);
  expect(await stored(server)).toEqual(["Before", "While nobody listens"]);
});

test("a message the server refuses keeps its text, and can be sent again under its id", async ({ server, open }) => {
  let refusals = 0;
  const refusal = { error: "This field is not known.", message: null, code: "field_refused", field: "x" };
  const fetch = async (url, init) => {
    if (!isSend(url, init) || refusals) return globalThis.fetch(url, init);
    refusals += 1;
    return Response.json(refusal, { status: 400 });
  };
  const chat = await open({ fetch });
  await greeted(chat);
  const error = await chat.send("Keep me").catch((error) => error);
  expect(error).toMatchObject({ code: "server", id: expect.any(String) });
  expect(chat.history().at(-1)).toMatchObject({ text: "Keep me", state: "failed", reason: "server", seq: null });
  expect(await chat.retry(error.id)).toMatchObject({ id: error.id, state: "sent" });
  expect(await stored(server)).toEqual(["Keep me"]);
  await expect(chat.retry(error.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a text over the limit is refused here, and given up when it is asked for", async ({ server, open }) => {
  const chat = await open();
  await greeted(chat);
  const error = await chat.send("x".repeat(4001)).catch((error) => error);
  expect(error.code).toBe("text_too_long");
  await chat.cancel(error.id);
  expect(chat.history().some(({ id }) => id === error.id)).toBe(false);
  expect(await stored(server)).toEqual([]);
});

test("variables and a profile go with what is sent, and are told again if that failed", async ({ open }) => {
  const bodies = [];
  let failures = 0;
  const fetch = async (url, init) => {
    if (init?.body) bodies.push([url.split("/").at(-1) || "messages", JSON.parse(init.body)]);
    if (isSend(url, init) && failures++ === 0) throw new TypeError("no network");
    return globalThis.fetch(url, init);
  };
  const chat = await open({ fetch, profile: { name: "Ada" }, locale: "de" });
  await greeted(chat);
  await chat.setProfile({ plan: "gold" });
  await chat.send("Hello");
  await chat.send("Again");
  const told = bodies.map(([to, { user_profile, locale }]) => [to, user_profile, locale]);
  expect(told).toEqual([
    ["session", { name: "Ada" }, "de"],
    ["messages", { plan: "gold" }, undefined],
    ["messages", { plan: "gold" }, undefined],
    ["messages", undefined, undefined],
  ]);
});

test("in a page the bot is told of it as by the window, and of none elsewhere", async ({ open }) => {
  const told = [];
  const fetch = async (url, init) => {
    if (init?.body) told.push(JSON.parse(init.body).user_profile);
    return globalThis.fetch(url, init);
  };
  const around = {
    location: { host: "shop.example", href: "https://shop.example/tents?a=1#b" },
    document: { title: "Tents", referrer: "https://search.example/?q=secret" },
  };
  const inNode = await open({ fetch });
  await greeted(inNode);
  await inNode.send("From a program");
  expect(told.splice(0)).toEqual([undefined, undefined]);
  Object.assign(globalThis, around);
  try {
    const chat = await open({ fetch, profile: { name: "Ada" } });
    await greeted(chat);
    await chat.send("From a page");
    around.location.href = "https://shop.example/boots";
    around.document.title = "Boots";
    await chat.send("From another");
    const web = { host: "shop.example", referrer: "https://search.example" };
    expect(told.splice(0)).toEqual([
      { name: "Ada", web: expect.objectContaining({ ...web, hostPageUrl: "https://shop.example/tents", title: "Tents" }) },
      undefined,
      { web: expect.objectContaining({ ...web, hostPageUrl: "https://shop.example/boots", title: "Boots" }) },
    ]);
    const shy = await open({ fetch, pageUrl: "off" });
    await greeted(shy);
    expect(told).toEqual([{ web: { host: "shop.example" } }]);
  } finally {
    for (const name in around) delete globalThis[name];
  }
});

test("starting over gives a new conversation, forgetting deletes it", async ({ server, open }) => {
  const storage = place();
  const chat = await open({ storage });
  await greeted(chat);
  await chat.send("To be forgotten");
  const { conversation } = chat.state();
  await chat.reset();
  await expect.poll(() => chat.state().conversation).toBeGreaterThan(conversation);
  expect(chat.heard.filter(({ type }) => type === "reset")).toHaveLength(1);
  await chat.send("To be forgotten, too");
  await chat.forget();
  expect([...storage.kept.keys()]).toEqual([]);
  expect(chat.history()).toEqual([]);
  expect((await server.report()).filter(({ is_deleted }) => is_deleted).length).toBeGreaterThan(0);
});

test("earlier messages are read page by page, each once", async ({ server, open }) => {
  const storage = place();
  const first = await open({ storage });
  await greeted(first);
  expect(await first.earlier()).toBe(false);
  const begun = first.history().length;
  first.close();
  await server.down();
  await store(server, 300);
  await server.up();
  const chat = await open({ storage });
  await expect.poll(() => chat.state().earlier).toBe("more");
  const newest = chat.history().length;
  expect(await chat.earlier()).toBe(true);
  expect(chat.history().length).toBe(newest + 100);
  while (await chat.earlier());
  expect(chat.history().length).toBe(begun + 300);
  expect(new Set(chat.history().map(({ key }) => key)).size).toBe(begun + 300);
  // What is read back is no news.
  expect(lines(chat).length).toBe(newest);
});

test("a bot that is not there is said, and its messages fail", async ({ open }) => {
  const chat = await open({ bot: "00000000-0000-4000-8000-000000000000" });
  await expect(chat.send("Anybody?")).rejects.toMatchObject({ code: "session_refused" });
  expect(chat.state().connection).toBe("refused");
  await expect.poll(() => chat.heard).toContainEqual(expect.objectContaining({ type: "error", code: "not_found", message: expect.stringContaining("has no bot 00000000-") }));
});

test("a closed conversation tells the rest, ends, and refuses", async ({ open }) => {
  const chat = await open();
  await greeted(chat);
  chat.close();
  chat.close();
  await chat.over;
  await expect(chat.send("Too late")).rejects.toMatchObject({ code: "destroyed" });
  expect(chat.history()).toEqual([]);
});

test("what is missing is said before anything is fetched", async ({ server }) => {
  const { createConversation } = await installed("runtime/node.js");
  await expect(createConversation({ gateway: server.origin })).rejects.toMatchObject({ code: "config_missing" });
  await expect(createConversation({ bot: BOT })).rejects.toMatchObject({ code: "config_missing" });
  for (const gateway of ["127.0.0.1:8093", "localhost:8093", "chat.example", "/chat", "ftp://chat.example", "http://"]) {
    await expect(createConversation({ bot: BOT, gateway }), gateway).rejects.toMatchObject({ code: "config_invalid", message: expect.stringContaining(`"${gateway}"`) });
  }
});

test("the engine is a server for it: no network at all", async ({ open }) => {
  const { createServer } = await installed("engine/index.js");
  const flow = await readFile(join(REPOSITORY, "demo-site/pages/no-server/flow.toml"), "utf8");
  const wasm = await readFile(join(INSTALLED, "wasm/parlour_page_bg.wasm"));
  const chat = await open({ bot: "bag-finder", gateway: "page:", fetch: await createServer(flow, { wasm, storage: "none" }) });
  await expect.poll(() => answers(chat).map(({ text }) => text)).toContain("How cold does it get at night, in °C?");
  await chat.send("-5,5");
  await expect.poll(() => answers(chat).at(-1).text).toBe("-5.5 °C, noted. And how do you sleep?");
});

test.describe("with a back end that knows its users", () => {
  const SECRET = "a-secret-of-the-shops-own-back-end";
  const IDENTITY = `identity = { keys = [{ kid = "k1", secret = { literal = "${SECRET}" } }], audience = "shop" }`;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = (sub) => {
    const message = `${part({ alg: "HS256", kid: "k1" })}.${part({ sub, aud: "shop", exp: Math.floor(Date.now() / 1000) + 60 })}`;
    return `${message}.${createHmac("sha256", SECRET).update(message).digest("base64url")}`;
  };

  test.use({
    server: async ({}, use) => {
      const server = await desk({ change: { from: 'channel = "engine"\n', to: `channel = "engine"\n${IDENTITY}\n` } });
      await use(server);
      await server.dispose();
    },
  });

  test("a program finds its user's conversation, merges where it is told to, and leaves nothing to the next", async ({ open }) => {
    const kept = place();
    const chat = await open({ storage: kept });
    await greeted(chat);
    await chat.send("before signing in");
    await chat.identify({ token: token("ada"), merge: true });
    await chat.send("after it");
    chat.close();

    const other = await open({ userToken: async () => token("ada") });
    await expect.poll(() => said(other)).toEqual(["before signing in", "after it"]);
    await other.identify({ token: token("bob") });
    await expect.poll(() => other.history().some(({ author }) => author === "bot")).toBe(true);
    expect(other.history().filter(({ author }) => author === "visitor")).toEqual([]);
    await other.logout();

    const next = await open({ storage: kept, userToken: token("bob") });
    await expect.poll(() => next.state().conversation).not.toBe(null);
    expect(said(next)).toEqual([]);

    const bad = await open({ userToken: "nobody's" });
    await expect.poll(() => bad.heard.filter(({ type }) => type === "error").map(({ code }) => code)).toEqual(["identity_invalid"]);
    expect(bad.history().map(({ notice }) => notice)).toEqual(["unidentified"]);
  });
});
