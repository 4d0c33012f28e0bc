import { expect, focusedPart, tabTo, test } from "./stage/test.mjs";

test("the whole path works by keyboard alone", async ({ page, chat }) => {
  await tabTo(page, "launcher");
  await page.keyboard.press("Enter");
  await chat.greeted();
  // Opening moved the focus into the window; a keyboard user is not left behind the page.
  const inside = await page.evaluate(() => document.activeElement?.localName);
  expect(inside).toBe("parlour-chat");

  const greeted = await chat.bot.count();
  const reply = (await chat.choices.first().innerText()).trim();
  const focused = (await focusedPart(page)).split(" ");
  await tabTo(page, "choice", { key: focused.includes("input") ? "Shift+Tab" : "Tab" });
  const chosen = await page.evaluate(() => document.activeElement.shadowRoot.activeElement.textContent.trim());
  await page.keyboard.press("Enter");
  await expect(chat.visitor.last()).toContainText(chosen);
  expect(reply.length).toBeGreaterThan(0);
  await chat.answered(greeted);

  const answered = await chat.bot.count();
  await tabTo(page, "input");
  await page.keyboard.type("Opening hours");
  await page.keyboard.press("Enter");
  await expect(chat.visitor.last()).toContainText("Opening hours");
  await chat.answered(answered);

  await page.keyboard.press("Escape");
  await expect(chat.window).toBeHidden();
  expect((await focusedPart(page)).split(" ")).toContain("launcher");
});

test("Space opens the chat too, and Shift+Enter makes a line instead of sending", async ({ page, chat }) => {
  await tabTo(page, "launcher");
  await page.keyboard.press("Space");
  await chat.greeted();
  await tabTo(page, "input");
  await page.keyboard.type("one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("two");
  await expect(chat.input).toHaveValue("one\ntwo");
  await expect(chat.visitor).toHaveCount(0);
});

test("keys typed in the chat do not reach the page's shortcuts", async ({ page, chat }) => {
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener("keydown", (event) => window.heard.push(event.key));
  });
  await chat.open();
  await chat.input.focus();
  await page.keyboard.type("s/k");
  expect(await page.evaluate(() => window.heard)).toEqual([]);
});
