// What is told of the page, in a page that is made up here.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { mark, page, telling } from "../../pkg/loader/page.js";

const was = new Map();
const put = (name, value) => {
  if (!was.has(name)) was.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { configurable: true, ...(typeof value === "function" ? { get: value } : { value }) });
};
afterEach(() => {
  for (const [name, before] of was) {
    delete globalThis[name];
    if (before) Object.defineProperty(globalThis, name, before);
  }
  was.clear();
});

const BRANDS = [
  { brand: "Not;A=Brand", version: "8" },
  { brand: "Chromium", version: "156" },
  { brand: "Notes", version: "1" },
];
function shop() {
  put("location", { host: "shop.example:8080", href: "https://shop.example:8080/tents?a=1#b" });
  put("document", { title: "Tents", referrer: "https://search.example/?q=secret" });
  put("navigator", { language: "de-CH", userAgent: "text", userAgentData: { brands: BRANDS, platform: "Linux", mobile: false } });
  put("screen", { width: 1920, height: 1080 });
  put("innerWidth", 1280);
  put("innerHeight", 720);
}

test("a page is told without its query, and where the visitor came from without its path", () => {
  shop();
  assert.deepEqual(page("path"), {
    host: "shop.example:8080",
    hostPageUrl: "https://shop.example:8080/tents",
    title: "Tents",
    referrer: "https://search.example",
    language: "de-CH",
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: "1920x1080",
    viewport: "1280x720",
    userAgentData: "Chromium 156, Notes 1; Linux; desktop",
  });
});

test("page-url says how much of the address is told", () => {
  shop();
  assert.equal(page("full").hostPageUrl, "https://shop.example:8080/tents?a=1#b");
  assert.deepEqual(page("off"), { host: "shop.example:8080" });
});

test("a browser without structured data tells its user agent", () => {
  shop();
  put("navigator", { language: "", userAgent: "x".repeat(2_000) });
  const told = page("path");
  assert.equal(told.userAgentData, "x".repeat(1_000));
  assert.equal(told.language, undefined);
});

test("what a page has broken is left out", () => {
  shop();
  put("document", { get title() { throw new Error(); }, referrer: 7 });
  put("navigator", () => {
    throw new Error();
  });
  put("screen", undefined);
  const told = JSON.parse(JSON.stringify(page("path")));
  assert.deepEqual(Object.keys(told), ["host", "hostPageUrl", "timezone", "viewport"]);
});

test("another address or title makes it another page, another size of the window does not", () => {
  shop();
  const before = mark(page("path"));
  put("innerWidth", 400);
  assert.equal(mark(page("path")), before);
  put("document", { title: "Boots", referrer: "" });
  assert.notEqual(mark(page("path")), before);
});

test("what is told goes beside what is sent, and changes nothing in it", () => {
  const body = '{"id":"m","actions":[{"type":"text","text":"}"}]}';
  assert.deepEqual(JSON.parse(telling(body, { user_profile: { web: { host: "a" } }, user_cvars: { b: 1 } })), {
    ...JSON.parse(body),
    user_profile: { web: { host: "a" } },
    user_cvars: { b: 1 },
  });
  assert.equal(telling(body, { user_profile: undefined, user_cvars: null }), body);
  assert.equal(telling("{}", {}), "{}");
  assert.equal(telling("{}", { user_profile: { a: 1 } }), '{"user_profile":{"a":1}}');
});
