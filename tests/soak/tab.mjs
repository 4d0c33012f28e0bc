// One tab of a visitor: what is said in it, and what it shows.
import { drawnRows, hasNoStorage, scroll } from "./stage/in-page.mjs";
import { sleep, until, within } from "./time.mjs";

const OPEN_MS = 30_000;
const ACT_MS = 8_000;
/** Looks at most, on the way down a log. */
const LOOKS = 600;

export class Tab {
  /** Texts it has been told of since it was loaded, with the time of the first telling. */
  seen = new Map();
  /** Uncaught in the page. */
  errors = [];
  isFrozen = false;
  isReady = false;
  isGone = false;
  /** Whether it has said that this browser keeps nothing. */
  saidItKeepsNothing = false;

  constructor(page, { name, address, isFramed }) {
    Object.assign(this, { page, name, address, isFramed });
    page.on("pageerror", (error) => this.errors.push(`${error}`.slice(0, 300)));
    page.on("crash", () => (this.isGone = true));
    page.on("close", () => (this.isGone = true));
    page.setDefaultTimeout(ACT_MS);
  }

  /** The document that has the chat. */
  get scope() {
    return this.isFramed ? (this.page.frames().find((frame) => frame.parentFrame()) ?? this.page.mainFrame()) : this.page.mainFrame();
  }

  /** Whether it can be expected to show what is said. */
  get isLive() {
    return this.isReady && !this.isFrozen && !this.isGone;
  }

  /** Loads the page, or loads it again by `load`; returns when the chat is there, though perhaps without its server. */
  async open(load = () => this.page.goto(this.address, { waitUntil: "domcontentloaded" })) {
    this.isReady = false;
    this.seen.clear();
    await within(OPEN_MS, this.#load(load), "loading a page");
    await this.scope.waitForFunction(
      () => document.querySelector("parlour-chat")?.shadowRoot?.querySelector("[role=log]"),
      undefined,
      { timeout: OPEN_MS, polling: 100 },
    );
    this.hasNoStorage = await this.evaluate(hasNoStorage);
    this.isReady = true;
  }

  /** Who is offline looks again; a browser that has no page to go back to is told where it was. */
  async #load(load) {
    for (let by = load; ; by = () => this.page.goto(this.address, { waitUntil: "domcontentloaded" })) {
      try {
        return await by();
      } catch (error) {
        if (!`${error.message}`.includes("ERR_INTERNET_DISCONNECTED")) throw error;
        await sleep(300);
      }
    }
  }

  evaluate(work, given) {
    return within(ACT_MS, this.scope.evaluate(work, given), "work in a page");
  }

  /** By the public verb. */
  send(text) {
    return this.evaluate((text) => window.soak.send(text), text);
  }

  /** By the keyboard, into the text box; `false` if it is still there afterwards. */
  async type(text) {
    const input = this.scope.locator('[part~="input"]');
    await input.fill(text);
    await input.press("Enter");
    return until(3_000, async () => (await input.inputValue()) !== text);
  }

  /** The conversation's number; `null` where there is none. */
  async conversation() {
    return (await this.evaluate(() => window.Parlour("state")))?.conversation ?? null;
  }

  /** What stands in the log and failed is tried again, as a visitor does; how many. */
  async retryFailed() {
    return this.evaluate(() => {
      const root = document.querySelector("parlour-chat").shadowRoot;
      const buttons = [...root.querySelectorAll('[data-state="failed"] button, [data-state="unknown"] button')];
      const again = buttons.filter((button) => /again|retry/i.test(button.textContent + button.ariaLabel));
      for (const button of again) button.click();
      return again.length;
    });
  }

  /** Every text of the log from its beginning, in order, each place once. What a place shows twice stands there twice. */
  async everything() {
    await this.#readEarlier();
    await this.page.bringToFront();
    const found = new Map();
    let size = Infinity;
    for (let walks = 0; walks < 3 && found.size < size; walks += 1) {
      await this.evaluate(scroll, 0);
      for (let looks = 0; looks < LOOKS && found.size < size; looks += 1) {
        for (const [place, length, text] of (await this.evaluate(drawnRows)) ?? []) {
          found.set(place, text);
          size = length;
        }
        if ((await this.evaluate(scroll, 0.5)) && looks > size / 2) break;
      }
    }
    const texts = [...found].toSorted(([one], [other]) => one - other).map(([, text]) => text);
    return { size: Number.isFinite(size) ? size : 0, texts };
  }

  /** How it stands, for whoever looks for a fault: the line, the conversation, and the end of its log. */
  async describe() {
    const told = await this.evaluate(() => {
      const state = window.Parlour("state");
      const rows = document.querySelector("parlour-chat").shadowRoot.querySelectorAll("li[aria-posinset]");
      return Promise.resolve(state).then(({ connection, conversation, open }) => ({ connection, conversation, open, last: rows[rows.length - 1]?.innerText }));
    }).catch((error) => ({ error: `${error.message}`.split("\n")[0] }));
    return `${this.name} ${JSON.stringify({ ...told, seen: this.seen.size, frozen: this.isFrozen, gone: this.isGone })}`;
  }

  /** What a reload has left on the server is fetched, as the transcript does. */
  async #readEarlier() {
    for (let tries = 0; tries < 20; tries += 1) {
      const isRead = await within(
        30_000,
        this.scope.evaluate(() => window.Parlour("transcript", "json").then(() => true, () => false)),
        "reading earlier messages",
      );
      if (isRead) return;
      await sleep(500);
    }
    throw new Error("earlier messages could not be read");
  }
}
