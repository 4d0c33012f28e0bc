// What holds for the whole conversation: consent, waits, the line, its end, and what the page may do about it.
import { createServer } from "node:http";
import { Chat } from "./stage/chat.mjs";
import { again, asked, hear, kept, own } from "./stage/own.mjs";
import { Server } from "./stage/server.mjs";
import { expect, focusedPart, test } from "./stage/test.mjs";

const PRIVACY = { text: "We keep what you write for 30 days.", url: "https://shop.example/privacy", version: "2026-05" };
const asking = { consent: "required", privacy: PRIVACY };
const sheet = (chat) => chat.window.locator(".sheet");
const press = (chat, name) => sheet(chat).getByRole("button", { name }).click();

test("nothing is sent or kept before consent, and what was typed survives the question", async ({ page, server }) => {
  const paths = asked(page);
  const chat = await own(page, server, asking);
  const heard = await hear(page, "consent", "conversation");
  await chat.launcher.click();
  await expect(sheet(chat)).toContainText(PRIVACY.text);
  await expect(sheet(chat).getByRole("link")).toHaveAttribute("href", PRIVACY.url);
  await chat.say("Do you deliver?");
  await expect(chat.input).toHaveValue("Do you deliver?");
  await expect(chat.visitor).toHaveCount(0);
  // The theme is public and says nothing of the visitor.
  expect(paths.filter((path) => path !== "GET /config")).toEqual([]);
  expect(await kept(page)).toEqual([]);

  await press(chat, "Agree");
  await chat.greeted();
  await expect(sheet(chat)).toHaveCount(0);
  await expect(chat.input).toHaveValue("Do you deliver?");
  await chat.input.press("Enter");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  expect((await heard()).map(([name, { state }]) => [name, state])).toEqual([["consent", "required"], ["consent", "granted"], ["conversation", undefined]]);

  await page.reload();
  const later = await again(page, asking);
  await expect(later.visitor).toHaveText(/Do you deliver\?/);
  await expect(sheet(later)).toHaveCount(0);
});

test("a refusal locks the text box and says why; it may be taken back", async ({ page, server }) => {
  const paths = asked(page);
  const chat = await own(page, server, asking);
  await chat.launcher.click();
  await chat.input.fill("Do you");
  await press(chat, "Decline");
  await expect(sheet(chat)).toContainText("You declined, so no messages can be sent.");
  await expect(chat.input).toHaveAttribute("readonly", "");
  // Why stands above the text box, so nothing below it.
  await expect(page.locator('[part~="composer"] p:visible')).toHaveCount(0);
  expect(await page.evaluate(() => window.chat.state().consent)).toBe("denied");
  expect(paths.filter((path) => path !== "GET /config")).toEqual([]);
  await press(chat, "Change your decision");
  await chat.greeted();
  await expect(chat.input).toHaveValue("Do you");
  await expect(chat.input).not.toHaveAttribute("readonly");
});

test("consent that the page takes back ends the conversation's traffic and empties the storage", async ({ page, server }) => {
  const chat = await own(page, server, asking);
  await chat.launcher.click();
  await press(chat, "Agree");
  await chat.greeted();
  expect((await kept(page)).length).toBeGreaterThan(0);
  await page.evaluate(() => window.chat.consent("denied"));
  await expect(sheet(chat)).toContainText("You declined");
  expect(await kept(page)).toEqual([]);
  await expect(page.evaluate(() => window.chat.consent("perhaps").catch(({ code }) => code))).resolves.toBe("field_invalid");
});

test("a tab that is put aside after its consent was taken back and given again keeps what waits in it", async ({ page, context, server }) => {
  const chat = await own(page, server, asking);
  await chat.launcher.click();
  await press(chat, "Agree");
  await chat.greeted();
  await page.evaluate(() => window.chat.consent("denied"));
  await expect(sheet(chat)).toContainText("You declined");
  await page.evaluate(() => window.chat.consent("granted"));
  await expect(chat.input).toBeVisible();
  await context.setOffline(true);
  await chat.say("agreed after all");
  await expect(chat.visitor.last()).toHaveText(/agreed after all/);
  const happens = (name) => page.evaluate((name) => void window.dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name);
  await happens("pagehide");
  await happens("pageshow");
  await expect(chat.visitor.last()).toHaveText(/agreed after all/);
  await context.setOffline(false);
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  expect((await server.report()).filter(({ message }) => message === "agreed after all")).toHaveLength(1);
});

