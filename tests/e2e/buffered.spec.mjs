// A proxy that holds each answer back until it is whole: an event stream never is.
import { Chat } from "./stage/chat.mjs";
import { agent } from "./stage/desk.mjs";
import { expect, test as base } from "./stage/manned.mjs";
import { Proxy } from "./stage/proxy.mjs";

const test = base.extend({
  between: async ({ server }, use) => {
    const between = await Proxy.before(server);
    await use(between);
    await between.stop();
  },
  chat: async ({ page, between }, use) => {
    await page.goto(`${between.origin}/`);
    await use(new Chat(page));
  },
});

/** Milliseconds within which what is stored is to be seen. */
const SOON = { timeout: 3_000 };
const WAITS = "wait=20";

test("behind a proxy that holds streams back everything arrives in time and once, and a stream is used when one comes through", async ({ page, between, server, chat }) => {
  const notices = page.locator('[part~="message-notice"]');
  await chat.open();
  // The stream's first byte does not come; a read waits in its place.
  await expect.poll(() => between.asked(WAITS).length).toBeGreaterThan(0);
  expect(between.asked("/events?").length).toBeGreaterThan(0);
  await expect(chat.notice).toBeHidden();

  await chat.choices.first().click();
  await expect(chat.notice).toHaveText("You are next.", SOON);
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await expect(notices).toHaveText(["Maya joined the chat."], SOON);
  await agent(server, page, "reply", { text: "Hello, Maya here." });
  await expect(page.locator('[part~="message-agent"]')).toContainText(["Hello, Maya here."], SOON);
  await chat.say("Is it in stock?");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", /sent|delivered/);
  await agent(server, page, "read", { up_to: 1_000 });
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "read", SOON);
  await agent(server, page, "reply", { text: "It is." });
  await expect(page.locator('[part~="message-agent"]').last()).toContainText("It is.", SOON);
  const said = ["Hello.", "A person", "I am fetching somebody.", "Hello, Maya here.", "Is it in stock?", "It is."];
  const texts = page.locator('[part~="message-bot"], [part~="message-visitor"], [part~="message-agent"]').locator('[part~="bubble"]');
  await expect(texts).toHaveText(said);

  // The way is free now, and the browser tells of a network.
  between.holds = false;
  // Who writes is told by streams only.
  await expect(async () => {
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await agent(server, page, "typing", { active: true });
    await expect(chat.typing).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const reads = between.asked(WAITS).length;
  await agent(server, page, "reply", { text: "Shall I put one aside?" });
  await expect(page.locator('[part~="message-agent"]').last()).toContainText("Shall I put one aside?", SOON);
  await expect(texts).toHaveText([...said, "Shall I put one aside?"]);
  expect(between.asked(WAITS).length, "no read waits beside the stream").toBe(reads);
});

test("a server that restarts behind such a proxy loses nothing and doubles nothing", async ({ page, between, server, chat }) => {
  await chat.open();
  await expect.poll(() => between.asked(WAITS).length).toBeGreaterThan(0);
  await chat.choices.first().click();
  await expect(chat.notice).toHaveText("You are next.");
  await server.down();
  await server.up();
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await agent(server, page, "reply", { text: "I am back." });
  await expect(page.locator('[part~="message-agent"]')).toContainText(["I am back."]);
  await chat.say("So am I.");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  const texts = page.locator('[part~="message-bot"], [part~="message-visitor"], [part~="message-agent"]').locator('[part~="bubble"]');
  await expect(texts).toHaveText(["Hello.", "A person", "I am fetching somebody.", "I am back.", "So am I."]);
});
