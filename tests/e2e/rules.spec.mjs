// Proactive rules, and the teaser they show (pkg/parts/rules.js; its pure half has its tests in tests/parts).
import { fileURLToPath } from "node:url";
import { Chat } from "./stage/chat.mjs";
import { asked, mount } from "./stage/mount.mjs";
import { heldBack } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const TEXT = "Not sure which tent fits? Ask me.";
const rules = (...rules) => ({ properties: { rules } });
const teaser = (page) => page.locator('[part~="teaser"]');
const stored = (page) => page.evaluate(() => localStorage.length + sessionStorage.length);

// Every test begins on the shop's page.
test.beforeEach(async ({ chat }) => {
  await expect(chat.launcher).toBeVisible();
});

test("a teaser is shown without a request to the chat, wasm or storage, and pressing it opens the window", async ({ page, chat }) => {
  const paths = asked(page);
  await mount(page, {}, rules({ id: "hello", text: TEXT }));
  await expect(teaser(page)).toContainText(TEXT);
  expect(paths.filter((path) => path.startsWith("/api/") || path.endsWith(".wasm"))).toEqual([]);
  expect(await stored(page)).toBe(0);
  const reason = page.evaluate(() => new Promise((done) => document.addEventListener("parlour:open", (event) => done(event.detail.reason))));
  await page.getByRole("button", { name: TEXT }).click();
  await chat.greeted();
  expect(await reason).toBe("visitor");
  await expect(teaser(page)).toBeHidden();
});

test("a dismissed teaser stays away on the next pages, and the focus is on the launcher", async ({ page, chat }) => {
  await mount(page, {}, rules({ id: "hello", text: TEXT }));
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(teaser(page)).toBeHidden();
  await expect(chat.launcher).toBeFocused();
  await page.reload();
  await mount(page, {}, rules({ id: "hello", text: TEXT }, { id: "other", text: "Another" }));
  await expect(teaser(page)).toContainText("Another");
});

test("Escape dismisses a teaser", async ({ page, chat }) => {
  await mount(page, {}, rules({ id: "hello", text: TEXT }));
  await page.getByRole("button", { name: TEXT }).focus();
  await page.keyboard.press("Escape");
  await expect(teaser(page)).toBeHidden();
  await expect(chat.window).toBeHidden();
});

test("a rule waits for its time and its depth", async ({ page }) => {
  await mount(page, {}, rules({ id: "deep", text: TEXT, scroll: 60 }));
  await page.waitForTimeout(1_500);
  await expect(teaser(page)).toBeHidden();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(teaser(page)).toBeVisible();
  await mount(page, {}, rules({ id: "late", text: TEXT, seconds: 2 }));
  await page.waitForTimeout(800);
  await expect(teaser(page)).toBeHidden();
  await expect(teaser(page)).toBeVisible();
});

test("a visitor whose pointer leaves through the top of the page is asked", async ({ page }) => {
  await mount(page, {}, rules({ id: "exit", text: TEXT, exit: true }));
  await page.mouse.move(600, 300);
  await page.waitForTimeout(1_200);
  await expect(teaser(page)).toBeHidden();
  await page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent("mouseleave", { clientY: -1 })));
  await expect(teaser(page)).toBeVisible();
});

test("a rule opens the window by itself and takes no focus", async ({ page, chat }) => {
  const reason = page.evaluate(() => new Promise((done) => document.addEventListener("parlour:open", (event) => done(event.detail.reason))));
  await mount(page, {}, rules({ id: "open", do: "open", url: "/", device: "desktop" }));
  await chat.greeted();
  expect(await reason).toBe("rule");
  expect(await page.evaluate(() => document.activeElement.localName)).toBe("body");
});

test("rules stand in the element's JSON child too", async ({ page }) => {
  await mount(page, {}, { children: [["script", { type: "application/json" }, JSON.stringify({ rules: [{ id: "child", text: TEXT }] })]] });
  await expect(teaser(page)).toContainText(TEXT);
});

test("a wrong rule is told with what is allowed, and none is followed", async ({ page }) => {
  const told = page.evaluate(() => new Promise((done) => document.addEventListener("parlour:error", (event) => done(event.detail))));
  await mount(page, {}, rules({ id: "hello", text: TEXT }, { id: "x", text: "x", scroll: 400 }));
  expect(await told).toMatchObject({ code: "config_invalid", key: "rules", given: "scroll: 400", allowed: "percent from 0 to 100" });
  await page.waitForTimeout(1_200);
  await expect(teaser(page)).toBeHidden();
});

test("with preload open not even a rule fetches anything before the act", async ({ page, chat }) => {
  const paths = asked(page);
  await mount(page, { preload: "open" }, rules({ id: "hello", text: TEXT }));
  await chat.launcher.hover();
  await page.waitForTimeout(1_000);
  expect(paths.filter((path) => path.startsWith("/v/"))).toEqual([]);
});

for (const [name, screen] of [
  ["desktop-light", { colorScheme: "light" }],
  ["desktop-dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
]) {
  test.describe(name, () => {
    test.use(screen);
    test(`a teaser is drawn within the screen on ${name}`, async ({ page, chat }) => {
      await mount(page, {}, rules({ id: "hello", text: TEXT }));
      for (const dir of ["ltr", "rtl"]) {
        await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
        const [box, launcher] = [await teaser(page).boundingBox(), await chat.launcher.boundingBox()];
        const { width } = page.viewportSize();
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(box.y + box.height).toBeLessThanOrEqual(launcher.y);
        expect(launcher.x > width / 2).toBe(dir === "ltr");
        await page.screenshot({ path: `${FOLDER}teaser-${name}-${dir}.png`, animations: "disabled" });
      }
    });
  });
}

test("a hidden tab with a message is named by its title until it is looked at, where the page asks for it", async ({ page, chat }) => {
  await mount(page, { "tab-title": "on" });
  const title = await page.title();
  const answer = await heldBack(page);
  await chat.open();
  await chat.say("Returns");
  await chat.close.click();
  // Headless tabs are never hidden by themselves.
  await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true }));
  answer();
  await expect.poll(() => page.title(), { timeout: 15_000 }).toMatch(/^\(\d+\) New message/);
  await page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  expect(await page.title()).toBe(title);
});

test("of two tabs with the same conversation one calls, by title and by sound", async ({ page, context, server, chat }) => {
  const listen = () => {
    window.tones = 0;
    const { createOscillator } = BaseAudioContext.prototype;
    BaseAudioContext.prototype.createOscillator = function () {
      window.tones += 1;
      return createOscillator.call(this);
    };
  };
  const other = await context.newPage();
  await other.goto(`${server.origin}/`);
  const tabs = [[page, chat], [other, new Chat(other)]];
  for (const [tab, chat] of tabs) {
    await tab.evaluate(listen);
    await mount(tab, { "tab-title": "on", sound: "on" });
    await chat.open();
  }
  // The answer comes when nobody looks any more.
  const answer = await heldBack(page);
  await chat.say("Returns");
  for (const [tab, chat] of tabs) {
    await chat.close.click();
    await tab.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true }));
  }
  answer();
  for (const [tab] of tabs) await expect(tab.locator('[part~="badge"]')).toBeVisible({ timeout: 15_000 });
  await page.waitForTimeout(500);
  const told = await Promise.all(tabs.map(([tab]) => tab.evaluate(() => [document.title.startsWith("("), window.tones])));
  expect(told.toSorted()).toEqual([[false, 0], [true, 2]]);
});
