import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

/** A second tab of the same visitor, with the window open. */
async function secondTab(context, server) {
  const page = await context.newPage();
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  return chat;
}

test("what two tabs still have to send is sent once each, although both were closed", async ({ context, server, chat }) => {
  await chat.open();
  const other = await secondTab(context, server);
  await context.setOffline(true);
  await chat.say("from the first tab");
  await other.say("from the second tab");
  await expect(other.visitor).toHaveAttribute("data-state", "queued");
  await chat.page.close();
  await other.page.close();
  await context.setOffline(false);

  const later = await context.newPage();
  await later.goto(`${server.origin}/`);
  const again = new Chat(later);
  await again.launcher.click();
  await expect(again.visitor).toHaveCount(2);
  for (const message of await again.visitor.all()) await expect(message).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  const stored = (await server.report()).map((row) => row.message).filter((text) => text.startsWith("from the"));
  expect(stored.toSorted()).toEqual(["from the first tab", "from the second tab"]);
});

test("each tab keeps its own draft over a reload", async ({ page, context, server, chat }) => {
  await chat.open();
  const other = await secondTab(context, server);
  await chat.input.fill("the first tab's");
  await other.input.fill("the second tab's");
  for (const [tab, text] of [[chat, "the first tab's"], [other, "the second tab's"]]) {
    await tab.page.reload();
    await tab.greeted();
    await expect(tab.input).toHaveValue(text);
  }
  // Typed away in one tab, it does not come back there from the other.
  await chat.input.fill("");
  await other.input.fill("the second tab's, longer");
  await page.reload();
  await chat.greeted();
  await expect(chat.input).toHaveValue("");
});
