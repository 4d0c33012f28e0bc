import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

test("a visitor opens the chat, is greeted, replies, writes, reloads and finds the same conversation", async ({ page, server, chat }) => {
  await chat.open();
  const greeting = await chat.texts(chat.bot);
  expect(greeting.length).toBeGreaterThan(0);

  const reply = (await chat.choices.first().innerText()).trim();
  await chat.choices.first().click();
  await expect(chat.visitor.last()).toContainText(reply);
  await chat.answered(greeting.length);

  const before = await chat.bot.count();
  await chat.say("Returns, please");
  await expect(chat.visitor.last()).toContainText("Returns, please");
  await chat.answered(before);
  await expect(chat.choices.first()).toBeVisible();
  const said = await chat.texts();

  await page.reload();
  const again = new Chat(page);
  await again.reopened();
  await expect(again.visitor).toHaveCount(2);
  await expect.poll(() => again.texts()).toEqual(said);

  const afterReload = await again.bot.count();
  await again.say("Gear advice");
  await again.answered(afterReload);

  const rows = (await server.report()).filter((row) => !row.user_message_empty);
  expect(rows.map((row) => row.message)).toEqual([reply, "Returns, please", "Gear advice"]);
  expect(new Set(rows.map((row) => row.conversation_id)).size).toBe(1);
});

test("the stored row says on which page the visitor was and from where", async ({ server, chat }) => {
  await chat.open();
  const before = await chat.bot.count();
  await chat.say("Where is my order?");
  await chat.answered(before);

  const row = (await server.report()).find((found) => found.message === "Where is my order?");
  const web = row.botuser.botuser_meta.web;
  expect(web.host).toBe(`127.0.0.1:${server.port}`);
  expect(web.hostPageUrl).toBe(`${server.origin}/`);
  expect(web.current_ip).toBe("127.0.0.1");
});

test("a new visitor finds an empty conversation, not somebody else's", async ({ browser, server, chat }) => {
  await chat.open();
  await chat.say("Only I may read this");
  await expect(chat.visitor).toHaveCount(1);

  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(`${server.origin}/`);
  const theirs = new Chat(page);
  await theirs.open();
  await expect(theirs.visitor).toHaveCount(0);
  expect((await theirs.texts()).join(" ")).not.toContain("Only I may read this");
  await stranger.close();
});
