// One chat that is measured: where it lives, what a visitor finds it by, and how a history reaches it.

/** How long a launcher or an input may take to be seen: until the servers have compressed their files, ms. */
const SEEN_LIMIT_MS = 240_000;

export class Chat {
  /** The name on the command line; `pages/NAME.html` is its snippet. */
  name;
  /** What it is, in a word: a widget has a launcher, a component and a kit are open from the start. */
  kind = "widget";
  /** Selectors: `>>>` enters a shadow root, `||` stands before an alternative. */
  launcher = null;
  input;
  /** What is shown between the press and the window, if it is not the window at once. */
  waiting = null;
  /** Whether a reply also paints three suggested replies; then the wait is for the last of them. */
  hasChips = false;
  /** Whether a long history can be given to it. */
  hasHistory = true;
  /** Whether a visitor finds that history by opening the window. */
  remembers = false;

  constructor(given) {
    Object.assign(this, given);
  }

  /** The address of its page. */
  address(servers) {
    return `${servers.files.origin}/p/${this.name}`;
  }

  /** Paths that answer questions; all others are files that its visitors pay for. */
  isQuestion(path) {
    return /^\/(bot|p|favicon\.ico)(\/|$)/.test(path);
  }

  /** What a browser must know before the page is opened: nothing, for a first visit. */
  async visitor() {
    return {};
  }

  /** The visitor is gone: what was made for them alone ends. */
  async left() {}

  /** Returns when the page shows what a visitor begins with. */
  async seen(page) {
    await page.waitForFunction((name) => window.__bench.marks[name], this.launcher ? "launcher" : "input", { timeout: SEEN_LIMIT_MS, polling: 50 });
  }

  async #middle(page, selector) {
    const at = await page.evaluate((selector) => {
      const box = window.__bench.first(selector)?.getBoundingClientRect();
      return box && [box.left + box.width / 2, box.top + box.height / 2];
    }, selector);
    if (!at) throw new Error(`${this.name}: ${selector} is not seen`);
    return at;
  }

  /** The pointer comes to the launcher. */
  async approach(page) {
    await page.mouse.move(...(await this.#middle(page, this.launcher)), { steps: 2 });
  }

  async press(page) {
    await page.mouse.click(...(await this.#middle(page, this.launcher)));
  }

  async focus(page) {
    await page.mouse.click(...(await this.#middle(page, this.input)));
  }

  /** A text that is painted last when the reply to message `nth` is there. */
  replyTo(nth) {
    return this.hasChips ? `opt-${nth}-end` : `pong-${nth}-end`;
  }

  /** Gives it `count` messages; the time until the last of them is painted, ms. The window is open. */
  async handOver(page, count, limit) {
    return page.evaluate(
      async ([count, limit]) => {
        const texts = window.__bench.history(count);
        const painted = window.__bench.expect(`hist-${count - 1}-end`, limit);
        const from = performance.now();
        window.__load(texts);
        return (await painted) - from;
      },
      [count, limit],
    );
  }
}
