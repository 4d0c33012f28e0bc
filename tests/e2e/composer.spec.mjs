// Writing: what may be written, how much of it, and what helps.
import { fileURLToPath } from "node:url";
import { own } from "./stage/own.mjs";
import { expect, test } from "./stage/test.mjs";

/** Where pictures to be looked at go. */
const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

const FLOW = `
name = "Desk"
fallback = "what"

[[module]]
id = 1
name = "hello"
starting = true
say = ["Hello."]
connection = [
  { any_of = "tents", to = "tents" },
  { any_of = "mail", to = "mail" },
  { any_of = "count", to = "count" },
]

[[module]]
id = 2
name = "tents"
say = ["How large?"]
type = "multiple_choice"
options = ["Small", "Large"]
choices_only = true
connection = [{ always = true, to = "hello" }]

[[module]]
id = 3
name = "mail"
say = ["Your email address?"]
type = "email"
connection = [{ always = true, to = "hello" }]

[[module]]
id = 4
name = "count"
say = ["How many?"]
type = "number"
connection = [{ always = true, to = "hello" }]

[[module]]
id = 5
name = "what"
say = ["Pardon?"]
next = "hello"

[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`;

test("Enter sends, Shift and Enter makes a line, and the Enter of an input method does neither", async ({ page, chat }) => {
  await chat.open();
  await chat.input.pressSequentially("one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("two");
  await expect(chat.input).toHaveValue("one\ntwo");
  await chat.input.evaluate((box) => {
    for (const more of [{ isComposing: true }, { keyCode: 229 }]) {
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
    }
  });
  await expect(chat.visitor).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(chat.visitor).toHaveText(/one\ntwo/, { useInnerText: true });
  await expect(chat.input).toHaveValue("");
});

test("the text box grows with its text up to its limit and shrinks again", async ({ chat }) => {
  await chat.open();
  const height = () => chat.input.evaluate((box) => box.getBoundingClientRect().height);
  const one = await height();
  await chat.input.fill("a\nb\nc");
  await expect.poll(height).toBeGreaterThan(one + 40);
  await chat.input.fill("a\n".repeat(60));
  await expect.poll(height).toBe(144);
  await chat.input.fill("");
  await expect.poll(height).toBe(one);
});

test("the limit is told near its end, and what is over it stays in the text box", async ({ chat }) => {
  await chat.open();
  const count = chat.window.locator("#count");
  await chat.input.fill("x".repeat(3_699));
  await expect(count).toBeHidden();
  await chat.input.fill("x".repeat(3_999));
  await expect(count).toHaveText("1 character left");
  await chat.input.fill("😀".repeat(4_002));
  await expect(count).toHaveText("2 characters too many");
  await expect(chat.input).toHaveAttribute("aria-invalid", "true");
  await chat.input.press("Enter");
  await expect(chat.visitor).toHaveCount(0);
  await expect(count).toHaveText("2 characters too many");
});

test("a draft survives a reload, and the message it becomes does not come back", async ({ page, chat }) => {
  await chat.open();
  await chat.input.fill("Do you deliver");
  await page.reload();
  await chat.greeted();
  await expect(chat.input).toHaveValue("Do you deliver");
  await chat.input.press("Enter");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await page.reload();
  await expect(chat.visitor.first()).toBeVisible();
  await expect(chat.input).toHaveValue("");
});

test("nothing of a draft is kept where nothing may be kept", async ({ page, server }) => {
  const chat = await own(page, server, { storage: "none" });
  await chat.open();
  await chat.input.fill("Do you deliver");
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test.describe("a bot that wants something typed", () => {
  test.use({ flow: FLOW });
  const greeted = async (chat) => {
    await chat.launcher.click();
    await expect(chat.bot.first()).toBeVisible();
  };

  test("the text box is locked, with the reason, while only the replies are taken", async ({ page, server, chat }) => {
    await greeted(chat);
    await chat.say("tents");
    await expect(chat.choices).toHaveText(["Small", "Large"]);
    await expect(chat.input).toHaveAttribute("readonly", "");
    await expect(chat.input).toHaveAttribute("placeholder", "Choose one of the replies above to go on.");
    await chat.input.press("x");
    await expect(chat.input).toHaveValue("");
    await chat.choices.last().click();
    await expect(chat.input).not.toHaveAttribute("readonly");
    await expect(chat.input).toHaveAttribute("placeholder", "Write a message…");

    const always = await own(page, server, { input: "always", storage: "none" });
    await greeted(always);
    await always.say("tents");
    await expect(always.choices).toHaveCount(2);
    await expect(always.input).not.toHaveAttribute("readonly");
    const never = await own(page, server, { input: "choices-only", storage: "none" });
    await greeted(never);
    await expect(never.input).toHaveAttribute("readonly", "");
  });

  test("a file that is dropped or pasted while the text box is locked is refused, with the reason", async ({ page, chat }) => {
    await greeted(chat);
    await chat.say("tents");
    await expect(chat.input).toHaveAttribute("readonly", "");
    const posted = [];
    page.on("request", (request) => request.url().endsWith("/attachments") && posted.push(request.url()));
    const REASON = "Choose one of the replies above to go on.";
    const drag = (type) =>
      chat.log.evaluate((log, type) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
        log.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true }));
      }, type);
    const drop = chat.window.locator(".drop");
    await drag("dragover");
    await expect(drop).toHaveText(REASON);
    await drag("drop");
    await expect(drop).toBeHidden();
    const announcer = chat.window.locator('.unseen[aria-live="polite"]');
    await expect(announcer).toContainText(REASON);
    await chat.input.evaluate((box) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(["pasted"], "pasted.txt", { type: "text/plain" }));
      box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true, cancelable: true }));
    });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
    expect(posted).toEqual([]);
    await expect(chat.window.locator(".files li")).toHaveCount(0);

    await chat.choices.last().click();
    await expect(chat.input).not.toHaveAttribute("readonly");
    await drag("dragover");
    await expect(drop).toHaveText("Drop files here to send them");
    await drag("drop");
    await expect(chat.window.locator(".files li")).toHaveAttribute("data-state", "ready");
  });

  test("a phone's keyboard and the browser's memory fit what is wanted, until it was given", async ({ chat }) => {
    await greeted(chat);
    const hints = () => chat.input.evaluate((box) => [box.inputMode, box.autocomplete]);
    expect(await hints()).toEqual(["", ""]);
    await chat.say("mail");
    await expect.poll(hints).toEqual(["email", "email"]);
    await chat.say("ann@example.com");
    await expect.poll(hints).toEqual(["", ""]);
    await chat.say("count");
    await expect.poll(hints).toEqual(["decimal", "off"]);
  });
});

