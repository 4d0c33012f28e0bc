// What the page is told by events (embed contract §4): enough to count with, and no words unless they are asked for.
import { expect, test } from "./stage/test.mjs";

const listen = (page) =>
  page.evaluate(() => {
    window.heard = [];
    document.addEventListener("parlour:message", ({ detail }) => window.heard.push(detail));
  });
const heard = (page) => page.evaluate(() => window.heard);
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const SEQ = expect.stringMatching(/^\d+$/);

test("a message is told with its author and kind, and what it says is not", async ({ page, chat }) => {
  await listen(page);
  await chat.open();
  await chat.say("My card number is 4111");
  await expect.poll(async () => (await heard(page)).length).toBeGreaterThan(2);
  const told = await heard(page);
  expect(told.find(({ author }) => author === "visitor")).toEqual({ id: ID, direction: "out", author: "visitor", kind: "text" });
  expect(told[0]).toEqual({ id: SEQ, direction: "in", author: "bot", kind: "text" });
  expect(told.filter((one) => "text" in one)).toEqual([]);
});

test("with expose-content what a message says is told too, from when it stands on the element", async ({ page, chat }) => {
  await listen(page);
  await chat.open();
  await expect.poll(async () => (await heard(page)).length).toBeGreaterThan(0);
  const greeting = (await heard(page)).length;
  await page.evaluate(() => (document.querySelector("parlour-chat").exposeContent = true));
  expect(await chat.host.getAttribute("expose-content")).toBe("");
  await chat.say("Hello there");
  await expect.poll(async () => (await heard(page)).slice(greeting).map(({ author }) => author)).toContain("bot");
  const [own, reply] = (await heard(page)).slice(greeting);
  expect(own).toEqual({ id: ID, direction: "out", author: "visitor", kind: "text", text: "Hello there" });
  expect(reply.text).toBe(await chat.bot.nth(greeting).locator('[part~="bubble"]').first().innerText());
});
