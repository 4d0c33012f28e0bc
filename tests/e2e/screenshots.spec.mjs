// A picture per state, kept under target/screenshots to be looked at.
import { fileURLToPath } from "node:url";
import { store } from "./stage/stored.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const SCREENS = [
  ["desktop-light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" }],
  ["desktop-dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }],
  ["phone-light", { viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true, isMobile: true }],
  ["phone-dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true, isMobile: true }],
];

for (const [name, screen] of SCREENS) {
  test.describe(name, () => {
    test.use(screen);

    test(`every state is drawn on ${name}`, async ({ page, context, chat }) => {
      const keep = (state) => page.screenshot({ path: `${FOLDER}${name}-${state}.png`, animations: "disabled" });
      await expect(chat.launcher).toBeVisible();
      await keep("1-closed");

      await chat.launcher.click();
      await expect(chat.bot.first()).toBeVisible();
      await keep("2-greeting");
      await expect(chat.choices.first()).toBeVisible();
      await keep("3-choices");

      const before = await chat.bot.count();
      await chat.choices.first().click();
      await expect(chat.typing).toBeVisible();
      await keep("4-typing");
      await chat.answered(before);
      await expect(chat.choices.first()).toBeVisible();
      await chat.say("I have a question about a long-winter-expedition-rated-four-season-tent and its poles, please.");
      await expect(chat.visitor).toHaveCount(2);
      await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
      await expect(chat.typing).toBeHidden();
      await keep("5-conversation");

      await page.route("**/messages/", (route) =>
        route.fulfill({ status: 400, json: { error: "No.", message: null, code: "malformed" } }),
      );
      await chat.say("This one is refused");
      await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
      await keep("6-failed");
      await context.setOffline(true);
      await expect(chat.notice).toBeVisible();
      await keep("7-offline");
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    });

    test(`a conversation of several days is drawn on ${name}`, async ({ page, server, chat }) => {
      const keep = (state) => page.screenshot({ path: `${FOLDER}${name}-${state}.png`, animations: "disabled" });
      await chat.open();
      await server.down();
      await store(server, 1_199);
      await server.up();
      await page.reload();
      await chat.reopened();
      await expect(chat.log).toContainText("Message 1199");
      await keep("9-days");
      await page.route("**/history?before=*", () => {});
      await chat.log.evaluate((log) => log.scrollTo(0, 0));
      await expect(page.locator('[part~="latest"]')).toBeVisible();
      await keep("10-earlier");
      await page.unroute("**/history?before=*");
      await page.reload();
      await chat.reopened();
      await expect(chat.log).toContainText("Message 1199");
      await page.route("**/history?before=*", (route) => route.abort());
      await chat.log.evaluate((log) => log.scrollTo(0, 0));
      await expect(chat.log.getByRole("button", { name: "Load earlier messages" })).toBeVisible();
      await keep("11-earlier-failed");
    });
  });
}

test("on a right-to-left page the chat stands on the left", async ({ page, chat }) => {
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  const launcher = await chat.launcher.boundingBox();
  expect(launcher.x).toBeLessThan(640);
  await chat.open();
  const window = await chat.window.boundingBox();
  expect(window.x + window.width / 2).toBeLessThan(640);
  await page.screenshot({ path: `${FOLDER}desktop-rtl-choices.png`, animations: "disabled" });
});
