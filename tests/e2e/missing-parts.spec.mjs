// A part of the window that does not come: it is said where the part would stand, and asked for again.
import { Chat } from "./stage/chat.mjs";
import { openGallery } from "./stage/gallery.mjs";
import { announced, listenToAnnouncer } from "./stage/heard.mjs";
import { own } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

const SENTENCE = "This could not be loaded.";
const PRIVACY = { text: "We keep what you write for 30 days.", url: "https://shop.example/privacy", version: "2026-05" };
const again = (chat) => chat.window.getByRole("button", { name: "Try again" });

/** Lets no file of this part through; what it returns lets them through again. */
async function without(page, part) {
  const files = `**/parts/${part}.js*`;
  await page.route(files, (route) => route.abort());
  return () => page.unroute(files);
}

/** The line is there, and pressing it is of use once the part can be had. */
async function comesAtLast(page, chat, part, there, comeBack) {
  await expect(chat.window.getByText(SENTENCE).filter({ visible: true }).first()).toBeVisible();
  expect((await announced(page)).map(({ text }) => text).join()).toContain(SENTENCE);
  const asked = page.waitForEvent("requestfailed", (request) => request.url().includes(`/parts/${part}.js`));
  await again(chat).press("Enter");
  await asked;
  await expect(chat.window.getByText(SENTENCE).filter({ visible: true }).first()).toBeVisible();
  await expect(again(chat)).toBeFocused();
  await comeBack();
  await again(chat).press("Enter");
  await expect(there).toBeVisible();
  await expect(again(chat)).toBeHidden();
  // The button that was pressed is gone; who pressed it is still in the window.
  await expect.poll(() => page.evaluate(() => document.activeElement.localName)).toBe("parlour-chat");
}

test.beforeEach(({ page }) => listenToAnnouncer(page));

for (const [part, name, control] of [["date", "Date", "Choose a date"], ["form", "Form", "Name"], ["location", "Your place", "Share my location"]]) {
  test(`a control (${part}) that does not come is said to be missing, and comes when asked for again`, async ({ page, server }) => {
    const comeBack = await without(page, part);
    const chat = await openGallery(page, server);
    await chat.say(name);
    const there = chat.log.locator(".ask").getByText(control).or(chat.log.getByLabel(control)).or(chat.log.getByRole("button", { name: control })).first();
    await comesAtLast(page, chat, part, there, comeBack);
  });
}

for (const [part, name, choice, there] of [["rating", "Rating", "5", ".stars"], ["select", "Several options", undefined, ".tick"], ["rich", "Cards", undefined, ".carousel ul, [part~=card] img"]]) {
  test(`what stands in for ${part} is of use, and the part comes with the next opening`, async ({ page, server }) => {
    const comeBack = await without(page, part);
    const chat = await openGallery(page, server);
    const failed = page.waitForEvent("requestfailed", (request) => request.url().includes(`/parts/${part}.js?`));
    await chat.say(name);
    await failed;
    if (choice) await expect(chat.choices.filter({ hasText: choice })).toBeEnabled();
    await expect(again(chat)).toBeHidden();
    await comeBack();
    await chat.close.click();
    await chat.launcher.click();
    await expect(chat.log.locator(there).first()).toBeVisible();
  });
}

test("what is missing is asked for again when the network is back", async ({ page, server }) => {
  const comeBack = await without(page, "form");
  const chat = await openGallery(page, server);
  await chat.say("Form");
  await expect(again(chat)).toBeVisible();
  await comeBack();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(chat.log.locator(".ask")).toBeVisible();
  await expect(again(chat)).toBeHidden();
});

test("the question for consent that does not come can be asked for again, and answered", async ({ page, server }) => {
  const comeBack = await without(page, "agreement");
  const chat = await own(page, server, { consent: "required", privacy: PRIVACY });
  await chat.launcher.click();
  await expect(chat.window.getByText(PRIVACY.text)).toBeVisible();
  const agree = chat.window.getByRole("button", { name: "Agree" });
  await comesAtLast(page, chat, "agreement", agree, comeBack);
  await agree.click();
  await chat.greeted();
});

test("the form before the chat that does not come is not said to be connecting for ever", async ({ page, server }) => {
  const comeBack = await without(page, "prechat");
  const chat = await own(page, server, { preChat: [{ name: "name", required: true }] });
  await chat.launcher.click();
  await expect(again(chat)).toBeVisible();
  await expect(chat.window.getByText("Connecting…").filter({ visible: true })).toHaveCount(0);
  await comesAtLast(page, chat, "prechat", chat.window.getByRole("button", { name: "Start chat" }), comeBack);
});

test("a menu that does not come is closed, is said to be missing, and comes with the next press", async ({ page, server }) => {
  const comeBack = await without(page, "menu");
  const chat = await openGallery(page, server);
  const menu = chat.window.getByRole("button", { name: "More options" });
  const failed = page.waitForEvent("requestfailed", (request) => request.url().includes("/parts/menu.js?"));
  await menu.click();
  await failed;
  await expect(menu).toHaveAttribute("aria-expanded", "false");
  expect((await announced(page)).map(({ text }) => text).join()).toContain(SENTENCE);
  await comeBack();
  await menu.click();
  await expect(chat.window.getByRole("menuitem").first()).toBeFocused();
});

test("a file that waits for its part is sent when the part comes, with the next file or by asking again", async ({ page, server }) => {
  const file = (name) => ({ name, mimeType: "text/plain", buffer: Buffer.from("torn at the hem") });
  const comeBack = await without(page, "upload");
  await page.goto(`${server.origin}/pages/gallery/inline.html`);
  const chat = new Chat(page);
  await chat.greeted();
  const pick = page.locator('input[type="file"]');
  await pick.setInputFiles(file("one.txt"));
  await expect(again(chat)).toBeVisible();
  await comeBack();
  await pick.setInputFiles(file("two.txt"));
  await expect(chat.window.locator('.files [data-state="ready"]')).toHaveCount(2);
  await expect(again(chat)).toBeHidden();
});

test("a file whose part does not come is said to be missing beside the text box", async ({ page, server }) => {
  const comeBack = await without(page, "upload");
  await page.goto(`${server.origin}/pages/gallery/inline.html`);
  const chat = new Chat(page);
  await chat.greeted();
  await page.locator('input[type="file"]').setInputFiles({ name: "one.txt", mimeType: "text/plain", buffer: Buffer.from("torn") });
  await comesAtLast(page, chat, "upload", chat.window.locator('.files [data-state="ready"]'), comeBack);
});
