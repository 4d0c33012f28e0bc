// A conversation of ten thousand messages: what stands in the page, what is held, how long it takes.
// Counts are exact. Timings are printed, and asserted with room for a machine that has other things to do.
import { Chat, focusedPart, tabTo } from "./stage/chat.mjs";
import { store } from "./stage/stored.mjs";
import { expect, test } from "./stage/test.mjs";

const COUNT = 10_000;
const NODES = 1_500;
/** What the widget promises, in milliseconds, and how much longer a busy machine may take. */
const OPEN_MS = 100;
const FRAME_MS = 50;
const SENT_MS = 17;
const SENT_SLOW_MS = 40;
const BUSY = 3;

test.setTimeout(240_000);

/** The chat of a visitor who has `count` more messages behind them, open at the end. */
async function resumed(page, server, count = COUNT) {
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await server.down();
  await store(server, count);
  await server.up();
  await page.reload();
  await chat.reopened();
  await expect(chat.log).toContainText(`Message ${count}`);
  await settled(page);
  return chat;
}

const settled = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

/** All nodes below the shadow root, texts among them. */
const nodes = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("parlour-chat").shadowRoot);
    let count = 0;
    while (walker.nextNode()) count += 1;
    return count;
  });

const below = (chat) => chat.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);

/** Scrolls back until the conversation's first message is there; how many nodes there were at most. */
async function readBack(page, chat) {
  let most = 0;
  await expect(async () => {
    await chat.log.evaluate((log) => log.scrollTo(0, 0));
    await settled(page);
    most = Math.max(most, await nodes(page));
    expect(await chat.log.locator(".earlier").getAttribute("data-state")).toBe("none");
  }).toPass({ intervals: [10], timeout: 90_000 });
  // The last page was put above what was seen.
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  await settled(page);
  return most;
}

/** What stands at the middle of the transcript: its text, or "" where nothing was drawn. */
const middle = (chat) =>
  chat.log.evaluate((log) => {
    const { left, top, width, height } = log.getBoundingClientRect();
    for (let off = 0; off < 40; off += 4) {
      const row = log.getRootNode().elementFromPoint(left + width / 2, top + height / 2 + off)?.closest("li");
      if (row) return row.textContent;
    }
    return "";
  });

/** The first row that is wholly seen, and where it begins below the transcript's upper edge. */
const reading = (chat) =>
  chat.log.evaluate((log) => {
    const edge = log.getBoundingClientRect().top;
    for (const row of log.querySelectorAll("li")) {
      const bubble = row.querySelector('[part~="bubble"]');
      const top = bubble.getBoundingClientRect().top - edge;
      if (top >= 0) return { text: bubble.textContent, top };
    }
    return null;
  });

const placeOf = (chat, text) =>
  chat.log.evaluate((log, text) => {
    const bubble = [...log.querySelectorAll('[part~="bubble"]')].find((one) => one.textContent === text);
    return bubble && bubble.getBoundingClientRect().top - log.getBoundingClientRect().top;
  }, text);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

test("a resumed conversation reads one page, and scrolling back reads all of it in order with few nodes in the page", async ({ page, server }) => {
  const pages = [];
  page.on("request", (request) => request.url().includes("/history") && pages.push(request.url()));
  const chat = await resumed(page, server);
  expect(pages.filter((url) => url.includes("before="))).toEqual([]);
  await expect.poll(() => below(chat)).toBeLessThan(2);
  expect(await nodes(page)).toBeLessThan(NODES);

  const most = await readBack(page, chat);
  expect(most).toBeLessThan(NODES);
  await expect(chat.log).toContainText(/Message 1(?!\d)/);
  // 100 a page; the newest had 50, the greeting's event is the first of all.
  const earlier = pages.filter((url) => url.includes("before="));
  expect(earlier.length).toBe(Math.ceil((COUNT + 1 - 50) / 100));
  expect(new Set(earlier).size).toBe(earlier.length);

  // Wherever the visitor leaps to, there are messages, one after the other, each in its place.
  const places = 40;
  for (let place = 0; place <= places; place += 1) {
    const rows = await chat.log.evaluate(async (log, share) => {
      log.scrollTo(0, (log.scrollHeight - log.clientHeight) * share);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return [...log.querySelectorAll("li")].map((row) => ({
        number: Number(/Message (\d+)/.exec(row.textContent)?.[1] ?? 0),
        place: Number(row.getAttribute("aria-posinset")),
      }));
    }, place / places);
    expect(await middle(chat)).not.toBe("");
    const stored = rows.filter(({ number }) => number > 0);
    // A long message may fill the screen.
    expect(stored.length).toBeGreaterThan(2);
    const [{ number, place: before }] = stored;
    expect(stored).toEqual(stored.map((_, at) => ({ number: number + at, place: before + at })));
    if (place > 0 && place < places) expect(Math.abs(number / COUNT - place / places)).toBeLessThan(0.1);
  }
  expect(await nodes(page)).toBeLessThan(NODES);
});

