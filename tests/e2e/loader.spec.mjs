// The script tag: what it does before the act, and what it does when something is wrong.
import { Chat } from "./stage/chat.mjs";
import { distFolder, Host } from "./stage/host.mjs";
import { asked, mount } from "./stage/mount.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

/** The demo's second bot. */
const OTHER = "5a1c6f0e-3d5b-4c0a-9a52-8d1f2b7e9c44";

const errors = (page) =>
  page.addInitScript(() => {
    window.told = [];
    document.addEventListener("parlour:error", (event) => window.told.push(event.detail));
  });
const told = (page) => page.evaluate(() => window.told.map(({ code, key, given, allowed }) => ({ code, key, given, allowed })));

test("twenty calls that were queued before the script run once each, in order", async ({ page, server }) => {
  await page.addInitScript(() => {
    window.Parlour ||= (...a) => new Promise((y, n) => (Parlour.q ||= []).push([a, y, n]));
    window.done = [];
    window.headings = [];
    const watch = new MutationObserver((changes) => window.headings.push(...changes.map(({ oldValue }) => oldValue)));
    for (let nth = 0; nth < 20; nth += 1) {
      const call = nth % 7 === 3 ? window.Parlour("send", `message ${nth}`) : window.Parlour("update", { heading: `heading ${nth}` });
      call.then(() => window.done.push(nth));
    }
    document.addEventListener("DOMContentLoaded", () => {
      watch.observe(document.body, { subtree: true, attributeFilter: ["heading"], attributeOldValue: true });
    });
  });
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  const sent = ["message 3", "message 10", "message 17"];
  await expect.poll(() => page.evaluate(() => window.done.toSorted((a, b) => a - b)), { timeout: 30_000 }).toEqual([...Array(20).keys()]);
  expect(await chat.texts(chat.visitor)).toEqual(sent);
  expect((await server.report()).map((row) => row.message).filter(Boolean)).toEqual(sent);
  // Each change is seen with what stood there before it, so the last is what stands there now.
  const order = [...Array(20).keys()].filter((nth) => nth % 7 !== 3).map((nth) => `heading ${nth}`);
  const seen = await page.evaluate(() => [...window.headings, document.querySelector("parlour-chat").heading]);
  expect(seen).toEqual([null, ...order]);
});

for (const [name, line] of [["Save-Data", { saveData: true }], ["a 2G line", { effectiveType: "slow-2g" }]]) {
  test(`with ${name} a pointer near fetches nothing`, async ({ page, server }) => {
    await page.addInitScript((line) => Object.defineProperty(navigator, "connection", { get: () => line }), line);
    const paths = asked(page);
    await page.goto(`${server.origin}/`);
    const chat = new Chat(page);
    await chat.launcher.hover();
    await chat.launcher.focus();
    await page.waitForTimeout(500);
    expect(paths.filter((path) => path.startsWith("/v/"))).toEqual([]);
    await chat.open();
  });
}

test("the wasm that is asked for ahead is carried once, although it is asked for again with its hash", async ({ page, chat }) => {
  await chat.open();
  const sizes = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm")).map(({ transferSize }) => transferSize),
  );
  expect(sizes.length).toBeGreaterThan(0);
  // 300 bytes stand for a file that came from the cache (Resource Timing, `transferSize`).
  expect(sizes.filter((size) => size > 300)).toHaveLength(1);
});

for (const file of ["widget.js", "widget.wasm"]) {
  test(`${file} is asked for once more when it does not come`, async ({ page, chat }) => {
    let failures = 0;
    await page.route(`**/${file}`, (route) => (failures++ < 1 ? route.abort() : route.continue()));
    await chat.open();
    expect(failures).toBeGreaterThanOrEqual(2);
  });

  test(`${file} that is not the one of this version is not run, and the visitor is told`, async ({ page, chat }) => {
    await page.route(`**/${file}`, async (route) => {
      const answer = await route.fetch();
      const body = Buffer.concat([await answer.body(), Buffer.from(file.endsWith("js") ? "\nwindow.foreign = 1;" : "\0")]);
      await route.fulfill({ response: answer, body });
    });
    await chat.launcher.click();
    await expect(chat.launcher).toHaveAccessibleDescription(/could not be loaded/);
    await expect(chat.window).toHaveCount(0);
    expect(await page.evaluate(() => window.foreign)).toBe(undefined);
  });
}