test("the form before the chat holds the session back, and its answers go with it", async ({ page, server }) => {
  const paths = asked(page);
  const preChat = [{ name: "name", required: true }, { name: "email", required: true }, { name: "order", label: "Order number" }];
  const chat = await own(page, server, { preChat });
  await chat.launcher.click();
  const form = chat.window.locator('[part~="form"]');
  await expect(form.getByRole("heading")).toHaveText("Before we start, tell us about you");
  await expect(chat.input).toBeHidden();
  await form.getByRole("button", { name: "Start chat" }).click();
  await expect(form.getByText("Please fill in this field.").first()).toBeVisible();
  await form.getByLabel("Name").fill("Ann Lee");
  await form.getByLabel("Email").fill("ann@");
  await form.getByRole("button", { name: "Start chat" }).click();
  await expect(form.getByText("Enter an email address such as name@example.com.")).toBeVisible();
  expect(paths.filter((path) => path !== "GET /config")).toEqual([]);
  await form.getByLabel("Email").fill("ann@example.com");
  const session = page.waitForRequest("**/session");
  await form.getByLabel("Email").press("Enter");
  const { user_profile } = (await session).postDataJSON();
  expect([user_profile.name, user_profile.email, user_profile.order]).toEqual(["Ann Lee", "ann@example.com", undefined]);
  expect(user_profile.web.host).toBeTruthy();
  await chat.greeted();
  await expect(chat.input).toBeVisible();
});

test("a wait is named after three and after fifteen seconds", async ({ page, chat }) => {
  await chat.open();
  let go;
  await page.route("**/messages/", (route) => new Promise((done) => (go = () => done(route.continue()))));
  await chat.say("Is it raining?");
  await expect.poll(() => typeof go).toBe("function");
  const since = Date.now();
  await expect(chat.notice).toBeHidden();
  await expect(chat.notice).toHaveText("Still working on it…");
  expect(Date.now() - since).toBeGreaterThan(2_000);
  await expect(chat.notice).toHaveText("This is taking a little longer than usual.", { timeout: 20_000 });
  expect(Date.now() - since).toBeGreaterThan(14_000);
  go();
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await expect(chat.notice).toBeHidden();
});

const SLOW_SHOP = (port) => `
name = "Shop"
fallback = "returns"

[[module]]
id = 1
name = "welcome"
starting = true
say = [{ text = "What are you looking for?", suggested_replies = ["A tent"] }]

[[module]]
id = 2
# The demo's configuration names it.
name = "returns"
request = { url = "http://127.0.0.1:${port}/" }
say = ["I could not find out."]
`;

test("a minute without an answer is named in plain words, and the answer still comes", async ({ page }) => {
  const shop = createServer(() => {});
  await new Promise((done) => shop.listen(0, "127.0.0.1", done));
  const settings = 'egress = { allow = ["127.0.0.1/32"] }';
  const server = await Server.start({ flow: SLOW_SHOP(shop.address().port), settings });
  try {
    await page.clock.install();
    await page.goto(`${server.origin}/`);
    const chat = new Chat(page);
    await chat.open();
    await chat.say("A tent");
    await expect(chat.notice).toHaveText("Still working on it…");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    // The server has taken the message and waits itself, for ten seconds in all.
    await page.clock.fastForward(60_000);
    await expect(chat.notice).toHaveText("Still no answer. You can keep waiting, or write again.", { timeout: 4_000 });
    await expect(chat.log).toContainText("I could not find out.", { timeout: 15_000 });
    await expect(chat.notice).toBeHidden();
  } finally {
    await server.dispose();
    shop.closeAllConnections();
    shop.close();
  }
});

test("offline, a message waits in sight, can be given up, and goes when the network is back", async ({ page, context, chat }) => {
  await chat.open();
  await context.setOffline(true);
  await expect(chat.notice).toContainText("You are offline.");
  await chat.say("first");
  await chat.say("second");
  await expect(chat.visitor.last().locator('[part~="status"]')).toContainText("Waiting to be sent");
  await chat.visitor.first().getByRole("button", { name: "Discard" }).click();
  await expect(chat.visitor).toHaveCount(1);
  await context.setOffline(false);
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await expect(chat.visitor).toContainText("second");
  await expect(chat.notice).toBeHidden();
});

