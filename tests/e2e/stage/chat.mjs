// The chat as a visitor finds it: by part and role, never by class.
import { expect } from "@playwright/test";

export class Chat {
  constructor(page) {
    this.page = page;
    this.host = page.locator("parlour-chat");
    this.launcher = page.locator('[part~="launcher"]');
    this.window = page.locator('[part~="window"]');
    this.close = page.locator('[part~="close"]');
    this.log = page.getByRole("log");
    this.bot = page.locator('[part~="message-bot"]');
    this.visitor = page.locator('[part~="message-visitor"]');
    this.choices = page.locator('[part~="choice"]');
    this.typing = page.locator('[part~="typing"]');
    this.notice = page.locator('[part~="notice"]');
    this.input = page.locator('[part~="input"]');
    this.send = page.locator('[part~="send"]');
  }

  /** Opens the window and waits for the whole greeting: its suggested replies come last. */
  async open() {
    await this.launcher.click();
    await this.greeted();
  }

  async greeted() {
    await expect(this.window).toBeVisible();
    await expect(this.bot.first()).toBeVisible();
    await expect(this.choices.first()).toBeVisible();
  }

  /** A window that was left open opens by itself, sooner or later; a click in that moment would close it. */
  async reopened() {
    await expect(async () => {
      if (!(await this.window.isVisible())) await this.launcher.click({ timeout: 1_000 });
      await expect(this.window).toBeVisible({ timeout: 1_000 });
      await this.page.waitForTimeout(100);
      expect(await this.window.isVisible()).toBe(true);
    }).toPass();
  }

  /** Until the message is shown, which it is once it is kept. One that nobody takes stays in the box, for whoever asks. */
  async say(text) {
    await this.input.fill(text);
    await this.input.press("Enter");
    await expect(this.input).not.toHaveValue(text, { timeout: 1_000 }).catch(() => {});
  }

  /** The bubbles' text, in order, of one side or of both. */
  async texts(messages = this.page.locator('[part~="message-bot"], [part~="message-visitor"]')) {
    return messages.locator('[part~="bubble"]').allInnerTexts();
  }

  /** How many messages the conversation has; only those near what is seen are drawn. */
  async length() {
    return Number((await this.log.locator("li[aria-setsize]").last().getAttribute("aria-setsize")) ?? 0);
  }

  /** The text of every message, also of those that are drawn only when the log is scrolled to them. */
  async everything() {
    // A tab behind another one draws nothing.
    await this.page.bringToFront();
    await this.log.evaluate((log) => log.scrollTo(0, 0));
    const found = new Map();
    const length = await this.length();
    for (let steps = 0; steps < 200 && found.size < length; steps += 1) {
      for (const [place, text] of await this.log.evaluate((log) => {
        const rows = [...log.querySelectorAll("li[aria-posinset]")];
        return rows.map((row) => [Number(row.getAttribute("aria-posinset")), row.querySelector('[part~="bubble"]').innerText]);
      })) found.set(place, text);
      // A tab that has just come to the front may follow its newest message once more: from the start again, then.
      await this.log.evaluate((log) => {
        const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 1;
        log.scrollTo(0, atEnd ? 0 : log.scrollTop + log.clientHeight / 2);
      });
      await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    }
    return [...found].toSorted(([one], [other]) => one - other).map(([, text]) => text);
  }

  /** Returns when the bot has said more than `before` messages and offers what comes next. */
  async answered(before) {
    await expect.poll(() => this.bot.count()).toBeGreaterThan(before);
    await expect(this.typing).toBeHidden();
  }
}

/** The part names of what has the focus, looked up through shadow roots; "" outside the chat. */
export async function focusedPart(page) {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute("part") ?? "";
  });
}

/** Presses Tab until a part has the focus. */
export async function tabTo(page, part, { key = "Tab", limit = 60 } = {}) {
  for (let presses = 0; presses <= limit; presses += 1) {
    if ((await focusedPart(page)).split(" ").includes(part)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reached ${part}`);
}
