// What lies over the page or the window ends with it, and leads back step by step: a picture, then the window.
import { go, openGallery } from "./stage/gallery.mjs";
import { expect, test } from "./stage/test.mjs";

const enlarged = (page) => page.locator("dialog.light[open]");

async function enlarge(page, server) {
  const chat = await openGallery(page, server);
  await go(chat, "Pictures and sound");
  await chat.log.locator("[data-kind=image] button").first().click();
  await expect(enlarged(page)).toBeVisible();
  return chat;
}

/** Whether a press on the page's own first link would reach it. */
const isPageInReach = (page) =>
  page.evaluate(() => {
    const link = document.querySelector("main a, header a:not(.skip)");
    link.scrollIntoView();
    const { x, y, width, height } = link.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === link;
  });

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });

  test("Back closes the picture, and the next Back the window, and the page is within reach", async ({ page, server }) => {
    const chat = await enlarge(page, server);
    await page.evaluate(() => history.back());
    await expect(enlarged(page)).toHaveCount(0);
    await expect(chat.window).toBeVisible();
    await page.evaluate(() => history.back());
    await expect(chat.window).toBeHidden();
    await chat.launcher.click();
    await expect(chat.window).toBeVisible();
  });
});

for (const verb of ["close", "hide"]) {
  test(`a page that calls ${verb}() takes the picture away with the window`, async ({ page, server }) => {
    const chat = await enlarge(page, server);
    await page.evaluate((verb) => window.Parlour(verb), verb);
    await expect(chat.window).toBeHidden();
    await expect(enlarged(page)).toHaveCount(0);
    expect(await isPageInReach(page)).toBe(true);
    await page.evaluate(() => window.Parlour("open"));
    await expect(chat.window).toBeVisible();
    await expect(enlarged(page)).toHaveCount(0);
  });
}

test("a chat that is moved in the page leaves no picture behind, and enlarges it again", async ({ page, server }) => {
  const chat = await enlarge(page, server);
  await page.evaluate(() => document.querySelector("main").append(document.querySelector("parlour-chat")));
  await expect(page.locator("dialog.light")).toBeHidden();
  await chat.log.locator("[data-kind=image] button").first().click();
  await expect(enlarged(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(enlarged(page)).toHaveCount(0);
});

test("Escape closes the menu before the window, wherever the focus is", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  await page.locator('[part~="menu"]').click();
  await expect(page.getByRole("menu")).toBeVisible();
  await chat.input.focus();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(chat.window).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(chat.window).toBeHidden();
});

test("a menu ends with the window", async ({ page, server }) => {
  const chat = await openGallery(page, server);
  const button = page.locator('[part~="menu"]');
  await button.click();
  await expect(page.getByRole("menu")).toBeVisible();
  await page.evaluate(() => window.Parlour("close"));
  await expect(chat.window).toBeHidden();
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await page.evaluate(() => window.Parlour("open"));
  await expect(chat.window).toBeVisible();
  await expect(page.getByRole("menu")).toHaveCount(0);
});
