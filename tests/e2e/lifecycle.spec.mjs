// A chat that comes and goes, and a page around it that does: what is left behind, and what goes on.
import { Chat } from "./stage/chat.mjs";
import { Host } from "./stage/host.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const CYCLES = 500;
/** What as many chats may leave of a heap that is collected: caches of the browser, not one object of each. */
const MOST_KB = 1_024;

test(`${CYCLES} chats that came, were opened and were destroyed leave no node, no listener and less than a megabyte`, async ({ page, chat }) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect(chat.launcher).toBeVisible();
  const browser = await page.context().newCDPSession(page);
  await browser.send("Performance.enable");
  const look = async () => {
    for (let round = 0; round < 3; round += 1) await browser.send("HeapProfiler.collectGarbage");
    const { metrics } = await browser.send("Performance.getMetrics");
    const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
    const { bytes, values } = await page.evaluate(() => window.wasm());
    return { nodes: of("Nodes"), listeners: of("JSEventListeners"), kb: of("JSHeapUsedSize") / 1_024, bytes, values };
  };
  /** What stays: what is under way when a chat goes, a transaction of its storage or a lock, is let go a moment later. */
  const settled = async () => {
    let last = await look();
    await expect(async () => {
      const one = last;
      await page.waitForTimeout(500);
      last = await look();
      expect({ ...last, kb: 0 }).toEqual({ ...one, kb: 0 });
    }).toPass({ timeout: 15_000 });
    return last;
  };
  const cycle = (times) =>
    page.evaluate(async (times) => {
      const { bot, begin } = window;
      for (let round = 0; round < times; round += 1) {
        const chat = begin({ bot, mode: ["bubble", "inline", "fullscreen"][round % 3] });
        await chat.open();
        await new Promise((drawn) => requestAnimationFrame(drawn));
        await chat.destroy();
      }
    }, times);

  await page.evaluate(async () => {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...args) => {
      const made = await instantiate.apply(WebAssembly, args);
      const has = Object.values((made.instance ?? made).exports);
      const memory = has.find((one) => one instanceof WebAssembly.Memory);
      const tables = has.filter((one) => one instanceof WebAssembly.Table);
      window.wasm = () => ({ bytes: memory.buffer.byteLength, values: tables.map(({ length }) => length).join() });
      return made;
    };
    const own = document.querySelector("parlour-chat");
    Object.assign(window, { bot: own.bot, begin: window.Parlour.init });
    await own.chat.destroy();
  });
  await cycle(30);
  const before = await settled();
  await cycle(CYCLES);
  let after;
  await expect(async () => {
    after = await look();
    expect({ ...after, kb: 0 }).toEqual({ ...before, kb: 0 });
  }).toPass({ timeout: 20_000 });
  expect(after.kb - before.kb).toBeLessThan(MOST_KB);
});

test("a page that is left and come back to, as it was, goes on with its conversation", async ({ playwright, server }) => {
  const browser = await playwright.chromium.launch({
    executablePath: process.env.PARLOUR_BROWSER || undefined,
    args: ["--no-sandbox"],
    // Playwright turns the cache of left pages off.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  const page = await browser.newPage();
  await page.addInitScript(() => addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted)));
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await chat.say("Before");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await chat.input.fill("half a sen");
  await page.goto(`${server.origin}/pages/second.html`);
  await expect(chat.launcher).toBeVisible();
  await page.goBack({ waitUntil: "commit" });
  const why = await page.evaluate(() => JSON.stringify(performance.getEntriesByType("navigation")[0].notRestoredReasons));
  expect(await page.evaluate(() => window.persisted), why).toBe(true);
  await expect(chat.input).toHaveValue("half a sen");
  await chat.say("After");
  await expect(chat.visitor).toHaveText([/Before/, /After/]);
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await browser.close();
});

test("a view transition that swaps the page's body keeps the conversation, the draft and the open window", async ({ page, chat }) => {
  await chat.open();
  await chat.say("Before");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await chat.input.fill("half a sen");
  await page.evaluate(async () => {
    const shift = document.startViewTransition(() => {
      const body = document.createElement("body");
      body.append("Another page", document.querySelector("parlour-chat"));
      document.body.replaceWith(body);
    });
    await shift.finished;
  });
  await expect(chat.window).toBeVisible();
  await expect(chat.input).toHaveValue("half a sen");
  await expect(chat.visitor).toHaveText(/Before/);
  await chat.say("After");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
});

test("a view transition to another page opens the window again with its conversation", async ({ page, server }) => {
  const host = await Host.start();
  for (const path of ["/boots", "/tents"]) {
    host.put(path, `<!doctype html><title>${path}</title><style>@view-transition{navigation:auto}</style>
<script>addEventListener("pagereveal", ({ viewTransition }) => (window.isShift = !!viewTransition))</script>
<script async src="${server.origin}/parlour.js" data-bot="${BOT}"></script><a href="/tents">Tents</a>`);
  }
  await page.goto(`${host.origin}/boots`);
  const chat = new Chat(page);
  await chat.open();
  await chat.say("Before");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await page.getByText("Tents", { exact: true }).click();
  await page.waitForURL(/tents/);
  await expect.poll(() => page.evaluate(() => window.isShift)).toBe(true);
  await expect(chat.window).toBeVisible();
  await expect(chat.visitor).toHaveText(/Before/);
  await host.stop();
});

test("the page's address is told with the next message after each kind of route change", async ({ page, server, chat }) => {
  await chat.open();
  const routes = [
    ["pushState", () => history.pushState({}, "", "/tents"), { hostPageUrl: `${server.origin}/tents` }],
    ["replaceState", () => history.replaceState({}, "", "/boots"), { hostPageUrl: `${server.origin}/boots` }],
    ["navigate", () => navigation.navigate("/lamps", { history: "push" }).committed.catch(() => {}), { hostPageUrl: `${server.origin}/lamps` }],
    ["title", () => (document.title = "Ropes"), { hostPageUrl: `${server.origin}/lamps`, title: "Ropes" }],
  ];
  await page.evaluate(() => navigation.addEventListener("navigate", (event) => event.canIntercept && event.intercept({ handler: async () => {} })));
  for (const [text, go, told] of routes) {
    await page.evaluate(go);
    await chat.say(text);
    await expect(chat.visitor.last()).toHaveText(new RegExp(text));
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    expect((await server.report()).at(-1).botuser.botuser_meta.web).toMatchObject(told);
  }
});
