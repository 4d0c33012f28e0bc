// A conversation that has ended is rated where the bot asks, and a rating is called by what is asked.
import AxeBuilder from "@axe-core/playwright";
import { fileURLToPath } from "node:url";
import { agent } from "./stage/desk.mjs";
import { expect, test as base } from "./stage/manned.mjs";

/** Where pictures to be looked at go. */
const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const ASKED = "How was this conversation?";

const test = base.extend({
  change: [{ from: "uploads = true\n", to: "uploads = true\nrating = true\n" }, { option: true }],
});

const stars = (chat) => chat.window.getByRole("group", { name: ASKED });
const star = (chat, n) => stars(chat).getByRole("button", { name: n === 1 ? "1 star" : `${n} stars`, exact: true });
const again = (chat) => chat.window.getByRole("button", { name: "Start a new conversation" });
const rated = (page) => page.waitForResponse((response) => response.request().method() === "PUT" && response.url().endsWith("/rating"));

/** A person came and said goodbye. */
async function end(server, page, chat) {
  await chat.open();
  await chat.choices.first().click();
  await expect(chat.notice).toHaveText("You are next.");
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await agent(server, page, "end");
  await expect(again(chat)).toBeVisible();
}

test("an ended conversation is rated by one press, which may be changed and explained", async ({ page, server, chat }) => {
  await end(server, page, chat);
  await expect(stars(chat)).toBeVisible();
  await expect(chat.window.getByRole("heading", { name: ASKED })).toBeVisible();
  const first = rated(page);
  await star(chat, 4).click();
  expect((await first).status()).toBe(204);
  await expect(star(chat, 4)).toHaveAttribute("aria-pressed", "true");
  await expect(chat.window.locator(".thanks")).toHaveText("Thank you for your feedback.");
  const second = rated(page);
  await star(chat, 2).click();
  await second;
  await chat.window.getByLabel("Anything you would like to add?").fill("I waited for long.");
  const whole = rated(page);
  await chat.window.getByRole("button", { name: "Send rating" }).click();
  expect((await whole).request().postDataJSON()).toEqual({ grade: 2, comment: "I waited for long." });
  await expect(chat.window.getByRole("button", { name: "Send rating" })).toBeHidden();
  for (const row of await server.report()) {
    expect(row.conversation_rating).toEqual({ grade: 2, comment: "I waited for long." });
  }

  await page.reload();
  await chat.reopened();
  await expect(star(chat, 2)).toHaveAttribute("aria-pressed", "true");
  await again(chat).click();
  await chat.greeted();
  await expect(stars(chat)).toHaveCount(0);
});

test("a rating that does not arrive is not shown as given, and says so", async ({ page, server, chat }) => {
  await end(server, page, chat);
  await page.route("**/rating", (route) => route.abort(), { times: 1 });
  await star(chat, 5).click();
  await expect(chat.window.locator(".thanks")).toHaveText("Not sent: the chat could not be reached.");
  await expect(star(chat, 5)).toHaveAttribute("aria-pressed", "false");
  await star(chat, 5).click();
  await expect(chat.window.locator(".thanks")).toHaveText("Thank you for your feedback.");
  await expect(star(chat, 5)).toHaveAttribute("aria-pressed", "true");
});

test("a rating is given by keyboard alone", async ({ page, server, chat }) => {
  await end(server, page, chat);
  await star(chat, 1).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(star(chat, 3)).toBeFocused();
  const given = rated(page);
  await page.keyboard.press("Enter");
  expect((await given).request().postDataJSON().grade).toBe(3);
  await expect(star(chat, 3)).toBeFocused();
});

test("the focus stays with the rating when it was sent", async ({ page, server, chat }) => {
  await end(server, page, chat);
  await star(chat, 4).press("Enter");
  await chat.window.getByLabel("Anything you would like to add?").fill("Quick.");
  const whole = rated(page);
  await chat.window.getByRole("button", { name: "Send rating" }).press("Enter");
  await whole;
  await expect(chat.window.getByRole("button", { name: "Send rating" })).toBeHidden();
  await expect(star(chat, 4)).toBeFocused();
});

test.describe("looked at", () => {
  test.use({ bypassCSP: true });
  for (const [name, screen] of [
    ["desktop-light", { colorScheme: "light" }],
    ["phone-dark", { colorScheme: "dark", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ]) {
    test.describe(name, () => {
      test.use(screen);
      test(`the rating at the end is whole and axe finds nothing: ${name}`, async ({ page, server, chat }) => {
        await end(server, page, chat);
        await star(chat, 4).click();
        await expect(chat.window.getByRole("button", { name: "Send rating" })).toBeVisible();
        for (const tag of ["en", "ar"]) {
          await page.evaluate((tag) => (document.querySelector("parlour-chat").locale = tag), tag);
          await expect(chat.window).toHaveAttribute("lang", tag);
          await page.screenshot({ path: `${FOLDER}ended-${name}-${tag}.png`, animations: "disabled" });
          const { violations } = await new AxeBuilder({ page }).include("parlour-chat").analyze();
          expect(violations.map(({ id }) => id)).toEqual([]);
        }
      });
    });
  }
});

test.describe("a bot that does not ask", () => {
  test.use({ change: { from: "", to: "" } });

  test("is not rated, and the server is not asked", async ({ page, server, chat }) => {
    const paths = [];
    page.on("request", (request) => paths.push(new URL(request.url()).pathname));
    await end(server, page, chat);
    await page.waitForTimeout(500);
    await expect(stars(chat)).toHaveCount(0);
    expect(paths.filter((path) => path.endsWith("/rating"))).toEqual([]);
  });
});

test.describe("a bot's own question", () => {
  test.use({
    flow: `
name = "Boots"
fallback = 1
[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "Hello.", suggested_replies = ["Rate"] }]
connection = [{ any_of = "rate", to = "rate" }]
[[module]]
id = 2
name = "rate"
type = "rating"
say = ["Thank you.", "How was the *boot*?"]
[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`,
  });

  test("names the group of its grades", async ({ chat }) => {
    await chat.open();
    await chat.choices.first().click();
    await expect(chat.window.getByRole("group", { name: "How was the boot?", exact: true })).toBeVisible();
  });
});