test("where the files do not come at all, the second press leads to the chat's own page", async ({ page, context, server, chat }) => {
  await page.route("**/widget.js", (route) => route.abort());
  await chat.launcher.click();
  await expect(chat.launcher).toHaveAccessibleDescription(/could not be loaded/);
  const [plain] = await Promise.all([context.waitForEvent("page"), chat.launcher.click()]);
  await expect(plain).toHaveURL(`${server.origin}/chat/${BOT}`);
  await expect(plain.getByRole("button", { name: "Start chat" })).toBeVisible();
});

test("a tag that names another bot has a chat of its own, and one that stands there twice is one chat", async ({ page, server }) => {
  const host = await Host.start();
  const tag = (bot) => `<script async src="${server.origin}/parlour.js?${Math.random()}" data-bot="${bot}"></script>`;
  await page.goto(host.put("/", `<!doctype html><title>Tags</title>${tag(BOT)}${tag(OTHER)}${tag(BOT)}${tag(OTHER)}`));
  const bots = () => page.locator("parlour-chat").evaluateAll((all) => all.map(({ bot }) => bot).sort());
  await expect.poll(bots).toEqual([BOT, OTHER].sort());
  // Long enough for all four to have come.
  await page.waitForLoadState("load");
  expect(await bots()).toEqual([BOT, OTHER].sort());
  await host.stop();
});

