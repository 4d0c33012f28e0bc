// Where messages wait (pkg/loader/unsent.js), in a place with no IndexedDB and a storage that may refuse. What IndexedDB
// itself does is looked at in a browser: tests/e2e/outbox.spec.mjs.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { unsent } from "../../pkg/loader/unsent.js";

const CHAT = { gateway: "https://chat.example", bot: "b", storage: "local" };
const HEAD = "parlour:unsent:https://chat.example|b|";

/** A message's row, and what of it is told. */
const message = (mid, at = 1) => ({ mid, at });
const row = (mid, at) => JSON.stringify(message(mid, at));

/** What is told of rows, without the name of the page that each ends in. */
const told = (rows) => rows.map((row) => {
  const { page, ...message } = JSON.parse(row);
  return message;
});

/** A `Storage`: its keys are its own properties, as in a browser. */
class Place {
  getItem(key) {
    return this[key] ?? null;
  }
  setItem(key, text) {
    if (place.refuses) throw new DOMException("", place.refuses);
    this[key] = text;
  }
  removeItem(key) {
    delete this[key];
  }
}
let place;

const navigates = (value) => Object.defineProperty(globalThis, "navigator", { configurable: true, value });

beforeEach(() => {
  navigates({});
  const events = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener"]) globalThis[name] = events[name].bind(events);
  globalThis.window = Object.assign(events, { localStorage: (place = new Place()), sessionStorage: new Place() });
  Object.defineProperty(place, "refuses", { value: undefined, writable: true });
});
afterEach(() => {
  for (const name of ["window", "indexedDB", "addEventListener", "removeEventListener"]) delete globalThis[name];
  delete globalThis.navigator;
});

const stage = (chat = CHAT) => {
  const heard = [];
  return { told: heard, rows: unsent(chat, (mid, what) => heard.push([mid, Array.isArray(what) ? told(what) : what])) };
};

test("where there is no IndexedDB a row stands in the storage, and is read, renewed and taken away there", async () => {
  const { told, rows } = stage();
  rows("put", "m2", row("m2"), true);
  rows("put", "m1", row("m1"), true);
  rows("put", "m2", row("m2", 0), false);
  rows("put", "m3", row("m3"), false);
  await rows("read");
  const read = [message("m2", 0), message("m1")];
  assert.match(place[HEAD + "m2"], /"mid":"m2","at":0,"page":"\w+"}$/);
  assert.deepEqual(told, [["m2", "stored"], ["m1", "stored"], ["m2", "stored"], ["m3", "stored"], [undefined, read]]);
  await rows("drop", "m1");
  assert.deepEqual(Object.keys(place), [HEAD + "m2"]);
  place.setItem("parlour:unsent:https://chat.example|another|m1", "not ours");
  await rows("wipe");
  assert.deepEqual(Object.keys(place), ["parlour:unsent:https://chat.example|another|m1"]);
});

test("a storage without room is full, and one that may not be touched holds nothing", async () => {
  const { told, rows } = stage();
  for (place.refuses of ["QuotaExceededError", "SecurityError"]) await rows("put", "m1", "one", true);
  delete globalThis.window.localStorage;
  await rows("put", "m2", "two", true);
  await rows("read");
  await rows("drop", "m1");
  await rows("wipe");
  assert.deepEqual(told, [["m1", "full"], ["m1", "held"], ["m2", "held"], [undefined, []]]);
});

test("an IndexedDB that never answers is waited for once", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  globalThis.indexedDB = { open: () => ((asked += 1), {}) };
  const { told, rows } = stage();
  const first = rows("put", "m1", "one", true);
  await new Promise(setImmediate);
  context.mock.timers.tick(1_499);
  await new Promise(setImmediate);
  assert.deepEqual(told, []);
  context.mock.timers.tick(1);
  await first;
  await rows("put", "m2", "two", true);
  await rows("drop", "m1");
  assert.deepEqual([told, asked, Object.keys(place)], [[["m1", "stored"], ["m2", "stored"]], 1, [HEAD + "m2"]]);
});

test("what a slow IndexedDB keeps too late is called back, and what it takes away is not", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const [asked, aborted] = [[], []];
  const transaction = () => {
    const nth = asked.length;
    const ask = (what) => (key) => (asked.push([what, key]), {});
    return { abort: () => aborted.push(asked[nth][0]), objectStore: () => ({ put: (row, key) => ask("put")(key), delete: ask("delete") }) };
  };
  globalThis.indexedDB = {
    open() {
      const request = {};
      queueMicrotask(() => request.onsuccess({ target: { result: { transaction } } }));
      return request;
    },
  };
  const { rows } = stage();
  for (const ask of [() => rows("put", "m1", "one", true), () => rows("drop", "m1")]) {
    const done = ask();
    await new Promise(setImmediate);
    context.mock.timers.tick(1_500);
    await done;
  }
  const key = ["https://chat.example|b", "m1"];
  assert.deepEqual([asked, aborted], [[["put", key], ["delete", key]], ["put"]]);
});

