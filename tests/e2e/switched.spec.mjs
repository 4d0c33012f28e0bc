// Another language while the chat is there: nothing that was drawn before stays in the old one.
import { instead } from "./stage/instead.mjs";
import { own } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

const speak = (chat, tag) => chat.host.evaluate((host, tag) => (host.locale = tag), tag);

test("the form before the chat is named in the language of now, but for what the page named", async ({ page, server }) => {
  const chat = await own(page, server, { preChat: [{ name: "name" }, { name: "email" }, { name: "order", label: "Order number" }] });
  await chat.launcher.click();
  await expect(chat.window.getByLabel("Name")).toBeVisible();
  await chat.window.getByLabel("Name").fill("Ann");
  await speak(chat, "de");
  await expect(chat.window.getByRole("button", { name: "Chat starten" })).toBeVisible();
  const labels = chat.window.locator(".field > label");
  await expect(labels).toHaveText([/^Name/, /^E-Mail/, /^Order number/]);
  await speak(chat, "fr");
  await expect(labels).toHaveText([/^Nom/, /mail/i, /^Order number/]);
  await expect(chat.window.getByLabel("Nom")).toHaveValue("Ann");
});

test("another conversation is begun in the language of then", async ({ page, chat }) => {
  const locales = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/session")) locales.push(request.postDataJSON().locale);
  });
  await chat.open();
  await speak(chat, "fr-CA");
  await expect(chat.input).toHaveAttribute("placeholder", "Écrire un message…");
  await page.evaluate(() => window.Parlour("reset"));
  await expect.poll(() => locales).toEqual(["en", "fr-CA"]);
  await chat.greeted();
  await speak(chat, "auto");
  await expect(chat.close).toHaveAccessibleName("Close chat");
  await page.evaluate(() => window.Parlour("reset"));
  await expect.poll(() => locales).toEqual(["en", "fr-CA", "en"]);
});

test("the numbers of a rating are written as the language writes them", async ({ page, chat }) => {
  await chat.open();
  await instead(page, [{ type: "rating", text: "How likely?", min: 1, max: 10 }]);
  await chat.say("Ask me");
  const grades = chat.window.getByRole("group", { name: "How likely?" }).getByRole("button");
  await expect(grades).toHaveText(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  await speak(chat, "fa");
  await expect(grades).toHaveText(["۱", "۲", "۳", "۴", "۵", "۶", "۷", "۸", "۹", "۱۰"]);
  await grades.nth(6).click();
  await expect(chat.visitor.last()).toContainText("7");
});

test("cards are walked through in the direction of the language of now", async ({ page, chat }) => {
  await chat.open();
  const cards = Array.from({ length: 6 }, (_, nth) => ({ title: `Tent ${nth + 1}`, text: "", buttons: [] }));
  await instead(page, [{ type: "card", cards }]);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await chat.say("Show me");
  const track = chat.window.locator(".track");
  const place = chat.window.locator(".way > span");
  await expect(place).toHaveText("1 of 6");
  await chat.window.getByRole("button", { name: "Next" }).click();
  await expect(place).toHaveText("2 of 6");
  await speak(chat, "he");
  await expect.poll(() => track.evaluate((track) => getComputedStyle(track).direction)).toBe("rtl");
  await track.focus();
  await page.keyboard.press("Home");
  await expect(place).toContainText("1");
  // Onwards is to the left now.
  await page.keyboard.press("ArrowLeft");
  await expect(place).toHaveText(/2.*6/);
  await expect.poll(() => track.evaluate((track) => track.scrollLeft)).toBeLessThan(0);
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveText(/1.*6/);
  await chat.window.locator(".way > button").last().click();
  await expect(place).toHaveText(/2.*6/);
});

test("the badge on the launcher is worded anew", async ({ page, chat }) => {
  await chat.open();
  await chat.close.click();
  await page.evaluate(() => window.Parlour("send", "Hello", { silent: true }));
  const badge = page.locator("[part=badge]");
  await expect(badge).toHaveAccessibleName(/unread/);
  await speak(chat, "de");
  await expect(badge).toHaveAccessibleName(/ungelesen/i);
});
