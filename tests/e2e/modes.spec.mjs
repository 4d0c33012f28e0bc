// How the window stands: beside the page, in it, over it; and what calls the visitor from beside it.
import { fileURLToPath } from "node:url";
import { Chat } from "./stage/chat.mjs";
import { asked, mount } from "./stage/mount.mjs";
import { expect, focusedPart, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const keep = (page, name) => page.screenshot({ path: `${FOLDER}modes-${name}.png`, animations: "disabled" });
const element = (page, read) => page.locator("parlour-chat").evaluate(read);

test.describe("inline", () => {
  test.beforeEach(async ({ page, chat }) => {
    await mount(page, { mode: "inline" }, { into: "main" });
    await expect(chat.choices.first()).toBeVisible();
  });

  test("an inline chat fills the room the page gives it, opens by itself and takes no focus", async ({ page, chat }) => {
    const [host, window] = [await chat.host.boundingBox(), await chat.window.boundingBox()];
    expect(window).toEqual(host);
    expect(host.width).toBeGreaterThan(800);
    expect(host.height).toBe(600);
    await expect(chat.launcher).toBeHidden();
    expect(await focusedPart(page)).toBe("");
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await chat.window.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
    await keep(page, "inline-desktop");
  });

  test("an inline chat is a region without a way to close it, by button, key or verb", async ({ page, chat }) => {
    await expect(page.getByRole("region", { name: "Trail & Tent" })).toBeVisible();
    await expect(chat.window).not.toHaveAttribute("aria-modal");
    await expect(chat.close).toBeHidden();
    await chat.input.press("Escape");
    await element(page, (host) => host.chat.close());
    await expect(chat.window).toBeVisible();
    expect(await element(page, (host) => host.open)).toBe(true);
  });

  test("the page's own rules give an inline chat another size", async ({ page, chat }) => {
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("parlour-chat { block-size: 420px; inline-size: 340px }");
      document.adoptedStyleSheets.push(sheet);
    });
    const { width, height } = await chat.window.boundingBox();
    expect([width, height]).toEqual([340, 420]);
  });

  test("an inline chat stays a piece of the page on a phone and at 400 % zoom", async ({ page, chat }) => {
    for (const [width, height] of [[390, 844], [320, 256]]) {
      await page.setViewportSize({ width, height });
      await chat.window.scrollIntoViewIfNeeded();
      await expect(chat.window).not.toHaveAttribute("aria-modal");
      expect((await chat.window.boundingBox()).width).toBeLessThan(width);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await keep(page, `inline-${width}`);
    }
  });
});

test.describe("fullscreen", () => {
  test("a fullscreen chat covers the page, holds it still, and gives it back as it was", async ({ page, chat }) => {
    await page.evaluate(() => scrollTo(0, 300));
    await mount(page, { mode: "fullscreen" });
    await expect(chat.choices.first()).toBeVisible();
    await expect(chat.launcher).toBeHidden();
    await expect(chat.window).toHaveAttribute("aria-modal", "true");
    expect(await chat.window.boundingBox()).toEqual({ x: 0, y: 0, width: 1280, height: 800 });
    const overflow = () => page.evaluate(() => getComputedStyle(document.documentElement).overflowY);
    await expect.poll(overflow).toBe("hidden");
    await keep(page, "fullscreen-desktop");
    await chat.close.click();
    await expect(chat.window).toBeHidden();
    await expect.poll(overflow).toBe("visible");
    expect(await page.evaluate(() => scrollY)).toBe(300);
    expect(await page.evaluate(() => document.documentElement.getAttribute("style"))).toBe(null);
  });

  test("text in a fullscreen chat keeps a length that can be read", async ({ page, chat }) => {
    await page.setViewportSize({ width: 1800, height: 900 });
    await mount(page, { mode: "fullscreen" });
    await expect(chat.choices.first()).toBeVisible();
    const composer = await page.locator('[part~="input"]').boundingBox();
    expect(composer.width).toBeLessThanOrEqual(800);
    expect(composer.x).toBeGreaterThan(400);
  });
});

