// Tabs of one browser have one stream, one count of what is unread and one sound, whoever of them comes and goes.
import { Chat } from "./stage/chat.mjs";
import { mount } from "./stage/mount.mjs";
import { kept } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

/** A tab of the same visitor, with the window open. */
async function tab(context, server, prepare = async () => {}) {
  const page = await context.newPage();
  await prepare(page);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.launcher.click();
  await expect(chat.bot.first()).toBeVisible();
  return chat;
}

/** What the network has of streams: how many are open now, in which page, and how many ever were. */
function streams(context) {
  const open = new Set();
  let opened = 0;
  context.on("request", (request) => {
    if (!request.url().includes("/events?")) return;
    opened += 1;
    open.add(request);
  });
  for (const end of ["requestfinished", "requestfailed"]) context.on(end, (request) => open.delete(request));
  const pages = () => [...open].map((request) => request.frame().page()).filter((page) => !page.isClosed());
  return { pages, opened: () => opened };
}

const one = (streams, limits) => expect.poll(() => streams.pages().length, limits).toBe(1);

/** The tab is not looked at, or is again, as far as its page can tell. */
const look = (page, hidden) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

/** Says something in one of these tabs; all of them show it, and the answer. */
async function heardByAll(chats, who, text) {
  const before = await chats[0].visitor.count();
  await who.say(text);
  let shown;
  for (const chat of chats) {
    await chat.page.bringToFront();
    await expect(chat.visitor).toHaveCount(before + 1);
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    await expect(chat.bot.last()).toBeVisible();
    await expect(chat.typing).toBeHidden();
    shown ??= await chat.texts();
    expect(await chat.texts()).toEqual(shown);
  }
  expect(shown.filter((one) => one === text)).toHaveLength(1);
}

test("eight tabs hold one stream between them, and each shows the same conversation", async ({ context, server, chat }) => {
  test.setTimeout(120_000);
  const line = streams(context);
  await chat.open();
  const chats = [chat];
  for (let nth = 1; nth < 8; nth += 1) chats.push(await tab(context, server));
  await one(line);
  // Nor were there more meanwhile.
  expect(line.opened()).toBe(1);
  await heardByAll(chats, chats[5], "from the sixth tab");
  await heardByAll(chats, chats[0], "from the first tab");
  expect(line.opened()).toBe(1);
});

test("another tab takes over within two seconds when the one with the stream is closed, and nothing is lost", async ({ context, server, chat }) => {
  const line = streams(context);
  await chat.open();
  const [second, third] = [await tab(context, server), await tab(context, server)];
  await one(line);
  expect(line.pages()).toEqual([chat.page]);
  // What is said in that moment is heard too.
  await second.say("while it closes");
  await chat.page.close();
  await one(line, { timeout: 2_000 });
  await expect(third.visitor).toHaveText(/while it closes/);
  await expect(second.visitor).toHaveAttribute("data-state", "sent");
  await heardByAll([second, third], third, "from the one that is left");
  expect((await server.report()).filter((row) => row.message === "while it closes")).toHaveLength(1);
});

test("another tab takes over when the one with the stream is frozen", async ({ context, server, chat }) => {
  const line = streams(context);
  await chat.open();
  const other = await tab(context, server);
  await one(line);
  // A page that stands in the debugger is as still as a frozen one, which a browser has only behind others.
  const session = await context.newCDPSession(chat.page);
  await session.send("Debugger.enable");
  const still = new Promise((done) => session.once("Debugger.paused", done));
  await session.send("Debugger.pause");
  await still;
  // It is asked every five seconds, and has three to answer.
  await expect.poll(() => line.pages().includes(other.page), { timeout: 30_000 }).toBe(true);
  await other.say("while the other sleeps");
  await expect(other.visitor).toHaveAttribute("data-state", "sent");
  // It wakes up as one of those that listen, with what it has missed.
  await session.send("Debugger.resume");
  await expect(chat.visitor).toHaveText(/while the other sleeps/);
  await one(line);
  expect(line.pages()).toEqual([other.page]);
});

test("a hidden tab yields the stream after thirty seconds to one that is looked at", async ({ context, server }) => {
  const line = streams(context);
  const first = await tab(context, server, (page) => page.clock.install());
  const second = await tab(context, server);
  await one(line);
  expect(line.pages()).toEqual([first.page]);
  await look(first.page, true);
  await first.page.clock.fastForward(31_000);
  await expect.poll(() => line.pages()).toEqual([second.page]);
  await heardByAll([second, first], second, "from the one that is seen");
});

