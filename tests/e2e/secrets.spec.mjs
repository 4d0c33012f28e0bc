// Secrets of the bot and of the visitor: where they never are (embed contract §6.7).
import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

test("the channel's token is in nothing the page is sent, and the visitor's in no address, log or attribute", async ({ page, server }) => {
  const secret = process.env.SHOP_API_TOKEN ?? "a-token-of-this-test-only";
  const addresses = [];
  const bodies = [];
  const lines = [];
  page.on("console", (line) => lines.push(line.text()));
  page.on("request", (request) => addresses.push(request.url()));
  // A stream has no body before it ends, which here it does not.
  page.on("requestfinished", async (request) => bodies.push(await (await request.response()).text().catch(() => "")));
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await chat.say("Hello");
  await chat.answered(1);
  await page.reload();
  await chat.reopened();
  await expect(chat.visitor.first()).toBeVisible();

  expect(bodies.length).toBeGreaterThan(5);
  expect(bodies.filter((body) => body.includes(secret))).toEqual([]);
  const token = await page.evaluate(() => JSON.stringify({ ...localStorage }).match(/\\"token\\":\\"([^"\\]+)/)?.[1]);
  expect(token?.length).toBeGreaterThan(20);
  const markup = await page.evaluate(() => {
    const host = document.querySelector("parlour-chat");
    return host.outerHTML + host.shadowRoot.innerHTML;
  });
  const places = { addresses: addresses.join("\n"), log: server.log(), console: lines.join("\n"), markup };
  for (const [name, place] of Object.entries(places)) {
    expect([name, place.includes(token), place.includes(secret)]).toEqual([name, false, false]);
  }
});
