// Forms and several options: what is taken, what is told when it is not, and how a field of checkboxes looks.
import { own } from "./stage/own.mjs";
import { expect, test as base } from "./stage/test.mjs";

const test = base.extend({
  flow: `
name = "Forms"
fallback = "hello"
[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "Hello.", suggested_replies = ["Numbers", "Optional", "Several"] }]
connection = [{ exactly = "Numbers", to = "numbers" }, { exactly = "Optional", to = "optional" }, { exactly = "Several", to = "several" }]
[[module]]
id = 2
name = "numbers"
say = "How may we reach you?"
type = "form"
save = "way"
  [[module.field]]
  name = "phone"
  label = "Phone"
  type = "phone"
  required = true
  [[module.field]]
  name = "size"
  label = "Boot size"
  type = "number"
  required = true
  [[module.connection]]
  always = true
  to = "reached"
[[module]]
id = 3
name = "reached"
say = "{{way.phone}} and {{way.size}}."
[[module]]
id = 4
name = "optional"
say = "Anything more?"
type = "form"
  [[module.field]]
  name = "name"
  label = "Name"
  [[module.field]]
  name = "carry"
  label = "What you carry"
  type = "multi_select"
  options = ["A tent", "A stove"]
  [[module.connection]]
  always = true
  to = "thanks"
[[module]]
id = 5
name = "several"
say = "What will you carry?"
type = "multi_select"
options = ["A tent", "A sleeping bag", "A stove", "Boots"]
min = 2
max = 3
  [[module.connection]]
  always = true
  to = "thanks"
[[module]]
id = 6
name = "thanks"
say = [{ text = "Thank you.", suggested_replies = ["Optional"] }]
connection = [{ exactly = "Optional", to = "optional" }]
[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`,
});

async function asked(chat, name) {
  await chat.open();
  await chat.choices.filter({ hasText: name }).click();
  await expect(chat.window.locator("form.ask")).toBeVisible();
}

/** What a screen reader is told of a control besides its name. */
const described = (control) =>
  control.evaluate((node) => node.getAttribute("aria-describedby").split(" ").map((id) => node.getRootNode().getElementById(id).textContent).join(" "));

for (const [script, phone, size, heard] of [
  ["Arabic-Indic", "٠٣٠ ١٢٣٤٥٦", "٤٢٫٥", "030123456 and 42.5."],
  ["Persian", "+۹۸ ۲۱ ۱۲۳۴۵۶", "۴۲", "+9821123456 and 42."],
  ["Burmese", "၀၃၀ ၁၂၃၄၅၆", "၄၂", "030123456 and 42."],
]) {
  test(`a phone number and a number are taken in ${script} digits`, async ({ chat }) => {
    await asked(chat, "Numbers");
    await chat.window.getByLabel("Phone").fill(phone);
    await chat.window.getByLabel("Boot size").fill(size);
    await chat.window.getByRole("button", { name: "Submit" }).click();
    await expect(chat.bot.last()).toContainText(heard);
  });
}

test("what is no number is still told to be none", async ({ chat }) => {
  await asked(chat, "Numbers");
  await chat.window.getByLabel("Phone").fill("اتصل بي");
  await chat.window.getByLabel("Boot size").fill("٤٢ ونصف");
  await chat.window.getByRole("button", { name: "Submit" }).click();
  await expect(chat.window.getByText("Enter a phone number, digits only.")).toBeVisible();
  await expect(chat.window.getByText("Enter a number.")).toBeVisible();
});

test("a form without a required field says at its first one that something is to be filled in", async ({ chat }) => {
  await asked(chat, "Optional");
  const name = chat.window.getByLabel("Name");
  await chat.window.getByRole("button", { name: "Submit" }).click();
  await expect(name).toBeFocused();
  expect(await described(name)).toBe("Please fill in at least one field.");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(chat.window.getByText("Please fill in at least one field.")).toBeVisible();
  await chat.window.getByRole("checkbox", { name: "A stove" }).check();
  await chat.window.getByRole("button", { name: "Submit" }).click();
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("What you carry: A stove");
});

