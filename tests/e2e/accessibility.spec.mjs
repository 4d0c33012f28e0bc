import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./stage/test.mjs";

// axe is a script in the page; the page's policy would refuse it. Only these specs lift it.
test.use({ bypassCSP: true });

async function findings(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

async function talk(chat) {
  await chat.open();
  const before = await chat.bot.count();
  await chat.say("Returns");
  await chat.answered(before);
}

test("axe finds nothing while the chat is closed", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  expect(await findings(page)).toEqual([]);
});

test("axe finds nothing while the chat is open", async ({ page, chat }) => {
  await chat.open();
  expect(await findings(page)).toEqual([]);
});

test("axe finds nothing after a conversation", async ({ page, chat }) => {
  await talk(chat);
  expect(await findings(page)).toEqual([]);
});

test.describe("dark", () => {
  test.use({ colorScheme: "dark" });
  test("axe finds nothing in the dark", async ({ page, chat }) => {
    await talk(chat);
    expect(await findings(page)).toEqual([]);
  });
});

test.describe("phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test("axe finds nothing on a phone", async ({ page, chat }) => {
    await talk(chat);
    expect(await findings(page)).toEqual([]);
  });

  test("on a phone every target is at least 44 pixels and the window fills the screen", async ({ page, chat }) => {
    // Measured at rest, not on the way in.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await chat.open();
    const window = await chat.window.boundingBox();
    expect(window.width).toBeGreaterThanOrEqual(389);
    for (const target of [chat.close, chat.send, ...(await chat.choices.all())]) {
      const { width, height } = await target.boundingBox();
      // Layout is in fractions; 43.99998 is 44.
      expect(Math.round(Math.min(width, height) * 100) / 100).toBeGreaterThanOrEqual(44);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

test("the transcript is a named log and the window a named dialog", async ({ page, chat }) => {
  await chat.open();
  await expect(page.getByRole("dialog", { name: /\S/ })).toBeVisible();
  await expect(page.getByRole("log", { name: /\S/ })).toBeVisible();
  await expect(page.getByRole("textbox", { name: /\S/ })).toBeVisible();
  await expect(chat.send).toHaveAccessibleName(/\S/);
  await expect(chat.close).toHaveAccessibleName(/\S/);
});