test("without locks, as in a page without TLS, tabs have one stream all the same", async ({ context, server }) => {
  await context.addInitScript(() => delete Navigator.prototype.locks);
  const line = streams(context);
  const chats = [await tab(context, server), await tab(context, server), await tab(context, server)];
  await one(line);
  await heardByAll(chats, chats[2], "to all of them");
  const [leader] = line.pages();
  await leader.close();
  await one(line, { timeout: 2_000 });
  const left = chats.filter(({ page }) => page !== leader);
  await heardByAll(left, left[0], "to those that are left");
});

test("conversations that are kept apart are told apart", async ({ page, context, server }) => {
  const line = streams(context);
  const chats = [];
  for (const one of [page, await context.newPage()]) {
    await one.goto(`${server.origin}/`);
    await mount(one, { storage: "none" });
    const chat = new Chat(one);
    await chat.open();
    chats.push(chat);
  }
  await expect.poll(() => line.pages().length).toBe(2);
  await chats[0].say("only here");
  await expect(chats[0].visitor).toHaveAttribute("data-state", "sent");
  await expect(chats[1].visitor).toHaveCount(0);
});

const badge = (chat) => chat.page.locator('[part~="badge"]');

test("what is unread is counted once for all tabs, is read where it is seen, and opening one window clears it everywhere", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  // A window that is open in any tab is seen.
  await other.close.click();
  await chat.say("Returns");
  await expect(chat.bot.nth(1)).toBeVisible();
  await expect(chat.typing).toBeHidden();
  await expect(badge(other)).toHaveCount(0);
  await chat.close.click();

  await chat.page.evaluate(() => {
    Object.assign(window, { said: 0, writes: true });
    window.Parlour("on", "message", ({ direction }) => (window.said += direction === "in" ? 1 : 0));
    window.Parlour("on", "typing", ({ active }) => (window.writes = active));
    return window.Parlour("send", "Shipping", { silent: true });
  });
  const isOver = () => chat.page.evaluate(() => window.said > 0 && !window.writes);
  await expect.poll(isOver, { timeout: 20_000 }).toBe(true);
  const said = await chat.page.evaluate(() => window.said);
  for (const one of [chat, other]) await expect(badge(one)).toHaveText(String(said));
  await other.launcher.click();
  for (const one of [chat, other]) await expect(badge(one)).toHaveCount(0);
  expect((await kept(chat.page)).filter((key) => key.includes(":unread:"))).toEqual([]);
});

test("of hidden tabs one sounds and one has a title that calls", async ({ page, context, server }) => {
  await context.addInitScript(() => {
    window.tones = 0;
    const { createOscillator } = BaseAudioContext.prototype;
    BaseAudioContext.prototype.createOscillator = function () {
      window.tones += 1;
      return createOscillator.call(this);
    };
  });
  const chats = [];
  for (let nth = 0; nth < 3; nth += 1) {
    // A page behind another one draws nothing.
    const one = nth === 0 ? page : await context.newPage();
    await one.goto(`${server.origin}/`);
    await mount(one, { sound: "on", "tab-title": "on" });
    const chat = new Chat(one);
    await chat.reopened();
    await chat.greeted();
    await chat.close.click();
    chats.push(chat);
  }
  for (const { page } of chats) await look(page, true);
  await chats[1].page.evaluate(() => document.querySelector("parlour-chat").chat.send("Returns", { silent: true }));
  const titles = () => Promise.all(chats.map(({ page }) => page.title()));
  await expect.poll(async () => (await titles()).filter((title) => /^\(\d+\) New message/.test(title)).length).toBe(1);
  for (const chat of chats) await expect(badge(chat)).toHaveText(/\d/);
  const tones = await Promise.all(chats.map(({ page }) => page.evaluate(() => window.tones)));
  // Two tones are one tune.
  expect(tones.toSorted()).toEqual([0, 0, 2]);
});

test("logging out in one tab empties the others", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  await chat.say("mine alone");
  await expect(other.visitor).toHaveText(/mine alone/);
  await other.input.fill("half a sentence");
  await chat.page.evaluate(() => window.Parlour("logout"));
  await expect(other.visitor).toHaveCount(0);
  await expect(other.bot).toHaveCount(0);
  await expect(other.input).toHaveValue("");
  for (const { page } of [chat, other]) expect(await kept(page)).toEqual([]);
  // Whoever speaks next speaks as somebody else.
  await other.say("somebody new");
  await expect(other.visitor).toHaveAttribute("data-state", "sent");
  await expect(other.log).not.toContainText("mine alone");
});

