// Our own chat, as a customer has it: what `cargo xtask dist` built, one script tag, and the real server, which
// evaluates a flow and stores each message on disk before it answers.
import { open } from "../browser/visitor.mjs";
import { remember, startOurs } from "../servers/ours.mjs";
import { Chat } from "./chat.mjs";

const READ_LIMIT_MS = 120_000;

class Ours extends Chat {
  name = "ours";
  launcher = 'parlour-chat >>> [part="launcher"]';
  input = 'parlour-chat >>> [part="input"]';
  waiting = 'parlour-chat >>> [part="launcher"][aria-busy="true"]::before';
  hasChips = true;
  remembers = true;
  /** The server of a visitor who has messages behind them: what that visitor sends must not be there for the next. */
  #own = null;

  address({ ours }) {
    return `${(this.#own ?? ours).origin}/`;
  }

  isQuestion(path) {
    return path === "/" || /^\/(api|favicon\.ico)(\/|$)/.test(path);
  }

  /** The browser of a visitor whose conversation has `count` messages: written to the store, read back like any. */
  async visitor(count, browser) {
    if (!count) return {};
    const server = await startOurs();
    this.#own = server;
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.origin}/`);
    await page.locator('[part="launcher"]').click();
    await page.locator('[part~="message-bot"]').first().waitFor();
    await page.locator('[part="close"]').click();
    const storageState = await context.storageState();
    await context.close();
    await remember(server, count);
    return { storageState };
  }

  async left() {
    await this.#own?.dispose();
    this.#own = null;
  }

  /**
   * The visitor is back: nothing is handed over, the window reads it from the server as it is scrolled back. The time
   * is that of opening once more, when all of it was read.
   */
  async handOver(page, count) {
    await page.evaluate(async (limit) => {
      const { shadowRoot } = document.querySelector("parlour-chat");
      const log = shadowRoot.querySelector('[part="log"]');
      const earlier = () => shadowRoot.querySelector(".earlier").getAttribute("data-state");
      for (const until = performance.now() + limit; earlier() !== "none"; ) {
        if (performance.now() > until) throw new Error("the conversation could not be read back");
        log.scrollTo(0, 0);
        await new Promise((done) => requestAnimationFrame(done));
      }
      // Heights of rows that were never drawn are guessed, so the end moves while it is approached.
      const below = () => log.scrollHeight - log.scrollTop - log.clientHeight;
      for (let frames = 0; frames < 10; frames = below() < 2 ? frames + 1 : 0) {
        log.scrollTo(0, log.scrollHeight);
        await new Promise((done) => requestAnimationFrame(done));
      }
      await window.__bench.quiet();
    }, READ_LIMIT_MS);
    await page.locator('[part="close"]').click();
    await page.locator('[part="window"]').waitFor({ state: "hidden" });
    return (await open(this, page, `hist-${count - 1}-end`)).usable;
  }
}

export const ours = new Ours();