test("what stands in the empty text box is read whole in a narrow piece of the page", async ({ page, server }) => {
  const chat = await own(page, server, { storage: "none", voice: "" });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("parlour-chat { position: fixed; inset: 0 auto auto 0; inline-size: 240px; block-size: 500px }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    document.querySelector("parlour-chat").setAttribute("mode", "inline");
  });
  await chat.greeted();
  for (const tag of ["en", "de", "ar"]) {
    await page.evaluate((tag) => (document.querySelector("parlour-chat").locale = tag), tag);
    await expect(chat.window).toHaveAttribute("lang", tag);
    const room = await chat.input.evaluate((box) => ({ inside: box.scrollHeight, seen: box.clientHeight }));
    expect(room.inside, tag).toBeLessThanOrEqual(room.seen);
    await chat.window.screenshot({ path: `${FOLDER}narrow-${tag}.png`, animations: "disabled" });
  }
});

test("large letters stand on lines of their own, and the menu below its button", async ({ page, chat }) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("parlour-chat { --parlour-font-size: 30px }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  await chat.open();
  await chat.input.fill("One line\nand another");
  const { size, line } = await chat.input.evaluate((box) => {
    const { fontSize, lineHeight } = getComputedStyle(box);
    return { size: Number.parseFloat(fontSize), line: Number.parseFloat(lineHeight) };
  });
  expect(size).toBe(30);
  expect(line).toBe(45);
  const button = page.locator('[part~="menu"]');
  await button.click();
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  const [above, below, window] = [await button.boundingBox(), await menu.boundingBox(), await chat.window.boundingBox()];
  expect(below.y).toBeGreaterThanOrEqual(above.y + above.height);
  expect(below.y + below.height).toBeLessThanOrEqual(window.y + window.height);
  await chat.window.screenshot({ path: `${FOLDER}large-letters.png`, animations: "disabled" });
});

test("a microphone is offered only where the page wants one, and asked for only when it is pressed", async ({ page, server }) => {
  const files = [];
  page.on("request", (request) => files.push(request.url()));
  const plain = await own(page, server);
  await plain.open();
  expect(files.filter((url) => url.includes("voice"))).toEqual([]);

  await page.addInitScript(() => {
    window.asked = 0;
    const of = SpeechRecognition in window ? SpeechRecognition : webkitSpeechRecognition;
    const start = of.prototype.start;
    of.prototype.start = function () {
      window.asked += 1;
      return start.call(this);
    };
  }).catch(() => {});
  const chat = await own(page, server, { voice: "", storage: "none" });
  await chat.open();
  const mic = chat.window.getByRole("button", { name: "Speak your message" });
  await expect(mic).toBeVisible();
  await mic.click();
  // A browser without a microphone says so, or that nothing was heard.
  await expect(chat.window.locator(".heard")).toHaveText(/microphone is blocked|Nothing was heard|Listening/);
  await expect(chat.visitor).toHaveCount(0);
});
