// The window shows nothing that the bot's channel cannot do. Which channel can do what stands in the server's tests;
// here its answer is changed on the way, and a person at the desk reads what the visitor says.
import { Chat } from "./stage/chat.mjs";
import { agent } from "./stage/desk.mjs";
import { expect, test } from "./stage/manned.mjs";
import { store } from "./stage/stored.mjs";

/** More than the window reads at once. */
const COUNT = 300;

/** A window with a long conversation behind it, whose server says that its channel can do this; a person has it. */
async function resumed(page, server, can) {
  await page.addInitScript(() => addEventListener("parlour:ready", ({ detail }) => (window.told = detail.capabilities)));
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await server.down();
  await store(server, COUNT);
  await server.up();
  await page.route("**/session", async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    await route.fulfill({ response: answer, json: { ...told, capabilities: { ...told.capabilities, ...can } } });
  });
  const asked = [];
  page.on("request", (request) => request.url().includes("before=") && asked.push(request.url()));
  await page.reload();
  await chat.reopened();
  await expect(chat.log).toContainText(`Message ${COUNT}`);
  await chat.say("A person, please");
  const notices = page.locator('[part~="message-notice"]');
  await expect(page.locator('[part~="notice"]')).toHaveText("You are next.");
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await expect(notices.last()).toHaveText("Maya joined the chat.");
  await chat.say("Is it in stock?");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", /sent|delivered/);
  await agent(server, page, "read", { up_to: 1_000 });
  // What comes behind the mark says that the mark has come.
  await agent(server, page, "reply", { text: "It is." });
  await expect(page.locator('[part~="message-agent"]').last()).toContainText("It is.");
  return Object.assign(chat, { asked, earlier: chat.log.locator(".earlier") });
}

const top = (chat) => chat.log.evaluate((log) => log.scrollTo(0, 0));

test("where there are receipts and a history, both are shown", async ({ page, server }) => {
  const chat = await resumed(page, server, {});
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "read");
  await expect(chat.earlier).not.toHaveAttribute("data-state", "none");
  await top(chat);
  await expect.poll(() => chat.asked.length).toBeGreaterThan(0);
});

test("where there are none, a message is sent and no more, and nothing earlier is offered", async ({ page, server }) => {
  const can = { history: false, receipts: false, max_delay_s: 60, emulated: ["receipts"], types: ["text"] };
  const chat = await resumed(page, server, can);
  await expect.poll(() => page.evaluate(() => window.told)).toMatchObject(can);
  await agent(server, page, "read", { up_to: 1_000 });
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await expect(chat.earlier).toHaveAttribute("data-state", "none");
  await top(chat);
  await expect.poll(() => chat.log.evaluate((log) => log.scrollTop)).toBe(0);
  await expect(chat.log).not.toContainText("Message 1,");
  expect(chat.asked).toEqual([]);
});
