// What is given out of a conversation is the whole of it, not what happens to be in the window.
import { store } from "./stage/stored.mjs";
import { Chat } from "./stage/chat.mjs";
import { expect, test } from "./stage/test.mjs";

const COUNT = 450;

async function resumed(page, server) {
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  await server.down();
  await store(server, COUNT);
  await server.up();
  await page.reload();
  await chat.reopened();
  await expect(chat.log).toContainText(`Message ${COUNT}`);
  return chat;
}

/** The messages of a text, in order, by their number. */
const numbers = (text) => [...text.matchAll(/Message (\d+)/g)].map(([, number]) => Number(number));
const all = Array.from({ length: COUNT }, (_, nth) => nth + 1);

test("the verb gives every message, of which the window had read the newest page", async ({ page, server }) => {
  const chat = await resumed(page, server);
  expect(await chat.length()).toBeLessThan(COUNT);
  const text = await page.evaluate(() => window.Parlour("transcript", "text"));
  expect(numbers(text)).toEqual(all);
  expect(text).toContain("[");
  await expect(chat.log).toContainText(`Message ${COUNT}`);
});

test("so does the download, and the menu stays until it is there", async ({ page, server }) => {
  await resumed(page, server);
  let go;
  const held = new Promise((done) => (go = done));
  await page.route("**/history?before=*", async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('[part~="menu"]').click();
  const item = page.getByRole("menuitem", { name: "Download conversation" });
  const coming = page.waitForEvent("download");
  await item.click();
  await expect(item).toHaveAttribute("aria-busy", "true");
  go();
  const stream = await (await coming).createReadStream();
  let html = "";
  for await (const chunk of stream) html += chunk;
  expect(numbers(html)).toEqual(all);
  await expect(item).toHaveCount(0);
});

test("a part that cannot be read is told, not left out", async ({ page, server }) => {
  await resumed(page, server);
  await page.route("**/history?before=*", (route) => route.abort());
  const refused = page.evaluate(() => window.Parlour("transcript", "text").catch(({ code }) => code));
  await expect(refused).resolves.toBe("network");
  await page.locator('[part~="menu"]').click();
  await page.getByRole("menuitem").first().click();
  await expect(page.getByRole("menuitem").first()).toHaveText("This could not be loaded.");
  await page.unroute("**/history?before=*");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem").first().click()]);
  expect(download.suggestedFilename()).toMatch(/\.html$/);
});
