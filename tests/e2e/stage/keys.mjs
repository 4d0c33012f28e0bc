// A visitor without a mouse: keys alone, each with the place it is pressed at, and where the focus is.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const README = fileURLToPath(new URL("../../../pkg/README.md", import.meta.url));

export class Keys {
  /** `place: key` of every key that did something. */
  pressed = new Set();

  constructor(page) {
    this.page = page;
  }

  /** Has the page note everything that is no keyboard. Before the page is opened. */
  async refuseMice() {
    await this.page.addInitScript(() => {
      window.mice = [];
      for (const name of ["mousedown", "mousemove", "pointerdown", "touchstart", "wheel"]) {
        addEventListener(name, (event) => window.mice.push(event.type), { capture: true, passive: true });
      }
    });
  }

  /** Presses `key` at `place`, as the key map in `pkg/README.md` calls it. */
  async press(place, key) {
    this.pressed.add(`${place}: ${key}`);
    await this.page.keyboard.press(key);
  }

  /** What has the focus: tag, part, class and words. */
  async focused() {
    return this.page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      const says = active?.getAttribute("aria-label") ?? active?.labels?.[0]?.textContent ?? active?.textContent ?? "";
      return [active?.localName, active?.getAttribute("part"), active?.className, says.slice(0, 120)].join(" ");
    });
  }

  /** Goes on with Tab, or back with Shift+Tab, until what has the focus matches. */
  async reach(what, { back = true, limit = 60 } = {}) {
    const seen = [];
    for (let presses = 0; presses <= limit; presses += 1) {
      const held = await this.focused();
      if (what.test(held)) return held;
      seen.push(held);
      await this.press("the window", back ? "Shift+Tab" : "Tab");
    }
    throw new Error(`${what} was never reached:\n${seen.join("\n")}`);
  }
}

/** The key map of `pkg/README.md` as `place: key`. */
export async function keyMap() {
  const text = await readFile(README, "utf8");
  const [, section] = text.split("## Keyboard\n");
  const rows = section.split("\n## ")[0].split("\n").filter((line) => line.startsWith("| ") && line.includes("`"));
  return rows.flatMap((row) => {
    const [, place, keys] = row.split("|").map((cell) => cell.trim());
    return [...keys.matchAll(/`([^`]+)`/g)].map(([, key]) => `${place}: ${key}`);
  });
}
