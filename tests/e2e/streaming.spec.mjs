// An answer that is being made: it grows in one bubble, is heard by sentences, is stopped, and is there once.
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { Chat, focusedPart } from "./stage/chat.mjs";
import { announced, listenToAnnouncer } from "./stage/heard.mjs";
import { expect, test } from "./stage/model.mjs";

/** Where pictures to be looked at go. */
const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

/** A window that is open, with a question on its way; the model was asked. */
async function asking(page, server, model, { hears = false } = {}) {
  if (hears) await listenToAnnouncer(page);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.launcher.click();
  await expect(chat.input).toBeVisible();
  await chat.say("Which boots?");
  await model.asked();
  return Object.assign(chat, {
    bubble: page.locator(".growing [part~=bubble]"),
    stop: page.getByRole("button", { name: "Stop", exact: true }),
  });
}

test("an answer grows in one bubble, block by block and without raw marks, and its sentences are heard once", async ({ page, server, model }) => {
  const chat = await asking(page, server, model, { hears: true });
  await model.say("Take the **He");
  await expect(chat.bubble).toHaveText("Take the He");
  await expect(chat.bubble.locator("strong")).toHaveCount(0);
  await expect(chat.typing).toBeHidden();
  await expect(chat.send).toBeHidden();
  await expect(chat.stop).toBeVisible();
  await model.say("ron**. It is light.\n\n- one\n- **tw");
  await expect(chat.bubble.locator("strong")).toHaveText("Heron");
  await expect(chat.bubble.locator("li")).toHaveText(["one", "tw"]);
  const first = await chat.bubble.locator("p").first().elementHandle();
  await model.say("o**\n\nAll [of them](https://shop.example/boots");
  await expect(chat.bubble).toContainText("All of them");
  await expect(chat.bubble).not.toContainText("https");
  expect(await chat.bubble.locator("p").first().evaluate((now, before) => now === before, first), "what is settled stays").toBe(true);
  await model.say(") keep dry. Do");
  await expect(chat.bubble).toContainText("keep dry. Do");
  await expect(chat.bot).toHaveCount(1);
  await expect(chat.visitor.last()).toHaveAttribute("data-state", /sent|delivered/);
  const said = await chat.visitor.locator('[part~="bubble"]').last().boundingBox();
  const shift = async () => said.y - (await chat.visitor.locator('[part~="bubble"]').last().boundingBox()).y;
  const before = await chat.bubble.boundingBox();
  await model.say(" ask.");
  await model.finish();
  await expect(chat.bubble).toHaveCount(0);
  await expect(chat.bot).toHaveCount(1);
  await expect(chat.bot.getByRole("link")).toHaveAttribute("href", "https://shop.example/boots");
  await expect(chat.send).toBeVisible();
  const after = await chat.bot.locator('[part~="bubble"]').boundingBox();
  // Where it stands from the end of what the visitor said; the log may have followed a line that is new.
  expect(after.x - before.x, "the bubble does not jump").toBeCloseTo(0, 0);
  expect(after.y - before.y + (await shift()), "the bubble does not jump").toBeCloseTo(0, 0);
  const heard = (await announced(page)).map(({ text }) => text).join("\n").split("\n").filter((line) => line !== "Sent" && line !== "Delivered");
  expect(heard).toEqual(["Take the Heron. It is light.", "one", "two", "All of them keep dry.", "Do ask."]);
});

test("who stops keeps what was said, and Escape and the end of the answer take nothing from who writes", async ({ page, server, model }) => {
  const chat = await asking(page, server, model);
  await model.say("As far as ");
  await expect(chat.bubble).toHaveText("As far as");
  await chat.input.fill("A draft");
  await page.keyboard.press("Escape");
  await expect(chat.window).toBeHidden();
  await chat.launcher.click();
  await model.say("this.");
  await expect(chat.bubble).toHaveText("As far as this.");
  await expect(chat.input).toHaveValue("A draft");
  await chat.stop.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator('[part~="message-notice"]')).toHaveText("You stopped this answer.");
  await expect.poll(() => model.isLeft).toBe(true);
  expect(await chat.texts(chat.bot)).toEqual(["As far as this."]);
  await expect(chat.bubble).toHaveCount(0);
  await expect(chat.send).toBeVisible();
  expect(await focusedPart(page)).toContain("input");
  await expect(chat.input).toHaveValue("A draft");
  model.forget();
  await page.keyboard.press("Enter");
  await model.say("Yes.");
  expect(model.told.map(({ content }) => content)).toEqual(["Which boots?", "As far as this.", "A draft"]);
  await model.finish();
  await expect(chat.bot).toHaveCount(2);
});