test("rows of an IndexedDB that was slow to open are read when they are asked for again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const request = {};
  globalThis.indexedDB = { open: () => request };
  globalThis.IDBKeyRange = { bound: () => {} };
  const { told, rows } = stage();
  const first = rows("read");
  await new Promise(setImmediate);
  // A database that is slow on a busy machine is waited for: what it has is to go first.
  context.mock.timers.tick(5_900);
  await new Promise(setImmediate);
  assert.deepEqual(told, []);
  context.mock.timers.tick(100);
  await first;
  const transaction = () => {
    const made = { objectStore: () => ({ getAll: () => ({ result: [row("m1")] }) }) };
    queueMicrotask(() => made.oncomplete());
    return made;
  };
  request.onsuccess({ target: { result: { transaction } } });
  await rows("read");
  assert.deepEqual(told, [[undefined, []], [undefined, [message("m1")]]]);
  delete globalThis.IDBKeyRange;
});

test("a row that IndexedDB had no room for is renewed where it stands", async () => {
  const transaction = () => {
    const made = { error: new DOMException("", "QuotaExceededError") };
    const put = () => (queueMicrotask(() => made.onabort()), {});
    const getKey = () => {
      const request = {};
      queueMicrotask(() => (request.onsuccess(), made.oncomplete()));
      return request;
    };
    return Object.assign(made, { objectStore: () => ({ put, getKey }) });
  };
  globalThis.indexedDB = {
    open() {
      const request = {};
      queueMicrotask(() => request.onsuccess({ target: { result: { transaction } } }));
      return request;
    },
  };
  const { told, rows } = stage();
  rows("put", "m1", row("m1"), true);
  await rows("put", "m1", row("m1", 2), false);
  assert.deepEqual([told, JSON.parse(place[HEAD + "m1"]).at], [[["m1", "stored"], ["m1", "stored"]], 2]);
});

test("what is kept for a session stays in the tab, and nothing is told after the end", async () => {
  let asked = 0;
  globalThis.indexedDB = { open: () => ((asked += 1), {}) };
  const { told, rows } = stage({ ...CHAT, storage: "session" });
  await rows("put", "m1", row("m1"), true);
  await rows("read");
  await rows("drop", "m2");
  assert.equal(asked, 0);
  assert.deepEqual([Object.keys(place), Object.keys(window.sessionStorage)], [[], [HEAD + "m1"]]);
  const late = rows("put", "m2", row("m2"), true);
  rows("end");
  await late;
  assert.deepEqual(told, [["m1", "stored"], [undefined, [message("m1")]]]);
});

/** Pages of a browser with Web Locks; rows stand in its storage. */
function browser() {
  const held = new Map();
  const locks = {
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
    request: async (name, use) => {
      await held.get(name);
      const over = use();
      if (!over) return;
      held.set(name, over);
      await over;
      held.delete(name);
    },
  };
  navigates({ locks });
  return { page: () => stage(), held: () => held.size };
}
const settle = () => new Promise(setImmediate);
const mids = (told) => told.filter(([mid]) => mid === undefined).map(([, rows]) => rows.map(({ mid }) => mid));

test("what a page has still to send is read by no other one while it lives, and by any when it has ended", async () => {
  const { page, held } = browser();
  const [one, other, third] = [page(), page(), page()];
  await one.rows("put", "m1", row("m1"), true);
  await other.rows("read");
  await one.rows("read");
  assert.deepEqual([mids(other.told), mids(one.told)], [[[]], [["m1"]]]);
  one.rows("end");
  await settle();
  for (const { rows } of [other, third]) await rows("read");
  assert.deepEqual([mids(other.told), mids(third.told)], [[[], ["m1"]], [["m1"]]]);
  assert.equal(held(), 0);
});

test("a page that is put aside with messages of its own holds nothing, and knows it when it comes back", async () => {
  const { page, held } = browser();
  const [one, other] = [page(), page()];
  await one.rows("put", "m1", row("m1"), true);
  await other.rows("put", "m2", row("m2"), true);
  await other.rows("drop", "m2");
  assert.equal(held(), 2);
  globalThis.window.dispatchEvent(new Event("pagehide"));
  await settle();
  assert.equal(held(), 0);
  assert.deepEqual([one.rows("wasAside"), other.rows("wasAside")].map(Boolean), [true, false]);
  await other.rows("read");
  assert.deepEqual(mids(other.told), [["m1"]]);
  // What it types from then on is its own again.
  await other.rows("put", "m3", row("m3"), true);
  await one.rows("read");
  assert.deepEqual([held(), mids(one.told)], [1, [["m1"]]]);
});

test("whose page lives is asked after its rows were read, which may take long", async () => {
  const { page } = browser();
  const one = page();
  let answered;
  const transaction = () => {
    const made = { objectStore: () => ({ getAll: () => ({ result: [] }) }) };
    answered = () => made.oncomplete();
    return made;
  };
  globalThis.IDBKeyRange = { bound: () => {} };
  globalThis.indexedDB = {
    open() {
      const request = {};
      queueMicrotask(() => request.onsuccess({ target: { result: { transaction } } }));
      return request;
    },
  };
  const other = page();
  const read = other.rows("read");
  await settle();
  delete globalThis.indexedDB;
  await one.rows("put", "m1", row("m1"), true);
  answered();
  await read;
  assert.deepEqual(mids(other.told), [[]]);
  delete globalThis.IDBKeyRange;
});

test("a page with a message that stands nowhere else is not begun anew when it comes back", async () => {
  const { page } = browser();
  const { told, rows } = page();
  await rows("put", "m1", row("m1"), true);
  globalThis.window.localStorage = undefined;
  await rows("put", "m2", row("m2"), true);
  globalThis.window.dispatchEvent(new Event("pagehide"));
  await settle();
  assert.deepEqual([told, Boolean(rows("wasAside"))], [[["m1", "stored"], ["m2", "held"]], false]);
});
