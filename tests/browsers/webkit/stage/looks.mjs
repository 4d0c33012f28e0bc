// Pictures of WebKit for who looks at them, and what can be asserted of looks: the system's scheme, and the room.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, GALLERY, test } from "./test.mjs";

const FOLDER = fileURLToPath(new URL("../../../../target/screenshots/", import.meta.url));
const PAGE = { bot: GALLERY, attributes: "data-open" };
const SETTLED_MS = 400;
const SHOWN = ["Text", "Code and tables", "Pictures and sound", "Cards", "Date", "Form"];

/** What sticks out of the log or of the page. */
const overflow = (chat) =>
  chat.run((root) => {
    const log = root.querySelector("[role=log]");
    const room = log.getBoundingClientRect();
    const out = [...root.querySelectorAll('[part~="bubble"]')].filter((bubble) => {
      const box = bubble.getBoundingClientRect();
      return box.left < room.left - 1 || box.right > room.right + 1;
    });
    return { page: document.documentElement.scrollWidth > innerWidth, log: log.scrollWidth > log.clientWidth, bubbles: out.length };
  });

/** For each width: what a bot says is drawn, fits, and has the window's `colour` of this scheme. */
export function looks(scheme, colour) {
  for (const width of [1280, 390]) {
    test(`what a bot says fits and follows the system's scheme, ${scheme}, ${width} px`, async ({ driver, visit, host, told }) => {
      await mkdir(FOLDER, { recursive: true });
      const chat = await (width === 390 ? narrow({ driver, host, visit }) : visit(PAGE));
      await chat.greeted();
      expect(await chat.run((root) => getComputedStyle(root.querySelector('[part~="window"]')).backgroundColor)).toBe(colour);
      for (const what of SHOWN) {
        await chat.ask(what);
        // A part may come, and a picture be drawn, after the words.
        await new Promise((done) => setTimeout(done, SETTLED_MS));
        const picture = Buffer.from(await driver.takeScreenshot(), "base64");
        await writeFile(`${FOLDER}webkit-${scheme}-${width}-${what.toLowerCase().replaceAll(" ", "-")}.png`, picture);
        expect(await overflow(chat), what).toEqual({ page: false, log: false, bubbles: 0 });
      }
      expect(await told()).toEqual([]);
    });
  }
}

/** The browser's own window is never as narrow as a phone: the page is put into a frame that is. */
async function narrow({ driver, host, visit }) {
  const chat = await visit(PAGE);
  const phone = '<!doctype html><title>Phone</title><body bgcolor="gray"><iframe src="/" width="390" height="800"></iframe>';
  await driver.get(host.put("/phone", phone));
  await driver.switchTo().frame(0);
  return chat;
}