test("what a page that is left had still to send goes from one that stays", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  await other.page.route("**/messages/", (route) => route.abort());
  await other.say("on my way out");
  await expect(other.visitor).toHaveAttribute("data-state", /queued|sending/);
  await other.page.goto("about:blank");
  await expect(chat.visitor).toHaveText(/on my way out/);
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  expect((await server.report()).filter((row) => row.message === "on my way out")).toHaveLength(1);
});

test("what waits in one tab stays with its conversation when another tab starts over", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  await other.page.route("**/messages/", (route) => route.abort());
  await other.say("to the first conversation");
  await expect(other.visitor).toHaveAttribute("data-state", /queued|sending/);
  const conversation = (of) => of.page.evaluate(() => document.querySelector("parlour-chat").chat.state().conversation);
  const first = await conversation(other);
  await chat.page.evaluate(() => window.Parlour("reset"));
  await expect.poll(() => conversation(chat)).not.toBe(first);
  await expect(chat.bot.first()).toBeVisible();
  // What that tab had taken along would go before this.
  await chat.say("to the second conversation");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await expect(chat.visitor).toHaveText(/to the second conversation/);
  await other.page.unroute("**/messages/");
  await expect(other.visitor).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  expect(await conversation(other)).toBe(first);
  const stored = (await server.report()).map(({ message }) => message).filter((text) => text.startsWith("to the"));
  expect(stored.toSorted()).toEqual(["to the first conversation", "to the second conversation"]);
});

test("a tab that was put aside shows nothing of a visitor who left meanwhile, and goes on as the next one", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  await chat.say("mine alone");
  await expect(other.visitor).toHaveText(/mine alone/);
  const happens = (name) => other.page.evaluate((name) => void window.dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name);
  await happens("pagehide");
  await chat.page.evaluate(() => window.Parlour("logout"));
  await expect(chat.visitor).toHaveCount(0);
  await chat.say("somebody new");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  const token = () => chat.page.evaluate(() => JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => /^parlour:http/.test(key)))).token);
  const theirs = await token();
  await happens("pageshow");
  await expect(other.visitor).toHaveCount(0);
  expect(await token()).toBe(theirs);
  await other.say("somebody new in another tab");
  await expect(other.visitor).toHaveText([/somebody new/, /somebody new in another tab/]);
  await expect(chat.visitor).toHaveText([/somebody new/, /somebody new in another tab/]);
});

test("what a tab that is put aside had still to send, and another one has sent, is not sent again in a conversation begun since", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  await other.page.route("**/messages/", (route) => route.abort());
  await other.say("once alone");
  await expect(other.visitor).toHaveAttribute("data-state", /queued|sending/);
  const happens = (name) => other.page.evaluate((name) => void window.dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name);
  await happens("pagehide");
  await expect(chat.visitor).toHaveText(/once alone/);
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await other.page.unroute("**/messages/");
  await chat.page.evaluate(() => window.Parlour("reset"));
  await expect(chat.visitor).toHaveCount(0);
  await chat.say("the second conversation");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await happens("pageshow");
  await expect(other.visitor).toHaveText(/the second conversation/);
  expect((await server.report()).filter((row) => row.message === "once alone")).toHaveLength(1);
});

test("a message that is taken back in its tab is sent by none", async ({ context, server, chat }) => {
  await chat.open();
  const other = await tab(context, server);
  let refusals = 0;
  await context.route("**/messages/", (route) => {
    refusals += 1;
    return route.fulfill({ status: 400, json: { error: "No.", message: null, code: "unknown_field", field: "x" } });
  });
  await other.say("better not");
  await expect(other.visitor).toHaveAttribute("data-state", "failed");
  // It is that tab's for as long as it lives.
  const third = await tab(context, server);
  await expect(third.visitor).toHaveCount(0);
  await other.visitor.getByRole("button", { name: /discard|delete|remove/i }).click();
  await expect(other.visitor).toHaveCount(0);
  await context.unroute("**/messages/");
  // Its row goes with it.
  const rows = () => third.page.evaluate(() => new Promise((done) => {
    const asked = indexedDB.open("parlour:unsent");
    asked.onsuccess = () => {
      const count = asked.result.transaction("rows").objectStore("rows").count();
      count.onsuccess = () => done(count.result, asked.result.close());
    };
  }));
  await expect.poll(rows).toBe(0);
  await other.page.close();
  await third.page.reload();
  await third.reopened();
  await expect(third.bot.first()).toBeVisible();
  await expect(third.visitor).toHaveCount(0);
  expect(refusals).toBe(1);
  expect((await server.report()).filter((row) => row.message === "better not")).toEqual([]);
});
