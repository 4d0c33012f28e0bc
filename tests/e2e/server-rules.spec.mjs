// Rules that the bot's owner declares on the server: known from the visitor's first act on, kept for later pages.
import { expect, test as base } from "./stage/manned.mjs";
import { asked, mount } from "./stage/mount.mjs";
import { own } from "./stage/own.mjs";

const TEXT = "Not sure which tent fits? Ask me.";
const THEME = 'theme = { accent = "#1f6f54", title = "Trail & Tent" }\n';

const test = base.extend({
  change: [{ from: THEME, to: `${THEME}rules = [{ id = "help", text = "${TEXT}", times = 9 }]\n` }, { option: true }],
});

const teaser = (page) => page.locator('[part~="teaser"]');
const api = (paths) => paths.filter((path) => path.startsWith("/api/")).map((path) => path.replace(/.*\//, ""));
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("parlour:given:")));

test.beforeEach(async ({ chat }) => {
  await expect(chat.launcher).toBeVisible();
});

test("they are not asked for before an act, hold from it on, and on the next page without being asked for again", async ({ page, server, chat }) => {
  const paths = asked(page);
  await chat.launcher.hover();
  await page.waitForTimeout(1_500);
  expect(api(paths)).toEqual([]);
  await expect(teaser(page)).toHaveCount(0);
  await chat.open();
  await expect.poll(() => kept(page)).toHaveLength(1);
  await expect(teaser(page)).toHaveCount(0);
  await chat.close.click();
  await expect(teaser(page)).toContainText(TEXT);

  paths.length = 0;
  await page.goto(`${server.origin}/`);
  await expect(teaser(page)).toContainText(TEXT);
  expect(api(paths)).toEqual([]);
  await page.getByRole("button", { name: TEXT }).click();
  await chat.greeted();
});

test("a page's own rules go, also where it has none", async ({ page, chat }) => {
  await mount(page, {}, { properties: { rules: [] } });
  await chat.open();
  await expect.poll(() => kept(page)).toHaveLength(1);
  await chat.close.click();
  await page.waitForTimeout(1_500);
  await expect(teaser(page)).toHaveCount(0);
  await page.evaluate(() => (document.querySelector("parlour-chat").rules = [{ id: "own", text: "Our own words" }]));
  await expect(teaser(page)).toContainText("Our own words");
});

test("a page that asks for the server's has them before the visitor acts, for the public configuration and nothing kept", async ({ page }) => {
  const paths = asked(page);
  await mount(page, {}, { properties: { rules: "server" } });
  await expect(teaser(page)).toContainText(TEXT);
  expect(api(paths)).toEqual(["config"]);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test("before consent nothing of them is kept", async ({ page, server }) => {
  const chat = await own(page, server, { consent: "required", privacy: { text: "We keep what you write.", version: "1" } });
  const config = page.waitForResponse((response) => response.url().endsWith("/config"));
  await chat.launcher.click();
  await config;
  await page.waitForTimeout(300);
  expect(await kept(page)).toEqual([]);
  await chat.window.getByRole("button", { name: "Agree" }).click();
  await chat.greeted();
  expect(await kept(page)).toHaveLength(1);
});