test("the menu is worked by keyboard and gives the focus back", async ({ page, chat }) => {
  await chat.open();
  const menu = page.locator('[part~="menu"]');
  await menu.press("Enter");
  await expect(menu).toHaveAttribute("aria-expanded", "true");
  const items = page.getByRole("menuitem");
  await expect(items).toHaveText(["Download conversation", "Start a new conversation"]);
  await expect(items.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(items.last()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(items).toHaveCount(0);
  expect(await focusedPart(page)).toBe("menu");
  await expect(chat.window).toBeVisible();
});

test("the conversation is downloaded as a page that runs nothing", async ({ page, chat }) => {
  await chat.open();
  await chat.say("<b>bold</b> & co");
  await chat.answered(1);
  await page.locator('[part~="menu"]').click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Download" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^chat-\d{4}-\d\d-\d\d\.html$/);
  const stream = await download.createReadStream();
  let html = "";
  for await (const chunk of stream) html += chunk;
  expect(html).toContain("&#60;b&#62;bold&#60;/b&#62; &#38; co");
  expect(html).not.toMatch(/<script|<b>bold/);
});

test("the conversation is given as text, as a page and as data", async ({ page, chat }) => {
  await chat.open();
  await chat.say("Hello there");
  await chat.answered(1);
  const get = (form) => page.evaluate((form) => window.Parlour("transcript", form), form);
  expect(await get("text")).toMatch(/^\[.*\] You: Hello there$/m);
  expect(await get("html")).toMatch(/^<!doctype html>/);
  const list = JSON.parse(await get("json"));
  expect(list.filter(({ author }) => author === "visitor").map(({ text }) => text)).toEqual(["Hello there"]);
  expect(list[0].author).toBe("bot");
  expect(new Date(list[0].at).getTime()).not.toBeNaN();
  const refused = page.evaluate(() => window.Parlour("transcript", "pdf").catch(({ code }) => code));
  await expect(refused).resolves.toBe("field_invalid");
});

test("starting over shows a new conversation and nothing of the old", async ({ page, chat }) => {
  await chat.open();
  const before = await page.evaluate(() => window.Parlour("state").then(({ conversation }) => conversation));
  await chat.say("Hello there");
  await chat.answered(1);
  await page.locator('[part~="menu"]').click();
  await page.getByRole("menuitem", { name: "Start a new conversation" }).click();
  await expect(chat.visitor).toHaveCount(0);
  await chat.greeted();
  const now = await page.evaluate(() => window.Parlour("state").then(({ conversation }) => conversation));
  expect(now).toBeGreaterThan(before);
  await expect(page.locator('[part~="message-notice"]')).toHaveCount(0);
});

test("logging out leaves nothing in the window, the storage or the server's trust", async ({ page, chat }) => {
  await chat.open();
  await chat.say("My number is 4711");
  await chat.answered(1);
  await chat.input.fill("and my");
  const session = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.evaluate(() => window.Parlour("logout"));
  expect((await session).status()).toBe(204);
  await expect(chat.visitor).toHaveCount(0);
  await expect(chat.bot).toHaveCount(0);
  await expect(chat.input).toHaveValue("");
  expect(await kept(page)).toEqual([]);
});

test("a forgotten conversation is gone from the server too", async ({ page, server, chat }) => {
  await chat.open();
  await chat.say("My number is 4711");
  await chat.answered(1);
  await page.route("**/conversation", (route) => route.abort(), { times: 1 });
  await expect(page.evaluate(() => window.Parlour("forget").catch(({ code }) => code))).resolves.toBe("network");
  await expect(chat.visitor).toHaveCount(1);
  await page.evaluate(() => window.Parlour("forget"));
  await expect(chat.visitor).toHaveCount(0);
  expect(await kept(page)).toEqual([]);
  expect(JSON.stringify(await server.report())).not.toContain("4711");
});

test("the page moves the conversation to a module, and sends without opening the window", async ({ page, chat }) => {
  await page.evaluate(() => window.Parlour("start", "returns"));
  await expect(chat.window).toBeHidden();
  const sent = await page.evaluate(() => window.Parlour("send", "Hello there", { silent: true }));
  expect([sent.state, typeof sent.seq, sent.id.length]).toEqual(["sent", "number", 36]);
  await expect(chat.window).toBeHidden();
  await chat.launcher.click();
  await expect(chat.visitor).toHaveCount(1);
  await expect(chat.bot.filter({ hasText: /return/i }).first()).toBeVisible();
});

test("what the page tells of the visitor goes with the next message, once", async ({ page, chat }) => {
  await chat.open();
  await page.evaluate(() => window.Parlour("setProfile", { plan: "gold" }));
  const bodies = [];
  page.on("request", (request) => request.url().endsWith("/messages/") && bodies.push(request.postDataJSON()));
  await chat.say("one");
  await chat.answered(1);
  await chat.say("two");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  expect(bodies.map(({ user_profile }) => user_profile?.plan)).toEqual(["gold", undefined]);
  const refused = page.evaluate(() => window.Parlour("setVariables", ["no"]).catch(({ code }) => code));
  await expect(refused).resolves.toBe("field_invalid");
});

test("the page may change or stop what is sent, and change what is shown", async ({ page, chat }) => {
  await page.evaluate(() => {
    document.addEventListener("parlour:before-send", (event) => {
      const [action] = event.detail.message.actions;
      if (action.text.includes("stop")) event.preventDefault();
      action.text = action.text.replace(/\d{4}/g, "••••");
    });
    document.addEventListener("parlour:before-receive", ({ detail: { message } }) => {
      for (const action of message.actions) if (action.text) action.text = action.text.toUpperCase();
    });
  });
  await chat.open();
  for (const text of await chat.texts(chat.bot)) expect(text).toBe(text.toUpperCase());
  await chat.say("stop here");
  await expect(chat.input).toHaveValue("stop here");
  await expect(chat.visitor).toHaveCount(0);
  await chat.say("card 4711");
  await expect(chat.visitor).toHaveText(/card ••••/);
  const stopped = page.evaluate(() => window.Parlour("send", "stop").catch(({ code }) => code));
  await expect(stopped).resolves.toBe("cancelled");
});
