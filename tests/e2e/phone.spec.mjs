// A phone: touch, a small screen, a keyboard that covers half of it, and a Back button.
import { fileURLToPath } from "node:url";
import { mount } from "./stage/mount.mjs";
import { expect, focusedPart, test } from "./stage/test.mjs";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const keep = (page, name) => page.screenshot({ path: `${FOLDER}phone-${name}.png`, animations: "disabled" });
const held = (page) => page.evaluate(() => getComputedStyle(document.documentElement).overflowY);

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
});

test("Back closes the window and the page stays where it was", async ({ page, chat }) => {
  const reasons = [];
  await page.exposeFunction("tellClosed", (reason) => reasons.push(reason));
  await page.evaluate(() => {
    window.stayed = true;
    document.addEventListener("parlour:close", (event) => window.tellClosed(event.detail.reason));
  });
  const address = page.url();
  await chat.open();
  await expect.poll(() => held(page)).toBe("hidden");
  await page.goBack();
  await expect(chat.window).toBeHidden();
  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => window.stayed)).toBe(true);
  expect(reasons).toEqual(["visitor"]);
  await chat.open();
  await page.goBack();
  await expect(chat.window).toBeHidden();
});

test("a window that is closed in another way takes its entry along, and the page's router meets its own address and state", async ({ page, server, chat }) => {
  await page.goto(`${server.origin}/pages/second.html`);
  await page.evaluate(() => {
    window.heard = [];
    addEventListener("popstate", (event) => window.heard.push(event.state));
    history.replaceState({ of: "the page" }, "");
  });
  const at = () => page.evaluate(() => [navigation.currentEntry.index, history.state]);
  const before = await at();
  await chat.open();
  await expect.poll(at).toEqual([before[0] + 1, { of: "the page", parlour: true }]);
  await chat.close.click();
  await expect.poll(at).toEqual(before);
  expect(await page.evaluate(() => window.heard)).toEqual([{ of: "the page" }]);
  await page.goBack();
  await expect(page).toHaveURL(`${server.origin}/`);
});

test("entries that the page adds while the window is open are gone through before the window closes", async ({ page, chat }) => {
  await chat.open();
  await expect.poll(() => page.evaluate(() => history.state?.parlour)).toBe(true);
  await page.evaluate(() => {
    window.heard = [];
    addEventListener("popstate", (event) => window.heard.push(location.pathname));
    history.pushState({ route: 2 }, "", "/#route");
  });
  await page.goBack();
  await expect.poll(() => page.evaluate(() => window.heard.length)).toBe(1);
  await expect(chat.window).toBeVisible();
  await page.goBack();
  await expect(chat.window).toBeHidden();
  expect(await page.evaluate(() => window.heard.length)).toBe(1);
});

test("on a desktop no entry is added", async ({ page, chat }) => {
  await page.setViewportSize({ width: 1000, height: 700 });
  const before = await page.evaluate(() => navigation.entries().length);
  await chat.open();
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => navigation.entries().length)).toBe(before);
});

test("the page does not scroll beneath the window, and afterwards is where and as it was", async ({ page, chat }) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    // A page whose body scrolls: the hardest to hold.
    sheet.replaceSync("html, body { block-size: 100% } body { overflow: auto }");
    document.adoptedStyleSheets.push(sheet);
    document.documentElement.style.scrollBehavior = "smooth";
    scrollTo({ top: 420, behavior: "instant" });
  });
  const state = () => page.evaluate(() => [scrollY, document.documentElement.style.cssText, document.adoptedStyleSheets.length]);
  const before = await state();
  expect(before[0]).toBe(420);
  await chat.open();
  await expect.poll(() => page.evaluate(() => document.adoptedStyleSheets.length)).toBe(2);
  await chat.close.click();
  await expect.poll(state).toEqual(before);
});

test("the keyboard covers neither the composer nor the end of the transcript", async ({ page, chat }) => {
  await chat.open();
  await chat.input.tap();
  // What a browser does whose keyboard shrinks the page (`interactive-widget=resizes-content`).
  await page.setViewportSize({ width: 390, height: 420 });
  await expect.poll(async () => (await chat.send.boundingBox()).y + 44).toBeLessThanOrEqual(420);
  await expect.poll(() => chat.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)).toBeLessThan(2);
  await keep(page, "keyboard");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => Math.round((await chat.window.boundingBox()).height)).toBe(844);

  // And one whose keyboard lies over the page: only the visual viewport gets smaller.
  await page.evaluate(() => {
    const seen = window.visualViewport;
    Object.defineProperty(seen, "height", { configurable: true, get: () => 430 });
    Object.defineProperty(seen, "offsetTop", { configurable: true, get: () => 12 });
    seen.dispatchEvent(new Event("resize"));
  });
  await expect.poll(async () => chat.window.boundingBox()).toEqual({ x: 0, y: 12, width: 390, height: 430 });
  const send = await chat.send.boundingBox();
  expect(send.y + send.height).toBeLessThanOrEqual(442);
});

test("nothing lies under a notch or the bar of the system", async ({ page, chat }) => {
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => document.querySelector("meta[name=viewport]").setAttribute("content", "width=device-width, viewport-fit=cover"));
  await session.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 50, bottom: 34, left: 0, right: 0 } });
  const launcher = await chat.launcher.boundingBox();
  expect(launcher.y + launcher.height).toBeLessThanOrEqual(844 - 34);
  await chat.open();
  expect((await chat.close.boundingBox()).y).toBeGreaterThanOrEqual(50);
  const send = await chat.send.boundingBox();
  expect(send.y + send.height).toBeLessThanOrEqual(844 - 34);
  await keep(page, "safe-areas");
});

test("writing does not zoom the page: the text box has at least 16 pixels, whatever the page's size", async ({ page, chat }) => {
  await page.evaluate(() => document.documentElement.style.setProperty("--parlour-font-size", "12px"));
  await chat.open();
  expect(await chat.input.evaluate((node) => parseFloat(getComputedStyle(node).fontSize))).toBeGreaterThanOrEqual(16);
});

test("launcher, teaser and its button are targets of 44 pixels", async ({ page, chat }) => {
  await mount(page, {}, { properties: { rules: [{ id: "hello", text: "May I help?" }] } });
  for (const target of [chat.launcher, page.locator('[part~="teaser"] .say'), page.locator('[part~="teaser"] .dismiss')]) {
    const { width, height } = await target.boundingBox();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
  await keep(page, "teaser");
});

test("a window that was left open comes back over the page, and Back still closes it", async ({ page, chat }) => {
  await chat.open();
  await expect.poll(() => page.evaluate(() => history.state?.parlour)).toBe(true);
  const entries = await page.evaluate(() => navigation.entries().length);
  await page.reload();
  await expect(chat.window).toBeVisible();
  await expect.poll(() => held(page)).toBe("hidden");
  expect(await page.evaluate(() => navigation.entries().length)).toBe(entries);
  await page.goBack();
  await expect(chat.window).toBeHidden();
});

test("the focus comes back to the launcher", async ({ page, chat }) => {
  await chat.open();
  await chat.close.click();
  expect(await focusedPart(page)).toBe("launcher");
});
