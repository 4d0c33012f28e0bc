// Everything a mouse can do, done with keys.
import { Chat } from "../stage/chat.mjs";
import { Keys, keyMap } from "../stage/keys.mjs";
import { go } from "../stage/gallery.mjs";
import { expect, test } from "../stage/test.mjs";

const GROUP = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "End", "Home"];

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** The gallery with its window closed. */
async function closedGallery(page, server) {
  await page.route("**/pages/gallery.html", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(" data-open", "") });
  });
  await page.goto(`${server.origin}/pages/gallery.html`);
  const chat = new Chat(page);
  await expect(chat.launcher).toBeVisible();
  return chat;
}

/** Reads a number of what has the focus, below every shadow root. */
const ofFocused = (page, name) =>
  page.evaluate((name) => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return Math.round(Math.abs(active[name]));
  }, name);

/** Types into the text box and waits for the answer. */
async function write(chat, keys, text) {
  await keys.reach(/^textarea/, { back: false, limit: 120 });
  await chat.page.keyboard.type(text);
  await keys.press("the text box", "Enter");
  await expect(chat.visitor.last()).toContainText(text);
  await expect.poll(() => chat.log.evaluate((log) => log.querySelector(":scope > ol > li:last-child").getAttribute("part"))).toContain("bot");
  await expect(chat.typing).toBeHidden();
}

/** Scrolls what has the focus along its line and back. */
async function scrollAcross(page, keys, place) {
  await keys.press(place, "ArrowRight");
  await expect.poll(() => ofFocused(page, "scrollLeft")).toBeGreaterThan(0);
  await keys.press(place, "ArrowLeft");
  await expect.poll(() => ofFocused(page, "scrollLeft")).toBe(0);
}

/** Walks a group of buttons with every key of a group and ends at its first. */
async function walkGroup(keys, place) {
  const first = await keys.focused();
  for (const key of GROUP) {
    const before = await keys.focused();
    await keys.press(place, key);
    expect(await keys.focused(), `${place}: ${key}`).not.toBe(before);
  }
  expect(await keys.focused()).toBe(first);
}