test("with ten thousand messages the chat opens, scrolls and sends at once", async ({ page, server }) => {
  const chat = await resumed(page, server);
  await readBack(page, chat);
  await chat.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await expect.poll(() => below(chat)).toBeLessThan(2);

  const opened = [];
  for (let time = 0; time < 7; time += 1) {
    await chat.close.click();
    await expect(chat.window).toBeHidden();
    opened.push(
      await page.evaluate(async () => {
        const root = document.querySelector("parlour-chat").shadowRoot;
        performance.mark("pressed");
        root.querySelector('[part~="launcher"]').click();
        // After a frame was made, the next task runs behind its paint.
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const log = root.querySelector('[part="log"]');
        if (log.clientHeight === 0 || log.scrollHeight - log.scrollTop - log.clientHeight > 2) throw new Error("the end is not painted");
        return performance.measure("open", "pressed").duration;
      }),
    );
  }

  const scrolled = await chat.log.evaluate(async (log) => {
    const long = [];
    const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration, scripts }) => ({ duration, scripts: scripts.reduce((sum, one) => sum + one.duration, 0) }))));
    observer.observe({ type: "long-animation-frame" });
    const frames = [];
    let last = performance.now();
    for (const step of [-400, -3_000, 25_000, -60_000, 1_200]) {
      for (let frame = 0; frame < 60; frame += 1) {
        log.scrollBy(0, step);
        await new Promise((done) => requestAnimationFrame(done));
        frames.push(performance.now() - last);
        last = performance.now();
      }
    }
    await new Promise((done) => setTimeout(done, 100));
    observer.disconnect();
    frames.sort((a, b) => a - b);
    return { median: frames[frames.length >> 1], p99: frames[Math.floor(frames.length * 0.99)], worst: frames.at(-1), longest: Math.max(0, ...long.map((one) => one.duration)), script: Math.max(0, ...long.map((one) => one.scripts)) };
  });

  const sent = async (rate, count) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    const times = [];
    for (let time = 0; time < count; time += 1) {
      const text = `Sent ${rate} ${time}`;
      await chat.input.fill(text);
      await settled(page);
      const painted = page.evaluate(
        (text) =>
          new Promise((done) => {
            const root = document.querySelector("parlour-chat").shadowRoot;
            root.querySelector("textarea").addEventListener(
              "keydown",
              () => {
                const pressed = performance.now();
                const look = () => {
                  if (!root.querySelector("ol").lastElementChild.textContent.includes(text)) return requestAnimationFrame(look);
                  return setTimeout(() => done(performance.now() - pressed));
                };
                requestAnimationFrame(look);
              },
              { capture: true, once: true },
            );
          }),
        text,
      );
      await chat.input.press("Enter");
      times.push(await painted);
      await page.waitForTimeout(150);
    }
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    return times;
  };
  await page.route("**/messages/", (route) => route.abort());
  await chat.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
  const quick = await sent(1, 9);
  const slow = await sent(4, 9);

  const figures = { open: median(opened), ...scrolled, sent: median(quick), sentSlow: median(slow), nodes: await nodes(page) };
  console.log(`long transcript, ms: ${JSON.stringify(figures, (_, value) => (typeof value === "number" ? Math.round(value * 10) / 10 : value))}`);
  expect(figures.open).toBeLessThan(OPEN_MS * BUSY);
  expect(figures.p99).toBeLessThan(FRAME_MS * BUSY);
  expect(figures.sent).toBeLessThan(SENT_MS * BUSY);
  expect(figures.sentSlow).toBeLessThan(SENT_SLOW_MS * BUSY);
});