test("the mode is switched live and the conversation goes on", async ({ page, chat }) => {
  await chat.open();
  await chat.say("Do you sell boots?");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await page.evaluate(() => (document.querySelector("parlour-chat").mode = "fullscreen"));
  await expect(chat.window).toHaveAttribute("aria-modal", "true");
  expect((await chat.window.boundingBox()).width).toBe(1280);
  await page.evaluate(() => (document.querySelector("parlour-chat").mode = "inline"));
  await expect(chat.window).toHaveAttribute("role", "region");
  await page.evaluate(() => (document.querySelector("parlour-chat").mode = "bubble"));
  await expect(chat.window).toHaveAttribute("role", "dialog");
  await expect(chat.launcher).toBeVisible();
  expect((await chat.window.boundingBox()).width).toBeLessThan(400);
  await expect(chat.visitor).toHaveCount(1);
});

test("a position is one of four words, is switched live and is mirrored on a page from right to left", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  const side = async (position) => {
    await page.evaluate((position) => (document.querySelector("parlour-chat").position = position), position);
    return (await chat.launcher.boundingBox()).x > 640 ? "right" : "left";
  };
  const sides = async () => [await side("start"), await side("end"), await side("left"), await side("right")];
  expect(await sides()).toEqual(["left", "right", "left", "right"]);
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  expect((await sides()).slice(0, 2)).toEqual(["right", "left"]);
});

test("the theme is switched live, before the act and after it", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  const theme = (theme) => page.evaluate((theme) => (document.querySelector("parlour-chat").theme = theme), theme);
  const colour = (part) => part.evaluate((node) => getComputedStyle(node).backgroundColor);
  const light = await colour(chat.launcher);
  await theme("dark");
  expect(await colour(chat.launcher)).not.toBe(light);
  await chat.open();
  expect(await colour(chat.window)).toBe("rgb(21, 27, 24)");
  await theme("light");
  expect(await colour(chat.window)).toBe("rgb(255, 255, 255)");
  await theme("auto");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await colour(chat.window)).toBe("rgb(21, 27, 24)");
});

test("with reduced motion nothing in the window or beside it moves", async ({ page, chat }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await chat.open();
  await chat.say("Returns");
  await expect(chat.typing).toBeVisible();
  const moving = () =>
    element(page, (host) => [...host.shadowRoot.querySelectorAll("*")].flatMap((node) => node.getAnimations({ subtree: false })).length);
  expect(await moving()).toBe(0);
});

test("in forced colours launcher, window, bubbles and buttons have edges", async ({ page, chat }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await chat.open();
  await chat.say("Returns");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  for (const part of [chat.launcher, chat.window, chat.visitor.locator('[part~="bubble"]'), chat.send]) {
    const edge = await part.evaluate((node) => {
      const { borderTopWidth, borderTopColor } = getComputedStyle(node);
      return { width: parseFloat(borderTopWidth), colour: borderTopColor };
    });
    expect(edge.width).toBeGreaterThanOrEqual(1);
    expect(edge.colour).not.toBe("rgba(0, 0, 0, 0)");
  }
  await keep(page, "forced-colours");
});

test("printed, the conversation is whole and nothing that is pressed is on the paper", async ({ page, chat }) => {
  await page.setViewportSize({ width: 1000, height: 500 });
  await chat.open();
  await chat.say("Returns");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await page.emulateMedia({ media: "print" });
  for (const gone of [chat.launcher, chat.close, chat.input, chat.send]) await expect(gone).toBeHidden();
  const { scroll, seen } = await chat.log.evaluate((log) => ({ scroll: log.scrollHeight, seen: log.clientHeight }));
  expect(seen).toBe(scroll);
  expect(await chat.window.evaluate((node) => getComputedStyle(node).position)).toBe("static");
  await page.screenshot({ path: `${FOLDER}modes-print.png`, fullPage: true });
});

