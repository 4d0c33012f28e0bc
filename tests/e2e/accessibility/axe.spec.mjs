// axe, in every state and content type, on both screens, in both colour schemes and directions.
import AxeBuilder from "@axe-core/playwright";
import { openGallery } from "../stage/gallery.mjs";
import { LIFE, life } from "../stage/life.mjs";
import { STATES, walk } from "../stage/states.mjs";
import { expect, test } from "../stage/test.mjs";

// axe is a script in the page; the page's policy would refuse it. Only these specs lift it.
test.use({ bypassCSP: true });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SCREENS = [
  ["desktop", { viewport: { width: 1280, height: 800 } }],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
];

/** What depends on colours, and is looked at again in the other scheme; buttons, as every state has one to pass. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block", "button-name"] };

async function findings(page, { whole = false, only = { type: "tag", values: RULES } } = {}) {
  // Frames of this page have its own origin; without the legacy mode each look opens a page of its own besides.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ runOnly: only, resultTypes: ["violations"] });
  const { violations, passes } = await (whole ? axe : axe.include("parlour-chat")).analyze();
  // An answer about nothing would be clean too.
  expect(passes.length).toBeGreaterThan(only === COLOURS ? 0 : 5);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

for (const [screen, use] of SCREENS) {
  for (const direction of ["ltr", "rtl"]) {
    test.describe(`${screen} ${direction}`, () => {
      test.use(use);

      test(`axe finds nothing in any state, light or dark: ${screen}, ${direction}`, async ({ page, server }) => {
        test.setTimeout(180_000);
        await page.emulateMedia({ reducedMotion: "reduce" });
        const chat = await openGallery(page, server, { page: direction === "rtl" ? { dir: "rtl" } : {} });
        const found = [];
        const seen = [];
        const grounds = new Set();
        await walk(chat, async (state) => {
          seen.push(state);
          // The way to a state is the longer part: both schemes are looked at once it is reached.
          for (const [colorScheme, only] of [["light"], ["dark", COLOURS]]) {
            await page.emulateMedia({ colorScheme });
            grounds.add(`${colorScheme} ${await chat.window.evaluate((element) => getComputedStyle(element).backgroundColor)}`);
            for (const finding of await findings(page, { only })) found.push(`${state}, ${colorScheme}: ${finding}`);
          }
        });
        expect(found).toEqual([]);
        expect(seen).toEqual(STATES.map(([name]) => name));
        // Each scheme has one ground, and they differ: else dark was not looked at.
        expect(grounds.size).toBe(2);
        expect(new Set([...grounds].map((ground) => ground.split(" ").slice(1).join(" "))).size).toBe(2);
      });
    });
  }
}

/** Both schemes and both directions, each of the four together once; the screens in turn. */
const LIVES = [
  [...SCREENS[0], "light", {}],
  [...SCREENS[0], "dark", { locale: "ar", dir: "rtl" }],
  [...SCREENS[1], "light", { locale: "ar", dir: "rtl" }],
  [...SCREENS[1], "dark", {}],
];

for (const [screen, use, colorScheme, languages] of LIVES) {
  test.describe(`life ${screen} ${colorScheme}`, () => {
    test.use({ ...use, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test(`axe finds nothing from the teaser to the end: ${screen}, ${colorScheme}, ${languages.dir ?? "ltr"}`, async ({ page, desk }) => {
      test.setTimeout(150_000);
      const found = [];
      const seen = [];
      for await (const { name, page: now } of life(page, desk, languages)) {
        seen.push(name);
        for (const finding of await findings(now)) found.push(`${name}: ${finding}`);
      }
      expect(found).toEqual([]);
      expect(seen.toSorted()).toEqual(LIFE.toSorted());
    });
  });
}

test("axe finds nothing on the page while the chat is closed", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  expect(await findings(page, { whole: true })).toEqual([]);
});

test("axe finds nothing on the page around an open chat", async ({ page, chat }) => {
  await chat.open();
  expect(await findings(page, { whole: true })).toEqual([]);
});
