import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

test("two messages sent faster than the bot answers keep their order", async ({ page, server, chat }) => {
  await chat.open();
  const before = await chat.bot.count();
  await chat.say("first of two");
  await chat.say("second of two");
  await expect(chat.visitor).toHaveCount(2);
  await chat.answered(before);
  await expect(chat.visitor.nth(1)).toHaveAttribute("data-state", "sent");
  expect(await chat.texts(chat.visitor)).toEqual(["first of two", "second of two"]);

  const rows = (await server.report()).filter((row) => /of two$/.test(row.message));
  const inOrder = rows.toSorted((a, b) => a.id - b.id).map((row) => row.message);
  expect(inOrder).toEqual(["first of two", "second of two"]);

  await page.reload();
  const again = new Chat(page);
  await again.reopened();
  await expect(again.visitor).toHaveCount(2);
  expect(await again.texts(again.visitor)).toEqual(["first of two", "second of two"]);
});