const steps = {
  async launcher({ page, chat, keys }) {
    await keys.reach(/launcher/, { back: false });
    for (const key of ["Enter", "Space"]) {
      await keys.press("the launcher", key);
      await chat.greeted();
      await expect.poll(() => keys.focused()).toMatch(/^textarea/);
      await keys.press("the window", "Escape");
      await expect(chat.window).toBeHidden();
      expect(await keys.focused()).toContain("launcher");
    }
    await page.keyboard.press("Enter");
    await chat.greeted();
  },

  async text({ page, chat, keys }) {
    await page.keyboard.type("Te");
    await keys.press("the text box", "Shift+Enter");
    await expect(chat.input).toHaveValue("Te\n");
    await page.keyboard.press("Backspace");
    await write(chat, keys, "xt");
    await page.context().route("https://shop.example/**", (route) => route.fulfill({ body: "there" }));
    await keys.reach(/^a .*Our returns page/);
    const opened = page.waitForEvent("popup");
    await keys.press("a link or button", "Enter");
    await (await opened).close();
  },

  async replies({ chat, keys }) {
    await keys.reach(/choice/, { back: false });
    await walkGroup(keys, "suggested replies");
    await keys.press("suggested replies", "Space");
    await expect(chat.visitor.last()).toContainText("Code and tables");
    await expect(chat.choices.first()).toHaveText("Pictures and sound");
    // The pressed button is gone; the focus is still in the window.
    await expect.poll(() => keys.focused()).toMatch(/^textarea/);
  },

  async code({ page, chat, keys }) {
    await keys.reach(/^pre/);
    await scrollAcross(page, keys, "code or a wide table");
    await keys.reach(/^button .*Copy/);
    await keys.press("a link or button", "Space");
    await expect.poll(() => keys.focused()).toContain("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('name = "greeting"');
    await keys.reach(/^div .*wide/, { back: false });
    await scrollAcross(page, keys, "code or a wide table");
    await keys.reach(/choice/, { back: false });
    await keys.press("suggested replies", "Enter");
    await expect(chat.choices.first()).toHaveText("Cards");
  },

  async media({ page, keys }) {
    await keys.reach(/^a .*file/);
    const download = page.waitForEvent("download");
    await keys.press("a link or button", "Enter");
    expect((await download).suggestedFilename()).toBe("size-guide.txt");
    await keys.reach(/^audio/);
    await page.keyboard.press("Shift+Tab");
    await keys.reach(/^audio/, { back: false });
    await keys.press("a sound or film", "Space");
    await expect.poll(() => page.locator("audio").evaluate((audio) => audio.played.length)).toBeGreaterThan(0);
    const light = page.locator("dialog[open]");
    for (const [open, close] of [["Enter", "Escape"], ["Space", "Enter"]]) {
      await keys.reach(/^button .*picture/);
      await keys.press("a picture", open);
      await expect(light).toBeVisible();
      await page.keyboard.press("Tab");
      expect(await keys.focused()).toContain("Close image");
      await keys.press("the enlarged picture", close);
      await expect(light).toHaveCount(0);
      expect(await keys.focused()).toContain("picture");
    }
  },

  async cards({ page, chat, keys }) {
    await write(chat, keys, "Cards");
    await keys.reach(/^ul .*track/);
    await scrollAcross(page, keys, "a row of cards");
    for (const [key, at] of [["End", (x) => x > 100], ["Home", (x) => x === 0]]) {
      await keys.press("a row of cards", key);
      await expect.poll(async () => at(await ofFocused(page, "scrollLeft"))).toBe(true);
    }
    await keys.reach(/^button .*Next/, { back: false });
    await keys.press("a link or button", "Enter");
    await expect.poll(() => page.locator(".track").evaluate((track) => track.scrollLeft)).toBeGreaterThan(0);
    await keys.reach(/^button .*Choose the Moss/);
    await keys.press("a link or button", "Enter");
    await expect(chat.visitor.last()).toContainText("The Moss");
    await expect(chat.choices.first()).toHaveText("Places and pages");
  },

  async several({ chat, keys }) {
    await write(chat, keys, "Several options");
    await expect(chat.page.getByRole("checkbox").first()).toBeVisible();
    await keys.reach(/^input .*A stove/);
    await keys.press("an option", "Space");
    await keys.reach(/^button .*Confirm/, { back: false });
    await keys.press("a link or button", "Enter");
    await expect(chat.visitor.last()).toContainText("A stove");
  },

  async rating({ chat, keys }) {
    await write(chat, keys, "Rating");
    await expect(chat.page.getByRole("button", { name: "1 star" })).toBeVisible();
    await keys.reach(/^button .*1 star/);
    await walkGroup(keys, "a rating");
    await keys.press("a rating", "End");
    await keys.press("a rating", "Enter");
    await expect(chat.visitor.last()).toContainText("5");
  },

  async date({ page, chat, keys }) {
    await write(chat, keys, "Date");
    await expect(page.locator("input[type=date]")).toBeVisible();
    const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    const [year, month, date] = day.split("-");
    // The order is that of the browser's own language.
    for (const typed of [month + date + year, date + month + year, year + month + date]) {
      await keys.reach(/^input .*Choose a date/);
      await keys.reach(/^(?!input)/);
      await page.keyboard.press("Tab");
      await page.keyboard.type(typed);
      if ((await page.locator("input[type=date]").inputValue()) === day) break;
    }
    await expect(page.locator("input[type=date]")).toHaveValue(day);
    await keys.press("a field", "Enter");
    await expect(chat.visitor.last()).toContainText(day);
  },

  async form({ page, chat, keys }) {
    await write(chat, keys, "Form");
    await expect(page.getByRole("button", { name: "Submit" })).toBeVisible();
    await keys.reach(/^input .*Name/);
    await page.keyboard.type("Ines");
    await keys.reach(/^input .*E-mail/, { back: false });
    await page.keyboard.type("ines@shop.example");
    await keys.reach(/^select/, { back: false });
    await keys.press("a list of a form", "ArrowDown");
    await keys.press("a list of a form", "ArrowDown");
    await keys.press("a list of a form", "ArrowUp");
    await keys.reach(/^button .*Submit/, { back: false });
    await keys.press("a link or button", "Enter");
    await expect(chat.visitor.last()).toContainText("Delivery: Standard");
  },

  async transcript({ page, chat, keys }) {
    await keys.reach(/^div log/, { limit: 160 });
    await keys.press("the transcript", "End");
    const top = () => chat.log.evaluate((log) => log.scrollTop);
    for (const [key, moves] of [["PageUp", -1], ["ArrowUp", -1], ["PageDown", 1], ["PageUp", -1], ["ArrowDown", 1], ["Home", -1]]) {
      const before = await top();
      await keys.press("the transcript", key);
      await expect.poll(async () => Math.sign((await top()) - before), key).toBe(moves);
      await page.waitForTimeout(150);
    }
    await expect(page.locator('[part~="latest"]')).toBeVisible();
    await keys.press("the transcript", "End");
    await expect(page.locator('[part~="latest"]')).toBeHidden();
  },

  async fates({ page, chat, keys }) {
    const refuse = (route) => route.fulfill({ status: 400, json: { error: "No.", message: null, code: "malformed" } });
    // So many answers at once may still wait for the server's leave.
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent", { timeout: 30_000 });
    await page.route("**/messages/", refuse);
    await keys.reach(/^textarea/, { back: false, limit: 160 });
    await page.keyboard.type("Menu");
    await page.keyboard.press("Enter");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
    await page.unroute("**/messages/", refuse);
    await keys.reach(/^button .*Try again/);
    await keys.press("a link or button", "Enter");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent", { timeout: 30_000 });
    await page.route("**/messages/", refuse);
    await keys.reach(/^textarea/, { back: false });
    await page.keyboard.type("Not this");
    await page.keyboard.press("Enter");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "failed");
    await keys.reach(/^button .*Discard/);
    await keys.press("a link or button", "Enter");
    await expect(chat.visitor.last()).not.toContainText("Not this");
    await expect.poll(() => keys.focused()).toMatch(/^textarea/);
  },

  async menu({ page, keys }) {
    const items = page.getByRole("menuitem");
    const open = async () => {
      await keys.reach(/^button menu/, { limit: 160 });
      await page.keyboard.press("Enter");
      await expect(items.first()).toBeFocused();
    };
    await open();
    for (const [key, nth] of [["ArrowDown", 1], ["ArrowUp", 0], ["End", 1], ["Home", 0]]) {
      await keys.press("the menu", key);
      await expect(items.nth(nth)).toBeFocused();
    }
    for (const key of ["Escape", "Tab"]) {
      await keys.press("the menu", key);
      await expect(items).toHaveCount(0);
      expect(await keys.focused()).toMatch(/^button menu/);
      await open();
    }
    const download = page.waitForEvent("download");
    await keys.press("the menu", "Enter");
    await download;
  },

  async close({ chat, keys }) {
    await keys.reach(/^button close/, { limit: 160 });
    await keys.press("a link or button", "Enter");
    await expect(chat.window).toBeHidden();
    expect(await keys.focused()).toContain("launcher");
  },
};

