// The pages of hosts/: what websites do to each other's scripts. On each the chat works, or says why it does not, and
// nothing is thrown that nobody catches. What a page does and what is expected stands at its top.
import { readdirSync, readFileSync } from "node:fs";
import { Chat } from "./stage/chat.mjs";
import { heard, Host } from "./stage/host.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test as base } from "./stage/test.mjs";

const FOLDER = new URL("./hosts/", import.meta.url);
const PAGES = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  const [, what, expected] = text.match(/<!-- (.*) Expected: (.*)\. -->/);
  return { file, text, what, expected };
});

const test = base.extend({
  host: async ({ server }, use) => {
    const host = await Host.start();
    for (const { file, text } of PAGES) {
      const type = file.endsWith(".xhtml") ? "application/xhtml+xml" : "text/html; charset=utf-8";
      host.put(`/${file}`, text.replaceAll("__GATEWAY__", server.origin).replaceAll("__BOT__", BOT), { "Content-Type": type });
    }
    await use(host);
    await host.stop();
  },
});

/** The document that has the chat: the page's own, or the one it holds. */
const place = (page) => (page.frames().length > 1 ? page.frameLocator("iframe") : page);

/** A chat in a page or in a frame of it. */
function chatIn(page, scope) {
  const chat = new Chat(page);
  for (const part of ["launcher", "window", "notice", "input"]) chat[part] = scope.locator(`[part~="${part}"]`).first();
  chat.bot = scope.locator('[part~="message-bot"]');
  chat.visitor = scope.locator('[part~="message-visitor"]');
  chat.choices = scope.locator('[part~="choice"]');
  chat.log = scope.getByRole("log").first();
  return chat;
}

test("there are at least twenty-five of them", () => {
  expect(PAGES.length).toBeGreaterThanOrEqual(25);
  expect(PAGES.filter(({ expected }) => expected === "works").length).toBeGreaterThanOrEqual(25);
});

for (const { file, what, expected } of PAGES) {
  test(`${file.replace(/\..*/, "")}: ${what.toLowerCase().replace(/\.$/, "")}: ${expected}`, async ({ page, host, server }) => {
    await heard(page, "error");
    await page.goto(`${host.origin}/${file}`);
    const chat = chatIn(page, place(page));
    await expect(chat.launcher).toBeVisible();
    if (file === "turbo.html") await page.waitForTimeout(600);
    await chat.launcher.click();
    if (expected === "works") {
      await chat.greeted();
      await chat.say(`Hello from ${file}`);
      await expect(chat.visitor.first()).toHaveAttribute("data-state", "sent");
      expect((await server.report()).filter((row) => row.message === `Hello from ${file}`)).toHaveLength(1);
    } else {
      await expect(chat.launcher).toHaveAccessibleDescription(/could not be loaded/);
      const told = await page.frames().at(-1).evaluate(() => window.heard);
      expect(told.map(([, { code }]) => `says ${code}`)).toEqual([expected]);
    }
  });
}
