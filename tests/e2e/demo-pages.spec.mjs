// The pages of the demo that show the modes and the variables, by public means only.
import { fileURLToPath } from "node:url";
import { Chat } from "./stage/chat.mjs";
import { same } from "./stage/pixels.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

for (const [name, screen] of [
  ["desktop-light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" }],
  ["desktop-dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }],
  ["phone-light", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
]) {
  test.describe(name, () => {
    test.use(screen);
    for (const mode of ["inline", "fullscreen", "theming", "gallery", "gallery/inline", "gallery/fullscreen"]) {
      test(`the page for ${mode} opens its chat and fits on ${name}`, async ({ page, server }) => {
        await page.goto(`${server.origin}/pages/${mode}.html`);
        const chat = new Chat(page);
        if (mode === "theming") await chat.launcher.click();
        await chat.greeted();
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await page.screenshot({ path: `${FOLDER}page-${mode.replace("/", "-")}-${name}.png`, animations: "disabled", fullPage: mode.endsWith("inline") });
        if (mode !== "inline") return;
        await page.evaluate(() => (document.documentElement.dir = "rtl"));
        await page.screenshot({ path: `${FOLDER}page-${mode}-${name}-rtl.png`, animations: "disabled", fullPage: true });
      });
    }
  });
}

test("each choice of the theming page is seen in the chat", async ({ page, server }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${server.origin}/pages/theming.html`);
  const chat = new Chat(page);
  await chat.open();
  const usual = await page.screenshot({ animations: "disabled", clip: { x: 640, y: 0, width: 640, height: 800 } });
  for (const group of ["accent", "corners", "size", "letters", "head"]) {
    const choices = page.locator(`input[name=${group}]`);
    await choices.last().check();
    const changed = await page.screenshot({ animations: "disabled", clip: { x: 640, y: 0, width: 640, height: 800 } });
    expect(same(usual, changed), group).toBe(false);
    await choices.first().check();
  }
});

test("the shop's page leads to each of them", async ({ page, chat }) => {
  await expect(chat.launcher).toBeVisible();
  for (const name of ["inline", "fullscreen", "theming", "gallery"]) {
    await expect(page.locator(`footer a[href="/pages/${name}.html"]`)).toBeVisible();
  }
});
