// The chat as a visitor of WebKit finds it, by part and role; the same names as in `tests/e2e/stage/chat.mjs`.
import { expect } from "@playwright/test";
import { By, Key } from "selenium-webdriver";

export class Chat {
  constructor(driver) {
    this.driver = driver;
  }

  /** Runs `work(root, ...given)` in the page; `root` is what the chat draws in. */
  run(work, ...given) {
    const root = 'document.querySelector("parlour-chat")?.shadowRoot ?? document.createDocumentFragment()';
    return this.driver.executeScript(`return (${work})(${root}, ...arguments)`, ...given);
  }

  count(selector) {
    return this.run((root, selector) => root.querySelectorAll(selector).length, selector);
  }

  /** The words of all that match, as they are seen. */
  texts(selector) {
    return this.run((root, selector) => [...root.querySelectorAll(selector)].map((node) => node.innerText.trim()), selector);
  }

  /** Whether the first that matches has a box. */
  isSeen(selector) {
    return this.run((root, selector) => Boolean(root.querySelector(selector)?.checkVisibility({ visibilityProperty: true })), selector);
  }

  /** Waits for the `nth` that matches, to be worked with; from the end where it is below 0. */
  async find(selector, nth = 0) {
    let found;
    await expect
      .poll(async () => {
        found = await this.run((root, selector, nth) => [...root.querySelectorAll(selector)].at(nth), selector, nth);
        return Boolean(found);
      }, { message: selector })
      .toBe(true);
    return found;
  }

  async click(selector, nth) {
    await (await this.find(selector, nth)).click();
  }

  /** Presses keys at whatever has the focus. */
  async press(...keys) {
    await this.driver.actions().sendKeys(...keys).perform();
  }

  async back() {
    await this.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
  }

  /** Part, class and words of what has the focus, looked up through shadow roots. */
  focused() {
    return this.driver.executeScript(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return [active?.localName, active?.getAttribute("part"), active?.getAttribute("aria-label") ?? active?.textContent.slice(0, 60)].join(" ");
    });
  }

  /** Goes on with Tab, or back, until what has the focus matches. */
  async reach(what, { isBack = false, limit = 40 } = {}) {
    const seen = [];
    for (let presses = 0; presses <= limit; presses += 1) {
      const held = await this.focused();
      if (what.test(held)) return;
      seen.push(held);
      if (isBack) await this.back();
      else await this.press(Key.TAB);
    }
    throw new Error(`${what} was never reached:\n${seen.join("\n")}`);
  }

  async open() {
    await this.click('[part~="launcher"]');
    await this.greeted();
  }

  async greeted() {
    await this.find('[part~="choice"]');
    await expect.poll(() => this.isSeen('[part~="window"]')).toBe(true);
  }

  /** Puts the focus into the text box, and presses keys. */
  async type(text) {
    await this.find('[part~="input"]');
    await this.run((root) => root.querySelector('[part~="input"]').focus());
    await this.press(text);
  }

  draft() {
    return this.run((root) => root.querySelector('[part~="input"]')?.value);
  }

  /** Sends, and waits for the whole answer. */
  async ask(text) {
    const before = await this.length();
    await this.type(text + Key.ENTER);
    await this.answered(before + 1);
  }

  /** How many messages the conversation has; only those near what is seen are drawn. */
  length() {
    return this.run((root) => Number([...root.querySelectorAll("li[aria-setsize]")].at(-1)?.getAttribute("aria-setsize") ?? 0));
  }

  /** Returns when there are more than `before`, the bot said the last, and nobody writes. */
  async answered(before) {
    await expect.poll(() => this.length()).toBeGreaterThan(before);
    await expect.poll(() => this.run((root) => [...root.querySelectorAll("[role=log] > ol > li")].at(-1)?.getAttribute("part"))).toMatch(/bot/);
    await expect.poll(() => this.isSeen('[part~="typing"]')).toBe(false);
  }

  /** What became of the visitor's last message. */
  state() {
    return this.run((root) => [...root.querySelectorAll('[part~="message-visitor"]')].at(-1)?.dataset.state);
  }

  said() {
    return this.texts('[part~="message-visitor"] [part~="bubble"]');
  }

  /** Works inside the frame of `mode="frame"` from now on. */
  async enterFrame() {
    await this.driver.switchTo().frame(await this.find("iframe[part~=frame]"));
  }

  /** The plain page's own elements. */
  plain(selector) {
    return this.driver.findElement(By.css(selector));
  }
}