test("who stops an answer that ends meanwhile does not stop the next one", async ({ page, server, model }) => {
  const chat = await asking(page, server, model);
  await model.say("The first.");
  await expect(chat.bubble).toHaveText("The first.");
  await chat.input.fill("And boots for snow?");
  await page.keyboard.press("Enter");
  await expect(chat.visitor).toHaveCount(2);
  // A slow line: the press comes when that answer is over and the next one is being made.
  let [press, pressed] = [() => {}, undefined];
  const comes = new Promise((done) => (press = done));
  await page.route("**/stop", async (route) => {
    pressed = route.request().postDataJSON();
    await comes;
    await route.continue();
  });
  await chat.stop.click();
  await expect.poll(() => pressed?.in_reply_to).toMatch(/^[0-9a-f-]{36}$/);
  await model.finish();
  await model.say("The second");
  await expect(chat.bubble).toHaveText("The second");
  const heard = page.waitForResponse("**/stop");
  press();
  expect((await heard).status()).toBe(204);
  await model.say(" goes on.");
  await expect(chat.bubble).toHaveText("The second goes on.");
  expect(model.isLeft).toBe(false);
  await page.unroute("**/stop");
  await chat.stop.click();
  await expect(page.locator('[part~="message-notice"]')).toHaveText("You stopped this answer.");
  await expect.poll(() => model.isLeft).toBe(true);
  expect(await chat.texts(chat.bot)).toEqual(["The first.", "The second goes on."]);
});

test("another tab sees the same, a reload shows it from its beginning, and the end stands there once", async ({ page, server, model, context }) => {
  const chat = await asking(page, server, model);
  await model.say("One. ");
  await expect(chat.bubble).toHaveText("One.");
  await page.reload();
  await chat.reopened();
  await model.say("Two. ");
  await expect(chat.bubble).toHaveText("One. Two.");
  const other = await context.newPage();
  await other.goto(`${server.origin}/`);
  const second = new Chat(other);
  await second.reopened();
  await expect(other.locator(".growing [part~=bubble]")).toHaveText("One. Two.");
  model.breakOff();
  for (const one of [chat, second]) {
    await one.page.bringToFront();
    await expect(one.page.locator('[part~="message-notice"]')).toHaveText("The answer broke off here. You can ask again.");
    expect(await one.texts(one.bot)).toEqual(["One. Two."]);
    await expect(one.page.locator(".growing")).toHaveCount(0);
  }
});

test("who reads further up is not taken to the end, and who is there stays there", async ({ page, server, model }) => {
  const chat = await asking(page, server, model);
  const lines = (from) => Array.from({ length: 30 }, (_, nth) => `Line ${from + nth}.\n\n`).join("");
  await model.say(lines(0));
  await expect(chat.bubble).toContainText("Line 29.");
  const gap = () => chat.log.evaluate((log) => Math.round(log.scrollHeight - log.clientHeight - log.scrollTop));
  await expect.poll(gap).toBeLessThan(3);
  await chat.log.evaluate((log) => log.scrollTo(0, 40));
  await expect.poll(() => chat.log.evaluate((log) => log.scrollTop)).toBe(40);
  await model.say(lines(30));
  await expect(chat.bubble).toContainText("Line 59.");
  expect(await chat.log.evaluate((log) => log.scrollTop)).toBe(40);
  await model.finish();
  await expect(chat.bubble).toHaveCount(0);
  expect(await chat.log.evaluate((log) => log.scrollTop)).toBe(40);
});

const SCREENS = [
  ["desktop", { viewport: { width: 1280, height: 800 } }, "light", {}],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, "dark", {}],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, "light", { locale: "ar" }],
];
for (const [screen, use, colorScheme, { locale = "en-GB" }] of SCREENS) {
  test.describe(`${screen} ${colorScheme} ${locale}`, () => {
    // axe is a script in the page; the page's policy would refuse it.
    test.use({ ...use, colorScheme, locale, bypassCSP: true, contextOptions: { reducedMotion: "reduce" } });

    test(`an answer that is being made is clean: ${screen}, ${colorScheme}, ${locale}`, async ({ page, server, model }) => {
      await page.addInitScript((locale) => {
        if (locale === "ar") addEventListener("DOMContentLoaded", () => document.documentElement.setAttribute("dir", "rtl"));
        if (locale === "ar") addEventListener("DOMContentLoaded", () => document.documentElement.setAttribute("lang", "ar"));
      }, locale);
      const chat = await asking(page, server, model);
      await model.say("For wet ground take the **Heron**: it is light and keeps dry.\n\n- Size up by *one*\n- Wax them\n\nAnd for snow the **Os");
      await expect(chat.bubble).toContainText("for snow the Os");
      await expect(page.locator(".stop")).toBeVisible();
      await page.screenshot({ path: `${FOLDER}${screen}-${colorScheme}-streaming-${locale}.png`, animations: "disabled" });
      const { violations } = await new AxeBuilder({ page }).include("parlour-chat").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
      await model.finish();
      await expect(chat.bubble).toHaveCount(0);
      await page.screenshot({ path: `${FOLDER}${screen}-${colorScheme}-streamed-${locale}.png`, animations: "disabled" });
    });
  });
}