test("too few options are told to be too few, where they are chosen", async ({ chat }) => {
  await asked(chat, "Several");
  const first = chat.window.getByRole("checkbox").first();
  const confirm = chat.window.getByRole("button", { name: "Confirm" });
  await expect(confirm).toBeEnabled();
  await confirm.click();
  await expect(first).toBeFocused();
  await expect(chat.window.getByRole("alert").filter({ hasText: "Choose at least 2." })).toBeVisible();
  expect(await described(first)).toBe("Choose at least 2.");
  await chat.window.getByRole("checkbox", { name: "Boots" }).check();
  await confirm.click();
  await expect(chat.window.getByText("Choose at least 2.")).toBeVisible();
  await chat.window.getByRole("checkbox", { name: "A tent" }).check();
  await expect(chat.window.getByText("Choose at least 2.")).toBeHidden();
  await confirm.click();
  await expect(chat.visitor.last().locator('[part~="bubble"]')).toHaveText("A tent\nBoots");
});

test("a field of checkboxes looks as the question for several options does", async ({ chat }) => {
  const look = () =>
    chat.window.locator(".tick").first().evaluate((row) => {
      const { display, alignItems, fontWeight, minHeight, marginBlockEnd } = getComputedStyle(row);
      return { display, alignItems, fontWeight, minHeight, marginBlockEnd };
    });
  await asked(chat, "Several");
  const several = await look();
  expect(several).toEqual({ display: "flex", alignItems: "center", fontWeight: "400", minHeight: "44px", marginBlockEnd: "0px" });
  for (const name of ["A tent", "Boots"]) await chat.window.getByRole("checkbox", { name }).check();
  await chat.window.getByRole("button", { name: "Confirm" }).click();
  await chat.choices.filter({ hasText: "Optional" }).click();
  await expect(chat.window.getByRole("group", { name: /What you carry/ })).toBeVisible();
  expect(await look()).toEqual(several);
});

test.describe("the form before the chat", () => {
  const preChat = [{ name: "name", required: true }, { name: "phone" }];
  const opened = (page, server, config = {}) => own(page, server, { preChat, storage: "none", ...config });

  test("has the focus in its first field when the visitor opens the window, also the next time", async ({ page, server }) => {
    const chat = await opened(page, server);
    const name = chat.window.getByLabel("Name");
    await chat.launcher.press("Enter");
    await expect(name).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(chat.launcher).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(name).toBeFocused();
    await name.fill("Ann");
    await chat.window.getByRole("button", { name: "Start chat" }).press("Enter");
    await chat.greeted();
    await expect(chat.input).toBeFocused();
  });

  test("has the focus after the question for consent", async ({ page, server }) => {
    const chat = await opened(page, server, { consent: "required", privacy: { text: "We keep it." } });
    await chat.launcher.click();
    await chat.window.getByRole("button", { name: "Agree" }).press("Enter");
    await expect(chat.window.getByLabel("Name")).toBeFocused();
  });

  test("takes no focus when the page opens the window by itself", async ({ page, server }) => {
    const chat = await opened(page, server, { open: true });
    await expect(chat.window.getByLabel("Name")).toBeVisible();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });

  test.describe("phone", () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    test("leaves the focus at the window on a phone, where the keyboard would cover what is asked", async ({ page, server }) => {
      const chat = await opened(page, server);
      await chat.launcher.tap();
      await expect(chat.window.getByLabel("Name")).toBeVisible();
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      await expect(chat.window).toBeFocused();
    });
  });

  test("takes a phone number in Arabic-Indic digits", async ({ page, server }) => {
    const chat = await opened(page, server);
    await chat.launcher.click();
    await chat.window.getByLabel("Name").fill("ليلى");
    await chat.window.getByLabel("Phone").fill("٠٣٠ ١٢٣٤٥٦");
    const session = page.waitForRequest("**/session");
    await chat.window.getByRole("button", { name: "Start chat" }).click();
    expect((await session).postDataJSON().user_profile.phone).toBe("٠٣٠ ١٢٣٤٥٦");
    await chat.greeted();
  });
});