test("two versions on one page: both tags have their chat, and all files are those of the first", async ({ page, server }) => {
  const host = await Host.start();
  const older = (await (await fetch(`${server.origin}/parlour.js`)).text()).replaceAll(/(?<=["/])\d+\.\d+\.\d+-[0-9a-f]+/g, "0.0.9-older");
  host.put("/parlour.js", older, { "Content-Type": "text/javascript" });
  host.folder("/v/0.0.9-older", distFolder());
  await page.goto(host.put("/", `<!doctype html><title>Versions</title><body><script src="/parlour.js" data-bot="${BOT}" data-gateway="${server.origin}"></script>
<script src="${server.origin}/parlour.js" data-bot="${OTHER}" data-gateway="${server.origin}"></script>`));
  const paths = asked(page);
  for (const bot of [BOT, OTHER]) {
    await page.evaluate((bot) => document.querySelector(`parlour-chat[bot="${bot}"]`).chat.open(), bot);
    const own = page.locator(`parlour-chat[bot="${bot}"]`);
    await expect(own.locator('[part~="message-bot"]').first()).toBeVisible();
    expect(await own.evaluate(({ chat }) => chat.state().version)).toBe("0.0.9-older");
  }
  expect(new Set(paths.filter((path) => path.startsWith("/v/")).map((path) => path.split("/")[2]))).toEqual(new Set(["0.0.9-older"]));
  await host.stop();
});

test("a router that puts another body in the place of the page's finds the chat in it, as it was", async ({ page, chat }) => {
  await chat.open();
  await chat.say("Before");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await page.evaluate(() => {
    const body = document.createElement("body");
    body.append("Another page");
    document.body.replaceWith(body);
  });
  await expect(chat.host).toHaveCount(1);
  await expect(chat.window).toBeVisible();
  await expect(chat.visitor).toHaveText(/Before/);
  await page.evaluate(() => document.querySelector("parlour-chat").chat.destroy());
  await page.evaluate(() => document.body.replaceWith(document.createElement("body")));
  await page.waitForTimeout(100);
  await expect(chat.host).toHaveCount(0);
});

test("a wrong value is told with what is allowed, before anybody acts but with the first intent, and the default is used", async ({ page, chat }) => {
  await errors(page);
  await page.reload();
  const paths = asked(page);
  await mount(page, { theme: "blue", mode: "popup" });
  await chat.launcher.hover();
  await expect.poll(() => told(page)).toEqual([
    { code: "config_invalid", key: "mode", given: "popup", allowed: "bubble inline fullscreen frame" },
    { code: "config_invalid", key: "theme", given: "blue", allowed: "auto light dark" },
  ]);
  expect(await page.evaluate(() => [document.querySelector("parlour-chat").theme, document.querySelector("parlour-chat").mode])).toEqual(["auto", "bubble"]);
  expect(paths.filter((path) => path.startsWith("/api/"))).toEqual([]);
  await chat.open();
});

test("a value that is set wrong later is told, and a wrong text with the first intent", async ({ page, chat }) => {
  await errors(page);
  await page.reload();
  await mount(page, { accent: "no colour" });
  await chat.launcher.hover();
  await expect.poll(() => told(page)).toContainEqual({ code: "config_invalid", key: "accent", given: "no colour", allowed: "colour" });
  await page.evaluate(() => (document.querySelector("parlour-chat").position = "top"));
  await expect.poll(() => told(page)).toContainEqual({ code: "config_invalid", key: "position", given: "top", allowed: "end start right left" });
  expect(await page.evaluate(() => document.querySelector("parlour-chat").position)).toBe("end");
});

test("a chat without a bot draws nothing and says so", async ({ page, chat }) => {
  await errors(page);
  await page.reload();
  await mount(page, { bot: "" });
  await expect.poll(() => told(page)).toEqual([{ code: "config_missing", key: "bot", allowed: "text" }]);
  await expect(chat.launcher).toHaveCount(0);
});

test("a key that init() does not know is told", async ({ page, chat }) => {
  await errors(page);
  await page.reload();
  await expect(chat.launcher).toBeVisible();
  await page.evaluate(() => {
    const { bot } = document.querySelector("parlour-chat");
    return window.Parlour("init", { bot, colour: "red" });
  });
  await page.locator("parlour-chat").last().locator('[part~="launcher"]').hover();
  await expect.poll(async () => (await told(page)).map(({ key, given }) => [key, given])).toEqual([["colour", "red"]]);
});

test("verbs say what they cannot do by rejecting, and never throw", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  const codes = await page.evaluate(async () => {
    const code = (promise) => promise.then(() => "", (error) => error.code);
    const { chat } = document.querySelector("parlour-chat");
    const found = [await code(window.Parlour("fly")), await code(window.Parlour("constructor")), await code(window.Parlour("open", { id: "nobody" }))];
    await chat.destroy();
    return [...found, await code(chat.open()), await code(chat.send("x")), await code(chat.destroy())];
  });
  expect(codes).toEqual(["unknown_verb", "unknown_verb", "destroyed", "destroyed", "destroyed", "destroyed"]);
});

test("update() changes what is seen at once, and another bot is a fresh start", async ({ page, chat }) => {
  await chat.open();
  await chat.say("Hello");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await page.evaluate(() => document.querySelector("parlour-chat").chat.update({ theme: "dark", position: "left" }));
  expect(await chat.host.getAttribute("position")).toBe("start");
  expect(await chat.window.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe("rgb(21, 27, 24)");
  await page.evaluate(() => document.querySelector("parlour-chat").chat.update({ bot: "11111111-1111-4111-8111-111111111111" }));
  await expect(chat.visitor).toHaveCount(0);
  await expect(chat.launcher).toBeVisible();
});

test("a chat that is taken off leaves no node, sheet, global or listener of ours, with a teaser, rules and an open window", async ({ page, chat }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect(chat.launcher).toBeVisible();
  const left = await page.evaluate(async () => {
    const live = new Set();
    const name = (target, type, heard) => [target.constructor.name, type, (heard.nth ??= Math.random())].join(" ");
    for (const target of [window, document, document.documentElement]) {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (type, heard, how) => {
        live.add(name(target, type, heard));
        addEventListener.call(target, type, heard, how);
      };
      target.removeEventListener = (type, heard, how) => {
        live.delete(name(target, type, heard));
        removeEventListener.call(target, type, heard, how);
      };
    }
    const own = document.querySelector("parlour-chat");
    const { bot } = own;
    const before = document.querySelectorAll("*").length - 1;
    await own.chat.destroy();
    for (let round = 0; round < 10; round += 1) {
      const element = document.createElement("parlour-chat");
      Object.assign(element, { bot, mode: round % 2 ? "fullscreen" : "bubble", rules: [{ id: `r${round}`, text: "Hello" }] });
      document.body.append(element);
      await element.chat.open();
      await new Promise((done) => setTimeout(done, 100));
      await element.chat.destroy();
    }
    await new Promise((done) => setTimeout(done, 500));
    return { nodes: document.querySelectorAll("*").length - before, sheets: document.adoptedStyleSheets.length, listeners: [...live].map((one) => one.split(" ")[1]), overflow: getComputedStyle(document.documentElement).overflowY };
  });
  expect(left).toEqual({ nodes: 0, sheets: 0, listeners: [], overflow: "visible" });
});
