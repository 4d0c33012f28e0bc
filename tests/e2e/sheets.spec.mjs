// What stands between the transcript and the text box (consent, the form before the chat, the end) is reached whole,
// however long it is and however small the window.
import { agent } from "./stage/desk.mjs";
import { expect, test } from "./stage/manned.mjs";
import { own } from "./stage/own.mjs";

const SENTENCE = "We keep what you write for thirty days and show it to nobody but our order desk. ";
const LONG = SENTENCE.repeat(Math.ceil(1_500 / SENTENCE.length)).slice(0, 1_500);
const ASKING = { consent: "required", privacy: { text: LONG, url: "https://shop.example/privacy" }, storage: "none" };

/** Puts the chat into the page, as wide and high as this. */
const inline = (page, width, height) =>
  page.evaluate(({ width, height }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`parlour-chat { position: fixed; inset: 0 auto auto 0; inline-size: ${width}px; block-size: ${height}px }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, { width, height });

const seen = (chat) => chat.page.evaluate(() => ({ height: visualViewport.height, top: visualViewport.offsetTop }));

/** Whether all of `control` is seen, within the window and the screen, and a press in its middle would meet it. */
async function isReached(chat, control) {
  const { height, top } = await seen(chat);
  return control.evaluate((node, { height, top }) => {
    const root = node.getRootNode();
    const room = root.querySelector("[part~=window]").getBoundingClientRect();
    const box = node.getBoundingClientRect();
    const isWithin = box.top >= Math.max(room.top, top) && box.bottom <= Math.min(room.bottom, top + height) + 0.5;
    return box.height > 0 && isWithin && node.contains(root.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2));
  }, { height, top });
}

const press = (chat, name) => chat.window.getByRole("button", { name, exact: true });

/** The question is read to its end, answered, and nothing else of the window was pushed out for it. */
async function answersConsent(chat) {
  await expect(press(chat, "Agree")).toBeVisible();
  // While the window opens, nothing is where it will be.
  await chat.window.evaluate((window) => Promise.all(window.getAnimations({ subtree: true }).map(({ finished }) => finished)));
  for (const name of ["Agree", "Decline"]) expect(await isReached(chat, press(chat, name)), name).toBe(true);
  expect(await isReached(chat, chat.input), "text box").toBe(true);
  const header = await chat.window.locator("#title").boundingBox();
  const link = chat.window.getByRole("link", { name: /shop\.example/ });
  await link.scrollIntoViewIfNeeded();
  expect(await isReached(chat, link), "link").toBe(true);
  await press(chat, "Decline").focus();
  expect(await chat.window.locator("#title").boundingBox()).toEqual(header);
  expect(await chat.window.evaluate((window) => window.scrollTop)).toBe(0);
  await press(chat, "Agree").click();
  await chat.greeted();
}

test.describe("on a large screen", () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test("a long question for consent can be read and answered", async ({ page, server }) => {
    const chat = await own(page, server, ASKING);
    await chat.launcher.click();
    await answersConsent(chat);
  });

  test("a long question for consent can be read and answered in a small piece of the page", async ({ page, server }) => {
    const chat = await own(page, server, ASKING);
    await inline(page, 340, 360);
    await page.evaluate(() => document.querySelector("parlour-chat").setAttribute("mode", "inline"));
    await answersConsent(chat);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a long question for consent can be read and answered above the keyboard", async ({ page, server }) => {
    const chat = await own(page, server, ASKING);
    await chat.launcher.tap();
    await chat.input.tap();
    await page.evaluate(() => {
      const seen = window.visualViewport;
      Object.defineProperty(seen, "height", { configurable: true, get: () => 380 });
      Object.defineProperty(seen, "offsetTop", { configurable: true, get: () => 12 });
      seen.dispatchEvent(new Event("resize"));
    });
    await expect.poll(async () => (await chat.window.boundingBox()).height).toBe(380);
    await answersConsent(chat);
  });
});

test.describe("a bot that asks how it was", () => {
  test.use({ change: { from: "uploads = true\n", to: "uploads = true\nrating = true\n" } });

  test("the way to another conversation is reached below the rating in a small piece of the page", async ({ page, server, chat }) => {
    await inline(page, 340, 360);
    await page.evaluate(() => document.querySelector("parlour-chat").setAttribute("mode", "inline"));
    await chat.greeted();
    await chat.choices.first().click();
    await expect(chat.notice).toHaveText("You are next.");
    await agent(server, page, "take", { agent: { name: "Maya" } });
    await agent(server, page, "end");
    await chat.window.getByRole("button", { name: "4 stars" }).click();
    await expect(press(chat, "Send rating")).toBeVisible();
    for (const name of ["Send rating", "Start a new conversation"]) {
      await press(chat, name).focus();
      expect(await isReached(chat, press(chat, name)), name).toBe(true);
      expect(await chat.window.evaluate((window) => window.scrollTop), name).toBe(0);
    }
    await press(chat, "Start a new conversation").click();
    await chat.greeted();
  });
});
