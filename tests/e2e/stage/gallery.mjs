// The gallery: a page whose bot says everything a bot can say.
import { expect } from "@playwright/test";
import { Chat } from "./chat.mjs";

/** Opens the gallery's page and waits for its menu: with more attributes on the script tag, or on the page itself. */
export async function openGallery(page, server, { attributes = {}, page: own = {} } = {}) {
  if (Object.keys(attributes).length + Object.keys(own).length) {
    await page.route("**/pages/gallery.html", async (route) => {
      const response = await route.fetch();
      const written = (given) => Object.entries(given).map(([name, value]) => ` ${name}="${value}"`).join("");
      const body = (await response.text()).replace(" data-open", `${written(attributes)} data-open`);
      await route.fulfill({ response, body: body.replace("<html", `<html${written(own)}`) });
    });
  }
  await page.goto(`${server.origin}/pages/gallery.html`);
  const chat = new Chat(page);
  await chat.greeted();
  return chat;
}

/** Presses a suggested reply and waits for the answer's last message. */
export async function show(chat, name) {
  const before = await chat.length();
  await chat.choices.filter({ hasText: new RegExp(`^${name}$`) }).click();
  await answered(chat, before);
}

/** Types what is to be shown, wherever the conversation is. */
export async function go(chat, name) {
  const before = await chat.length();
  await chat.say(name);
  await answered(chat, before);
}

/** Has the page's buttons do something: a person at the desk, the line, or the server. They may lie behind the window. */
export const desk = (chat, what) => press(chat, "person", what);
export const line = (chat, event) => press(chat, "line", event);
export const answers = (chat, how) => press(chat, "answers", how);
const press = (chat, row, what) => chat.page.locator(`[data-${row}="${what}"]`).dispatchEvent("click");

/** Returns when there is more than the visitor's own message, the bot said the last, and nobody writes. */
async function answered(chat, before) {
  // Counts no rows: of a long transcript only those near the end are drawn.
  await expect.poll(() => chat.length()).toBeGreaterThan(before + 1);
  await expect(chat.log.locator("> ol > li").last()).toHaveAttribute("part", /bot/);
  await expect(chat.typing).toBeHidden();
}

/** What sticks out: bubbles wider than the log, and pages or logs that scroll sideways. */
export async function overflow(page) {
  return page.evaluate(() => {
    const root = document.querySelector("parlour-chat").shadowRoot;
    const log = root.querySelector("[role=log]");
    const wrong = [];
    if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");
    if (log.scrollWidth > log.clientWidth) wrong.push(`the log scrolls sideways: ${log.scrollWidth} > ${log.clientWidth}`);
    const room = log.getBoundingClientRect();
    for (const bubble of root.querySelectorAll('[part~="bubble"]')) {
      const box = bubble.getBoundingClientRect();
      if (box.left < room.left - 1 || box.right > room.right + 1) wrong.push(`a bubble sticks out: ${bubble.textContent.slice(0, 40)}`);
    }
    return wrong;
  });
}
