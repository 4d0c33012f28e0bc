import { expect, focusedPart, test } from "./stage/test.mjs";

/** Pixels of the transcript below what is seen. */
const below = (chat) => chat.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);

for (const [name, viewport] of [
  ["a desktop", { width: 1280, height: 600 }],
  ["a small phone", { width: 320, height: 568 }],
  ["400 % zoom", { width: 320, height: 200 }],
]) {
  test.describe(name, () => {
    test.use({ viewport });

    test(`the transcript stays at its end while a notice comes and goes on ${name}`, async ({ context, chat }) => {
      await chat.open();
      await expect.poll(() => below(chat)).toBeLessThan(2);
      const before = await chat.bot.count();
      await chat.choices.first().click();
      await chat.answered(before);
      await expect(chat.choices.first()).toBeVisible();
      await expect.poll(() => below(chat)).toBeLessThan(2);
      await context.setOffline(true);
      await expect(chat.notice).toBeVisible();
      await expect.poll(() => below(chat)).toBeLessThan(2);
      expect((await chat.log.boundingBox()).height).toBeGreaterThan(90);
      await context.setOffline(false);
      await expect(chat.notice).toBeHidden();
      await expect.poll(() => below(chat)).toBeLessThan(2);
    });
  });
}

test("a visitor who reads further up is left there when a notice comes", async ({ page, context, chat }) => {
  await page.setViewportSize({ width: 1280, height: 520 });
  await chat.open();
  const before = await chat.bot.count();
  await chat.choices.first().click();
  await chat.answered(before);
  await expect(chat.choices.first()).toBeVisible();
  await expect.poll(() => below(chat)).toBeLessThan(2);
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await context.setOffline(true);
  await expect(chat.notice).toBeVisible();
  expect(await chat.log.evaluate((log) => log.scrollTop)).toBe(0);
});

test("the focus stays in the window when the pressed reply or a discarded message goes", async ({ page, context, chat }) => {
  await chat.open();
  await chat.choices.first().focus();
  await page.keyboard.press("Enter");
  await expect(chat.visitor).toHaveCount(1);
  await expect.poll(() => focusedPart(page)).toBe("input");
  await expect(chat.choices.first()).toBeVisible();
  expect(await focusedPart(page)).toBe("input");

  await context.setOffline(true);
  await chat.say("Never mind");
  const discard = chat.visitor.last().getByRole("button", { name: "Discard" });
  await discard.focus();
  await page.keyboard.press("Enter");
  await expect(chat.visitor).toHaveCount(1);
  await expect.poll(() => focusedPart(page)).toBe("input");
});

test.describe("a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("on a phone no keyboard is called up before the visitor asks, and Tab meets nothing of the page behind", async ({ page, chat }) => {
    await chat.open();
    expect(await focusedPart(page)).toBe("window");
    await chat.choices.first().click();
    await expect(chat.visitor).toHaveCount(1);
    await expect.poll(() => focusedPart(page)).toBe("window");
    for (const key of ["Shift+Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab"]) {
      await page.keyboard.press(key);
      // From the last control Tab leads to the browser's own, and the page has the focus nowhere.
      expect(["parlour-chat", "body"]).toContain(await page.evaluate(() => document.activeElement.localName));
      expect(await focusedPart(page)).not.toBe("launcher");
    }
  });
});

test("a screen reader is told every message of an answer once, nothing of the history, and a failure", async ({ page, chat }) => {
  await page.addInitScript(() => {
    window.heard = [];
    document.addEventListener("parlour:open", (event) => {
      const region = event.target.shadowRoot.querySelector('[aria-live="polite"]');
      new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { subtree: true, childList: true, characterData: true });
    });
  });
  await page.reload();
  const heard = () => page.evaluate(() => window.heard.filter(Boolean).join("\n").replaceAll("\u00a0", "").split("\n"));
  await chat.open();
  await expect.poll(heard).toEqual(await chat.texts(chat.bot));

  await page.reload();
  await chat.reopened();
  await chat.greeted();
  const known = await chat.bot.count();
  await chat.choices.first().click();
  await chat.answered(known);
  await expect(chat.choices.first()).toBeVisible();
  await expect.poll(heard).toEqual(["Sent", ...(await chat.texts(chat.bot)).slice(known)]);

  await page.route("**/messages/", (route) => route.fulfill({ status: 400, json: { error: "No.", message: null, code: "field_invalid" } }));
  await chat.say("This one is refused");
  await expect.poll(async () => (await heard()).at(-1)).toContain("Not sent");
});
