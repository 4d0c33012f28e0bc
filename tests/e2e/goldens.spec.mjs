// A kept picture of the window in each state. `PARLOUR_BLESS=1` draws them anew; look at each before keeping it.
import { openGallery } from "./stage/gallery.mjs";
import { life } from "./stage/life.mjs";
import { walk } from "./stage/states.mjs";
import { expect, test } from "./stage/test.mjs";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const ARABIC = { locale: "ar", dir: "rtl" };

/** Screen, what is looked at on it, and the page's direction. Each state of what a bot says is on one of them at least. */
const SETS = [
  ["desktop-light", { ...DESKTOP, colorScheme: "light" }, /^(?!hard|several|date|picture-|places)/, {}],
  ["desktop-dark", { ...DESKTOP, colorScheme: "dark" }, /^(greeting|text|code|cards|places|form|your-place|rating-at|refused)/, {}],
  ["desktop-arabic", { ...DESKTOP, colorScheme: "light" }, /^(greeting|cards|directions|rating-at|offline)/, { "data-locale": "ar" }],
  ["phone-light", { ...PHONE, colorScheme: "light" }, /^(greeting|text|pictures|hard|several|date|your-place|rating-at|refused)/, {}],
  ["phone-dark", { ...PHONE, colorScheme: "dark" }, /^(greeting|code|picture|offline)/, {}],
];

/** Screen and languages of a chat's life: each state of it is on all four. */
const LIVES = [
  ["desktop-light", { ...DESKTOP, colorScheme: "light" }, {}],
  ["desktop-dark", { ...DESKTOP, colorScheme: "dark" }, ARABIC],
  ["phone-light", { ...PHONE, colorScheme: "light" }, ARABIC],
  ["phone-dark", { ...PHONE, colorScheme: "dark" }, {}],
];

/** A font of every Linux, so that lines break where they did, and no page behind the launcher. */
const dress = (page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('parlour-chat { --parlour-font: "DejaVu Sans" } body > :not(parlour-chat) { visibility: hidden }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });

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

/** Around what stands in the page's corner: shadows, and the badge, lie outside of it. */
async function around(parts) {
  const MARGIN = 16;
  const boxes = await Promise.all((await parts.all()).map((part) => part.boundingBox()));
  const edge = (least, of) => least(...boxes.map(of));
  const [x, y] = [edge(Math.min, (box) => box.x) - MARGIN, edge(Math.min, (box) => box.y) - MARGIN];
  const [right, bottom] = [edge(Math.max, (box) => box.x + box.width), edge(Math.max, (box) => box.y + box.height)];
  return { x, y, width: right - x + MARGIN, height: bottom - y + MARGIN };
}

test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const [set, use, which, attributes] of SETS) {
  test.describe(set, () => {
    test.use(use);

    test(`the window looks as it is kept, ${set}`, async ({ page, server }) => {
      test.setTimeout(150_000);
      const chat = await openGallery(page, server, { attributes });
      await dress(page);
      await walk(chat, async (state) => {
        await settle(page);
        const isOver = state === "picture-enlarged";
        await expect.soft(isOver ? page : chat.window).toHaveScreenshot(`${set}-${state}.png`, {
          mask: isOver ? [] : [page.locator('audio, video, input[type=date], [data-kind="big"]')],
          maskColor: "#888",
        });
      }, which);
    });
  });
}

for (const [set, use, languages] of LIVES) {
  test.describe(`${set} life`, () => {
    test.use(use);

    test(`a chat looks as it is kept from the teaser to its end, ${set}`, async ({ page, desk }) => {
      test.setTimeout(150_000);
      for await (const { name, page: now, parts } of life(page, desk, { ...languages, dress })) {
        await settle(now);
        const file = ["life", `${set}-${name}.png`];
        const where = now.locator(parts);
        if (/launcher/.test(parts)) await expect.soft(now).toHaveScreenshot(file, { clip: await around(where) });
        else await expect.soft(where).toHaveScreenshot(file);
      }
    });
  });
}
