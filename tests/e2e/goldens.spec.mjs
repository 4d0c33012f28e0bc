// A kept picture of the window in each state. `PARLOUR_BLESS=1` draws them anew; look at each before keeping it.
import { openGallery } from "./stage/gallery.mjs";
import { walk } from "./stage/states.mjs";
import { expect, test } from "./stage/test.mjs";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Screen, what is looked at on it, and the page's direction. Each state is on one of them at least. */
const SETS = [
  ["desktop-light", { ...DESKTOP, colorScheme: "light" }, /^(?!hard|several|date|picture-|places|form$)/, {}],
  ["desktop-dark", { ...DESKTOP, colorScheme: "dark" }, /^(greeting|text|code|cards|form-with|refused)/, {}],
  ["desktop-arabic", { ...DESKTOP, colorScheme: "light" }, /^(greeting|cards|directions|offline)/, { "data-locale": "ar" }],
  ["phone-light", { ...PHONE, colorScheme: "light" }, /^(greeting|text|pictures|hard|several|date|refused)/, {}],
  ["phone-dark", { ...PHONE, colorScheme: "dark" }, /^(greeting|code|picture-enlarged|offline)/, {}],
];

/** What differs from day to day: times, days, and what is played. */
async function settle(page) {
  await page.evaluate(async () => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    for (const time of root.querySelectorAll("time")) time.firstChild.data = "12:34";
    for (const day of root.querySelectorAll('[part="day"] span')) day.firstChild.data = "1 May";
    // A lazy picture out of sight is never fetched.
    const late = new Promise((done) => setTimeout(done, 500));
    await Promise.all([...root.querySelectorAll("img")].map((image) => Promise.race([image.decode().catch(() => {}), late])));
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

for (const [set, use, which, attributes] of SETS) {
  test.describe(set, () => {
    test.use(use);

    test(`the window looks as it is kept, ${set}`, async ({ page, server }) => {
      test.setTimeout(150_000);
      await page.emulateMedia({ reducedMotion: "reduce" });
      const chat = await openGallery(page, server, { attributes });
      // A font of every Linux, so that lines break where they did.
      await page.evaluate(() => document.querySelector("parlour-chat").style.setProperty("--parlour-font", '"DejaVu Sans"'));
      await walk(chat, async (state) => {
        if (!which.test(state)) return;
        await settle(page);
        const isOver = state === "picture-enlarged";
        await expect.soft(isOver ? page : chat.window).toHaveScreenshot(`${set}-${state}.png`, {
          mask: isOver ? [] : [page.locator('audio, video, input[type=date], [data-kind="big"]')],
          maskColor: "#888",
        });
      });
    });
  });
}
