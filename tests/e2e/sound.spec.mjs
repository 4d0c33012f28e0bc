// Where the page allows sound, the visitor has the last word, in the window's menu.
import { heldBack, kept } from "./stage/own.mjs";
import { mount } from "./stage/mount.mjs";
import { expect, test } from "./stage/test.mjs";

const item = (page, name) => page.getByRole("menuitem", { name, exact: true });
const menu = (page) => page.locator('[part~="menu"]').click();
const stored = (page, storage) => page.evaluate((storage) => Object.keys(window[storage]).filter((key) => key.includes(":muted:")), storage);

test.beforeEach(async ({ chat }) => {
  await expect(chat.launcher).toBeVisible();
});

test("a page without sound has nothing to turn off", async ({ page, chat }) => {
  await chat.open();
  await menu(page);
  await expect(page.getByRole("menuitem")).toHaveText(["Download conversation", "Start a new conversation"]);
});

for (const [storage, place, isKept] of [["local", "localStorage", true], ["session", "sessionStorage", true], ["none", "localStorage", false]]) {
  test(`sound is turned off and on, and with storage ${storage} that is ${isKept ? "kept" : "forgotten"}`, async ({ page, chat }) => {
    const again = async () => {
      await mount(page, { sound: "on", storage });
      // A window that was left open comes back by itself.
      await chat.reopened();
      await chat.greeted();
    };
    await again();
    await menu(page);
    await item(page, "Turn sound off").click();
    await expect(page.getByRole("menuitem")).toHaveCount(0);
    await menu(page);
    await expect(item(page, "Turn sound on")).toBeVisible();
    expect(await stored(page, place)).toHaveLength(isKept ? 1 : 0);
    await page.reload();
    await expect(chat.launcher).toBeVisible();
    await again();
    await menu(page);
    await item(page, isKept ? "Turn sound on" : "Turn sound off").click();
    await menu(page);
    await expect(item(page, isKept ? "Turn sound off" : "Turn sound on")).toBeVisible();
    expect(await stored(page, place)).toEqual([]);
  });
}

test("a visitor who turned the sound off is not called by it", async ({ page, chat }) => {
  await page.evaluate(() => {
    window.tones = 0;
    const { createOscillator } = BaseAudioContext.prototype;
    BaseAudioContext.prototype.createOscillator = function () {
      window.tones += 1;
      return createOscillator.call(this);
    };
  });
  await mount(page, { sound: "on", "tab-title": "on" });
  await chat.open();
  await menu(page);
  await item(page, "Turn sound off").click();
  // The answer comes when nobody looks any more.
  const answer = await heldBack(page);
  await chat.say("Returns");
  await chat.close.click();
  await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true }));
  answer();
  await expect.poll(() => page.title(), { timeout: 15_000 }).toMatch(/^\(\d+\) New message/);
  expect(await page.evaluate(() => window.tones)).toBe(0);
});

test("logging out forgets what the loader kept: unread messages, rules and sound", async ({ page, chat }) => {
  await mount(page, { sound: "on" }, { properties: { rules: [{ id: "hello", text: "Shall I help?" }] } });
  await page.getByRole("button", { name: "Shall I help?" }).click();
  await chat.greeted();
  await menu(page);
  await item(page, "Turn sound off").click();
  await chat.close.click();
  await page.evaluate(() => window.Parlour("send", "Returns", { silent: true }));
  await expect(page.locator('[part~="badge"]')).toBeVisible();
  const name = (key) => key.split(":")[1];
  await expect.poll(async () => (await kept(page)).map(name)).toEqual(expect.arrayContaining(["unread", "rules", "muted"]));
  await page.evaluate(() => window.Parlour("logout"));
  expect(await kept(page)).toEqual([]);
  await expect(page.locator('[part~="badge"]')).toHaveCount(0);
  expect(await page.evaluate(() => window.Parlour("state").then(({ unread }) => unread))).toBe(0);
});