test("at 400 % zoom a fullscreen chat can be read, written in and closed", async ({ page, chat }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await mount(page, { mode: "fullscreen" });
  await expect(chat.choices.first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect((await chat.log.boundingBox()).height).toBeGreaterThan(90);
  await chat.say("Returns");
  await expect(chat.visitor).toHaveAttribute("data-state", "sent");
  await keep(page, "fullscreen-zoomed");
  await chat.close.click();
  await expect(chat.window).toBeHidden();
});

test.describe("unread", () => {
  /** Sends, and closes before the answer is there. */
  const miss = async (chat) => {
    await chat.open();
    await chat.say("Returns");
    await expect(chat.visitor).toHaveAttribute("data-state", "sent");
    await chat.close.click();
  };

  test("what arrives while the window is closed is counted on the launcher, also on the next page, and opening clears it", async ({ page, server, chat }) => {
    const counts = [];
    await page.exposeFunction("count", (count) => counts.push(count));
    await page.evaluate(() => document.addEventListener("parlour:unread", (event) => window.count(event.detail.count)));
    await page.route("**/messages/", async (route) => {
      await new Promise((done) => setTimeout(done, 600));
      await route.continue();
    });
    await chat.open();
    await chat.say("Returns");
    await chat.close.click();
    const badge = page.locator('[part~="badge"]');
    await expect(badge).toBeVisible({ timeout: 15_000 });
    await expect(chat.launcher).toHaveAccessibleName(/^Chat.* \d+ unread message/);
    await page.waitForTimeout(1_500);
    const shown = await badge.innerText();
    expect(Number(shown)).toBe(counts.at(-1));
    expect(await element(page, (host) => host.matches(":state(unread)"))).toBe(true);
    await keep(page, "badge");

    const paths = asked(page);
    await page.goto(`${server.origin}/pages/second.html`);
    await expect(badge).toHaveText(shown);
    expect(paths.filter((path) => path.startsWith("/api/") || path.endsWith(".wasm"))).toEqual([]);

    await new Chat(page).launcher.click();
    await expect(badge).toBeHidden();
    expect(await element(page, (host) => host.chat.state().unread)).toBe(0);
    await page.reload();
    await expect(chat.launcher).toBeVisible();
    await expect(badge).toBeHidden();
  });

  test("with storage none nothing of the count is kept", async ({ page, chat }) => {
    await mount(page, { storage: "none" });
    await miss(chat);
    await page.waitForTimeout(1_000);
    expect(await page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }).filter((key) => key.includes("unread")))).toEqual([]);
  });
});

test("the element tells its states to the page's styles", async ({ page, context, chat }) => {
  await chat.open();
  await chat.say("Returns");
  const matches = (state) => page.evaluate((state) => document.querySelector("parlour-chat").matches(`:state(${state})`), state);
  await expect.poll(() => matches("typing")).toBe(true);
  await expect.poll(() => matches("typing")).toBe(false);
  await context.setOffline(true);
  await expect.poll(() => matches("offline")).toBe(true);
  await context.setOffline(false);
  await expect.poll(() => matches("offline")).toBe(false);
});

test("what the page puts into the slots is shown instead of ours", async ({ page, chat }) => {
  await mount(page, { greeting: "Ours" }, {
    children: [["b", { slot: "launcher" }, "Ask"], ["b", { slot: "header" }, "Our own head"], ["p", { slot: "empty" }, "Our own welcome"]],
  });
  await expect(page.getByText("Ask", { exact: true })).toBeVisible();
  expect(await chat.launcher.evaluate((node) => node.querySelector("i").getBoundingClientRect().width)).toBe(0);
  await chat.open();
  await expect(page.getByText("Our own head")).toBeVisible();
  await expect(page.getByText("Our own welcome")).toBeVisible();
  await expect(page.getByText("Ours", { exact: true })).toBeHidden();
  await expect(chat.close).toBeVisible();
});
