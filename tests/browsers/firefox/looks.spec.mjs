// Pictures of Firefox for who looks at them, and what can be asserted of looks: the system's scheme, and the room.
import { fileURLToPath } from "node:url";
import { go, openGallery, overflow } from "../../e2e/stage/gallery.mjs";
import { expect, test } from "../../e2e/stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));
const SHOWN = ["Text", "Code and tables", "Pictures and sound", "Cards", "Date", "Form"];
const SETTLED_MS = 400;

for (const [colorScheme, colour] of [["light", "rgb(255, 255, 255)"], ["dark", "rgb(21, 27, 24)"]]) {
  for (const [width, attributes] of [[1280, {}], [390, {}], [391, { "data-locale": "ar" }]]) {
    test.describe(`${colorScheme} ${width}`, () => {
      test.use({ colorScheme, viewport: { width, height: 844 } });

      test(`what a bot says fits and follows the system's scheme, ${colorScheme}, ${width} px`, async ({ page, server }) => {
        const chat = await openGallery(page, server, { attributes });
        await expect(chat.window).toHaveCSS("background-color", colour);
        await expect(chat.log).toHaveCSS("direction", attributes["data-locale"] ? "rtl" : "ltr");
        for (const what of SHOWN) {
          await go(chat, what);
          // A part may come, and a picture be drawn, after the words.
          await page.waitForTimeout(SETTLED_MS);
          await page.screenshot({ path: `${FOLDER}firefox-${colorScheme}-${width}-${what.toLowerCase().replaceAll(" ", "-")}.png` });
          expect(await overflow(page), what).toEqual([]);
        }
      });
    });
  }
}