test("what the visitor reads stays where it is while pages come, the composer grows, the window closes and gets narrower", async ({ page, server }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const chat = await resumed(page, server, 400);
  let release;
  const held = new Promise((done) => (release = done));
  await page.route("**/history?before=*", async (route) => {
    await held;
    await route.continue();
  });
  await chat.log.evaluate((log) => log.scrollTo(0, 300));
  await expect(chat.log.getByText("Loading earlier messages…")).toBeAttached();
  await settled(page);
  const before = await reading(chat);
  release();
  await expect.poll(() => chat.log.evaluate((log) => log.scrollTop)).toBeGreaterThan(2_000);
  await settled(page);
  expect(Math.abs((await placeOf(chat, before.text)) - before.top)).toBeLessThanOrEqual(1);

  await chat.log.evaluate((log) => log.scrollBy(0, -1_500));
  await settled(page);
  const further = await reading(chat);
  await chat.input.fill("a\nb\nc");
  await settled(page);
  expect(Math.abs((await placeOf(chat, further.text)) - further.top)).toBeLessThanOrEqual(1);

  await chat.close.click();
  await expect(chat.window).toBeHidden();
  await chat.launcher.click();
  await settled(page);
  expect(Math.abs((await placeOf(chat, further.text)) - further.top)).toBeLessThanOrEqual(1);

  await page.setViewportSize({ width: 400, height: 800 });
  await settled(page);
  const place = await placeOf(chat, further.text);
  expect(place).toBeGreaterThan(-200);
  expect(place).toBeLessThan(200);
});

test("new messages are counted for who reads further up, and a button leads to them", async ({ page, context, server }) => {
  const chat = await resumed(page, server, 300);
  const latest = page.locator('[part~="latest"]');
  await expect(latest).toBeHidden();
  await chat.log.evaluate((log) => log.scrollBy(0, -2_500));
  await expect(latest).toHaveAccessibleName("Go to the latest message");
  await settled(page);
  const before = await reading(chat);
  await page.evaluate(() => {
    const region = document.querySelector("parlour-chat").shadowRoot.querySelector('[aria-live="polite"]');
    window.heard = "";
    new MutationObserver(() => (window.heard += region.textContent)).observe(region, { subtree: true, childList: true, characterData: true });
  });

  const other = await context.newPage();
  await other.goto(`${server.origin}/`);
  const there = new Chat(other);
  await there.reopened();
  await expect(there.log).toContainText("Message 300");
  await there.say("Opening hours");
  await expect(latest).toHaveText(/^[1-9]\d* new messages?$/);
  await there.answered(0);
  await expect(there.choices.first()).toBeVisible();
  expect((await reading(chat)).text).toBe(before.text);
  // Told when the bot's turn ends here, which may be later than there.
  const told = () => page.evaluate(() => window.heard.split("new message").length - 1);
  await expect.poll(told).toBe(1);

  await latest.focus();
  await page.keyboard.press("Enter");
  await expect(latest).toBeHidden();
  expect(await focusedPart(page)).toBe("log");
  await expect.poll(() => below(chat)).toBeLessThan(2);
  const last = async (of) => (await of.texts(of.bot)).slice(-3);
  await expect.poll(() => last(chat)).toEqual(await last(there));
  expect(await told()).toBe(1);
});

test("earlier messages that could not be read are asked for again by a button or a later scroll", async ({ page, server }) => {
  const chat = await resumed(page, server, 400);
  await page.route("**/history?before=*", (route) => route.abort());
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  const again = chat.log.getByRole("button", { name: "Load earlier messages" });
  await expect(again).toBeVisible();
  await expect(chat.log.getByText("This could not be loaded.")).toBeVisible();
  await page.unroute("**/history?before=*");
  await again.click();
  await expect(again).toBeHidden();
  await readBack(page, chat);
  await expect(chat.log).toContainText(/Message 1(?!\d)/);
});

