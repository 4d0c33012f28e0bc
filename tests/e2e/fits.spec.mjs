// No sentence is wider than its control, in any language, on the narrowest phones.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "./stage/test.mjs";

const TAGS = readdirSync(fileURLToPath(new URL("../../pkg/words/", import.meta.url)))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));
const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const LOOKED_AT = ["ar", "de", "ja", "th"];
const CONTROLS =
  'button, h2, .connection, [part~="footer"], textarea, [part~="header"], [part~="log"], [part~="notice"], ' +
  '[part~="status"], [part~="composer"], [part~="choices"], [part~="bubble"]';

/** What is wider than its control, or reaches out of the window; and how many controls were measured. */
function measured(page) {
  return page.evaluate((controls) => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    const outer = root.querySelector('[part~="window"]').getBoundingClientRect();
    const pen = document.createElement("canvas").getContext("2d");
    const wide = [];
    let count = 0;
    for (const node of root.querySelectorAll(`[part~="window"] :is(${controls})`)) {
      if (!node.checkVisibility() || node.clientWidth === 0) continue;
      count += 1;
      const name = `${node.getAttribute("part") || node.className || node.tagName}: ${node.textContent.slice(0, 60)}`;
      const box = node.getBoundingClientRect();
      if (node.scrollWidth > node.clientWidth) wide.push(`${name} needs ${node.scrollWidth} of ${node.clientWidth}`);
      if (box.left < outer.left - 1 || box.right > outer.right + 1) wide.push(`${name} leaves the window`);
      if (node.placeholder) {
        const style = getComputedStyle(node);
        pen.font = style.font;
        const room = node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const needs = Math.ceil(pen.measureText(node.placeholder).width);
        if (needs > room) wide.push(`placeholder needs ${needs} of ${room}: ${node.placeholder}`);
      }
    }
    return { wide, count };
  }, CONTROLS);
}

for (const width of [320, 390]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 844 }, hasTouch: true, isMobile: true });

    test(`nothing overflows at ${width} px in any language`, async ({ page, context, chat }) => {
      test.setTimeout(240_000);
      await page.route("**/messages/", (route) =>
        route.fulfill({ status: 400, json: { error: "No.", message: null, code: "field_invalid" } }),
      );
      await chat.open();
      await chat.say("This one is refused");
      await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
      const speak = async (tag) => {
        await chat.host.evaluate((host, tag) => (host.locale = tag), tag);
        await expect(chat.window).toHaveAttribute("lang", tag);
      };
      const wrong = [];
      const look = async (tag, state, controls) => {
        const { wide, count } = await measured(page);
        expect(count, `${tag} ${state}`).toBeGreaterThanOrEqual(controls);
        wrong.push(...wide.map((one) => `${tag}, ${state}: ${one}`));
        if (LOOKED_AT.includes(tag)) {
          await page.screenshot({ path: `${SCREENSHOTS}language-${tag}-${width}-${state}.png`, animations: "disabled" });
        }
      };
      for (const tag of ["en", ...TAGS]) {
        await speak(tag);
        await look(tag, "failed", 12);
        await chat.input.fill("x".repeat(4_001));
        await look(tag, "too-long", 12);
        await chat.input.fill("");
      }
      await context.setOffline(true);
      await expect(chat.notice).toBeVisible();
      for (const tag of ["en", ...TAGS]) {
        await speak(tag);
        await look(tag, "offline", 13);
      }
      expect(wrong).toEqual([]);
    });
  });
}
