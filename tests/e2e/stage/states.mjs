// Every state of the window, in one conversation with the gallery's bot: what looks at all of them walks this list.
import { expect } from "@playwright/test";
import { desk, go } from "./gallery.mjs";

/** Leaves a question that takes any answer. */
async function leave(chat) {
  await go(chat, "Nothing of that");
}

async function ask(chat, name, control) {
  await go(chat, name);
  await expect(chat.page.locator(control).first()).toBeVisible();
}

/**
 * Name, the way into it from the state before, and the way out where it needs one. `chat` stands in the gallery.
 * The last is left without a way back: the line is cut.
 *
 * @type {[string, (chat: import("./chat.mjs").Chat) => Promise<void>, ((chat: import("./chat.mjs").Chat) => Promise<void>)?][]}
 */
export const STATES = [
  ["greeting", async () => {}],
  [
    "menu-of-the-window",
    async (chat) => {
      await chat.page.locator('[part~="menu"]').press("Enter");
      await expect(chat.page.getByRole("menuitem").first()).toBeFocused();
    },
    async (chat) => {
      await chat.page.keyboard.press("Escape");
      await expect(chat.page.getByRole("menuitem")).toHaveCount(0);
    },
  ],
  ["text", (chat) => go(chat, "Text")],
  ["code-and-tables", (chat) => go(chat, "Code and tables")],
  ["pictures-and-sound", (chat) => go(chat, "Pictures and sound")],
  [
    "picture-enlarged",
    async (chat) => {
      await chat.page.locator(".picture").first().focus();
      await chat.page.keyboard.press("Enter");
      await expect(chat.page.locator("dialog[open]")).toBeVisible();
    },
    async (chat) => {
      await chat.page.keyboard.press("Escape");
      await expect(chat.page.locator("dialog[open]")).toHaveCount(0);
    },
  ],
  ["cards", (chat) => go(chat, "Cards")],
  ["places-and-pages", (chat) => go(chat, "Places and pages")],
  ["directions", (chat) => go(chat, "Directions")],
  ["hard-to-draw", (chat) => go(chat, "Hard to draw")],
  ["several-options", (chat) => ask(chat, "Several options", ".ask .tick"), leave],
  ["rating", (chat) => ask(chat, "Rating", ".ask.stars button"), leave],
  ["date", (chat) => ask(chat, "Date", ".ask input[type=date]"), leave],
  ["form", (chat) => ask(chat, "Form", ".ask .field")],
  [
    "form-with-mistakes",
    async (chat) => {
      await chat.page.locator(".ask .go").press("Enter");
      await expect(chat.page.locator('.ask > [role="alert"]')).toHaveText(/2|٢/);
    },
    leave,
  ],
  ["your-place", (chat) => ask(chat, "Your place", ".ask.place button"), leave],
  [
    "rating-at-the-end",
    async (chat) => {
      await go(chat, "A person");
      await desk(chat, "take");
      await expect(chat.log.locator('[part~="message-notice"]').last()).toContainText("Maya");
      await desk(chat, "end");
      const star = chat.window.locator(".sheet .stars button").nth(3);
      // What a key is pressed on need not be seen, and what is hidden takes no key.
      await expect(star).toBeVisible();
      await star.press("Enter");
      await expect(chat.window.locator(".sheet textarea")).toBeVisible();
    },
    async (chat) => {
      await chat.window.locator(".sheet .go").press("Enter");
      await expect(chat.window.locator(".sheet")).toHaveCount(0);
      await chat.greeted();
    },
  ],
  [
    "refused",
    async (chat) => {
      await chat.page.route("**/messages/", (route) =>
        route.fulfill({ status: 400, json: { error: "No.", message: null, code: "malformed" } }),
      );
      await chat.say("This one is refused");
      await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
    },
  ],
  [
    "offline",
    async (chat) => {
      await chat.page.context().setOffline(true);
      await expect(chat.notice).toBeVisible();
      await chat.say("This one waits");
      await expect(chat.visitor.last()).toHaveAttribute("data-state", "queued");
    },
  ],
];

/**
 * Walks the list, or `which` of it, and calls `look` in each state. The picture enlarged and the form with mistakes
 * come after the state above them, never without it.
 */
export async function walk(chat, look, which = /./) {
  for (const [name, enter, leave] of STATES) {
    if (!which.test(name)) continue;
    await enter(chat);
    await look(name);
    await leave?.(chat);
  }
}