test("a row that has the focus stays when it is scrolled out of sight", async ({ page, server }) => {
  const chat = await resumed(page, server, 400);
  await page.route("**/messages/", (route) => route.fulfill({ status: 400, json: { error: "No.", message: null, code: "field_invalid" } }));
  await chat.say("This one is refused");
  const discard = chat.visitor.last().getByRole("button", { name: "Discard" });
  await discard.focus();
  const counted = await nodes(page);
  for (let screens = 0; screens < 6; screens += 1) {
    await chat.log.evaluate((log) => log.scrollBy(0, -1_500));
    await settled(page);
  }
  expect(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.textContent)).toBe("Discard");
  expect(await nodes(page)).toBeLessThan(counted + 400);
  await page.keyboard.press("Enter");
  await expect(chat.log.getByText("This one is refused")).toHaveCount(0);
});

test("the transcript can be walked by keyboard, and each message says who, when and which of how many", async ({ page, server }) => {
  const chat = await resumed(page, server, 120);
  await tabTo(page, "log", { key: "Shift+Tab" });
  const first = () => chat.log.locator(".earlier").getAttribute("data-state");
  for (let presses = 0; presses < 60 && (await first()) !== "none"; presses += 1) {
    await page.keyboard.press("PageUp");
    await page.waitForTimeout(60);
    // The page may be scrolled a moment before it is told so.
    await expect.poll(() => middle(chat)).not.toBe("");
  }
  await page.keyboard.press("Home");
  await expect(chat.log.getByText("Message 1", { exact: true })).toBeAttached();
  await page.waitForTimeout(300);
  const row = chat.log.locator("li", { hasText: "Message 3" }).first();
  expect(await row.getAttribute("aria-setsize")).toBe(await chat.log.locator("li").last().getAttribute("aria-setsize"));
  expect(Number(await row.getAttribute("aria-posinset"))).toBeGreaterThan(3);
  await expect(row).toContainText(/You: \w+day, .+ at \d{1,2}:\d\d [AP]M\. /);
  await page.keyboard.press("End");
  await expect.poll(() => below(chat)).toBeLessThan(60);
  await expect(chat.log).toContainText("Message 120");
});

test("paper shows everything that is loaded", async ({ page, server }) => {
  const chat = await resumed(page, server, 300);
  await readBack(page, chat);
  await page.evaluate(() => {
    window.addEventListener("beforeprint", () => {
      const rows = document.querySelector("parlour-chat").shadowRoot.querySelectorAll("li");
      window.printed = [...rows].map((row) => Number(/Message (\d+)/.exec(row.textContent)?.[1] ?? 0)).filter(Boolean);
    });
  });
  await page.pdf();
  expect(await page.evaluate(() => window.printed)).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
  await settled(page);
  await expect.poll(() => nodes(page)).toBeLessThan(NODES);
});

test("messages of one author stand together under one name, picture and time, and days are parted", async ({ page, server }) => {
  await page.clock.install({ time: Date.now() });
  const chat = await resumed(page, server, 12);
  await chat.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await settled(page);
  // Two of the bot's within five minutes, then one of the visitor's.
  const row = (number) => chat.log.locator("li", { hasText: new RegExp(`Message ${number}(?!\\d)`) });
  await expect(row(10).locator('[part="meta"]')).toHaveText(/^Trail & Tent\d{1,2}:\d\d [AP]M$/);
  await expect(row(10).locator('[part="avatar"]')).toBeVisible();
  await expect(row(11).locator('[part="meta"], [part="avatar"]')).toHaveCount(0);
  await expect(row(12).locator('[part="meta"]')).toHaveText(/^\d{1,2}:\d\d [AP]M$/);
  await expect(row(12).locator('[part="avatar"]')).toHaveCount(0);
  await expect(chat.log.locator('[part="day"]').last()).toHaveText("Today");

  await page.clock.setSystemTime(Date.now() + 24 * 3_600_000);
  await page.reload();
  await chat.reopened();
  await expect(chat.log.locator('[part="day"]').last()).toHaveText("Yesterday");
  await page.clock.setSystemTime(Date.now() + 9 * 24 * 3_600_000);
  await page.reload();
  await chat.reopened();
  await expect(chat.log.locator('[part="day"]').last()).toHaveText(/^\w+day, \w+ \d{1,2}, \d{4}$/);
});