test("a keyboard alone does everything a mouse can, and every key of the map in the package README is used", async ({ page, server }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const keys = new Keys(page);
  await keys.refuseMice();
  const chat = await closedGallery(page, server);
  for (const [name, step] of Object.entries(steps)) {
    await test.step(name, () => step({ page, chat, keys }));
  }
  expect(await page.evaluate(() => window.mice)).toEqual([]);
  expect([...keys.pressed].sort()).toEqual((await keyMap()).sort());
});

test("Escape closes the picture or the menu first, and the window next", async ({ page, server }) => {
  const chat = await closedGallery(page, server);
  await chat.open();
  await go(chat, "Pictures and sound");
  await page.locator(".picture").first().press("Enter");
  await expect(page.locator("dialog[open]")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog[open]")).toHaveCount(0);
  await page.locator('[part~="menu"]').press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menuitem")).toHaveCount(0);
  await expect(chat.window).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(chat.window).toBeHidden();
});

test("nothing keeps the keyboard: from every control Tab leads on, and out of the window", async ({ page, server }) => {
  const chat = await closedGallery(page, server);
  await chat.open();
  await go(chat, "Code and tables");
  await go(chat, "Pictures and sound");
  await go(chat, "Form");
  await expect(page.getByRole("button", { name: "Submit" })).toBeVisible();
  const keys = new Keys(page);
  await chat.log.focus();
  let same = 0;
  let before = "";
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const held = await keys.focused();
    if (/^body/.test(held)) break;
    // A player and a date have several stops of their own.
    same = held === before ? same + 1 : 0;
    expect(same, `kept at ${held}`).toBeLessThan(8);
    before = held;
  }
  expect(await keys.focused()).toMatch(/^body/);
});
