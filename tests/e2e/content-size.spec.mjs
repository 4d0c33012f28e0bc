// Texts nobody expects: a megabyte, ten thousand marks on one letter, a line that never ends.
import { overflow } from "./stage/gallery.mjs";
import { expect, test } from "./stage/test.mjs";

const flow = (say) => `name = "Long"
fallback = "again"
[[module]]
id = 1
name = "greeting"
starting = true
say = [${say.map((text) => JSON.stringify(text)).join(", ")}, { suggested_replies = ["More"] }]
[[module]]
id = 2
name = "again"
say = "Again"
[[module]]
id = 123456
name = "returns"
by_ref = true
say = "x"
`;

/** The longest the page was busy at once while `act` ran, in milliseconds. */
async function longest(page, act) {
  await page.evaluate(() => {
    window.busy = [0];
    new PerformanceObserver((list) => window.busy.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ["longtask"] });
  });
  await act();
  await page.waitForTimeout(400);
  return page.evaluate(() => Math.max(...window.busy));
}

test.describe("long texts", () => {
  const prose = "A line of **prose** with `code` and a [link](https://shop.example/). ".repeat(40);
  test.use({ flow: flow([Array(60).fill(prose).join("\\n\\n"), "x".repeat(40_000)]) });

  test("a long text shows its beginning, and more of it when asked", async ({ page, chat }) => {
    await chat.open();
    expect(await overflow(page)).toEqual([]);
    const bubble = chat.bot.first().locator('[part~="bubble"]');
    const before = await bubble.evaluate((node) => node.textContent.length);
    expect(before).toBeLessThan(7_000);
    await bubble.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => bubble.evaluate((node) => node.textContent.length)).toBeGreaterThan(2 * before);
    expect(await overflow(page)).toEqual([]);
  });
});

/** A megabyte is more than a flow may say, so it comes from the server's side of the wire. */
async function saying(page, text) {
  await page.route("**/history*", async (route) => {
    const response = await route.fetch();
    const page = await response.json();
    const message = page.items.find(({ author }) => author === "bot");
    if (message) message.actions = [{ type: "text", text }];
    await route.fulfill({ response, json: page });
  });
}

for (const [name, text, begins] of [
  ["a megabyte of prose", "Word **after** word, ".repeat(50_000), /^Word after word, Word/],
  ["a megabyte without a space", "x".repeat(1_000_000), /^x{1000}/],
  ["a megabyte of markers", "*[`_".repeat(250_000), /[[_]{2}/],
  ["ten thousand marks on one letter", `Z${"\u0301\u0327".repeat(5_000)} and on`, /^Z\u0301/],
  ["ten thousand quotes in quotes", `${">".repeat(10_000)} deep`, />{1000}/],
]) {
  test(`${name} opens, stays in its bubble and leaves the chat quick`, async ({ page, server }) => {
    await saying(page, text);
    await page.goto(`${server.origin}/`);
    const launcher = page.locator('[part~="launcher"]');
    const log = page.getByRole("log");
    await launcher.click();
    const bubble = page.locator('[part~="message-bot"] [part~="bubble"]').first();
    await expect(bubble).toBeVisible();
    expect(await bubble.evaluate((node) => node.textContent)).toMatch(begins);
    expect(await overflow(page)).toEqual([]);
    expect((await bubble.boundingBox()).height).toBeLessThan(40_000);
    const busy = await longest(page, async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await log.evaluate((node) => node.scrollBy(0, -200));
        await page.waitForTimeout(30);
      }
    });
    console.log(`${name}: longest task while scrolling ${busy} ms`);
    expect(busy).toBeLessThan(200);

    const more = bubble.getByRole("button", { name: "Show more" });
    const whole = await longest(page, async () => {
      for (let press = 0; press < 4 && (await more.count()); press += 1) await more.click();
    });
    console.log(`${name}: longest task until all of it is shown ${whole} ms`);
    await expect(more).toHaveCount(0);
    expect(await overflow(page)).toEqual([]);
  });
}
