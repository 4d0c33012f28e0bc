// People take a conversation over, and visitors send them files.
import { fileURLToPath } from "node:url";
import { SMALL, agent } from "./stage/desk.mjs";
import { expect, test as base } from "./stage/manned.mjs";
import { instead } from "./stage/instead.mjs";
import { hear, own } from "./stage/own.mjs";

/** Where pictures to be looked at go. */
const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const keep = (page, state) => page.screenshot({ path: `${FOLDER}desktop-light-state-${state}.png`, animations: "disabled" });

const test = base.extend({
  change: [SMALL, { option: true }],
});

const file = (name, mimeType, bytes) => ({ name, mimeType, buffer: Buffer.from(bytes) });
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("a person is waited for, joins, types, reads, leaves and ends it, and the window says each", async ({ page, server, chat }) => {
  const heard = await hear(page, "handover");
  const title = page.locator('[part~="title"]');
  const notices = page.locator('[part~="message-notice"]');
  await chat.open();
  const bot = await title.textContent();
  await chat.choices.first().click();
  await expect(chat.notice).toHaveText("You are next.");
  await expect(chat.window.locator(".connection")).toHaveText("Waiting for someone to join…");

  await keep(page, "queue");
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await expect(notices).toHaveText(["Maya joined the chat."]);
  await expect(title).toHaveText("Maya");
  await expect(chat.notice).toBeHidden();
  await agent(server, page, "typing", { active: true });
  await expect(chat.typing).toBeVisible();
  await expect(chat.typing).toContainText("Maya is typing");
  await agent(server, page, "reply", { text: "Hello, Maya here." });
  await expect(page.locator('[part~="message-agent"]')).toContainText("Hello, Maya here.");

  await chat.say("Is it in stock?");
  const mine = chat.visitor.last();
  await expect(mine).toHaveAttribute("data-state", /sent|delivered/);
  await agent(server, page, "read", { up_to: 1_000 });
  await expect(mine).toHaveAttribute("data-state", "read");
  await expect(mine.locator('[part~="status"]')).toContainText("Read");

  await keep(page, "agent");
  await agent(server, page, "hand-back");
  await expect(notices).toHaveText(["Maya joined the chat.", "Maya left the chat."]);
  await expect(title).toHaveText(bot);
  await agent(server, page, "take", { agent: { name: "Bob" } });
  await agent(server, page, "end");
  await expect(chat.window.getByRole("group", { name: "This conversation has ended." })).toBeVisible();
  await expect(chat.input).toHaveAttribute("readonly", "");
  await keep(page, "ended");
  expect((await heard()).map(([, { state }]) => state)).toEqual(["waiting", "agent", "bot", "agent", "ended"]);

  await page.reload();
  await expect(chat.window.getByRole("group", { name: "This conversation has ended." })).toBeVisible();
  await chat.window.getByRole("button", { name: "Start a new conversation" }).click();
  await chat.greeted();
  await expect(chat.input).not.toHaveAttribute("readonly");
});

test("a notice runs as the window does, whoever it names", async ({ page, server, chat }) => {
  await chat.open();
  await chat.choices.first().click();
  await expect(chat.notice).toHaveText("You are next.");
  const bubble = page.locator('[part~="message-notice"] [part~="bubble"]');
  const runs = () => bubble.last().evaluate((node) => getComputedStyle(node).direction);
  await agent(server, page, "take", { agent: { name: "\u05de\u05d0\u05d9\u05d4 (2)\u202e" } });
  await expect(bubble.last()).toHaveText("\u2068\u05de\u05d0\u05d9\u05d4 (2)\u2069 joined the chat.");
  expect(await runs()).toBe("ltr");
  await page.evaluate(() => (document.documentElement.lang = "he"));
  await expect(bubble.last()).not.toHaveText(/joined/);
  await agent(server, page, "hand-back");
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await expect(bubble.last()).toHaveText(/^Maya /);
  expect(await runs()).toBe("rtl");
});

test("files go by button, paste and drop, each with a way out, and with the message", async ({ page, chat }) => {
  await chat.open();
  const files = chat.window.locator(".files li");
  await expect(page.locator('[part~="attach"]')).toHaveAccessibleName("Attach a file");
  await page.locator('input[type="file"]').setInputFiles([file("tent.png", "image/png", PNG), file("note.txt", "text/plain", "torn")]);
  await expect(files).toHaveCount(2);
  await expect(files.first()).toHaveAttribute("data-state", "ready");
  await chat.input.evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["pasted"], "pasted.txt", { type: "text/plain" }));
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true, cancelable: true }));
  });
  await chat.log.evaluate((log) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
    for (const type of ["dragover", "drop"]) {
      log.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true }));
    }
  });
  await expect(files).toHaveCount(4);
  await files.filter({ hasText: "note.txt" }).getByRole("button", { name: "Remove note.txt" }).click();
  await expect(files).toHaveCount(3);
  for (const one of await files.all()) await expect(one).toHaveAttribute("data-state", "ready");
  await keep(page, "files");
  const sent = page.waitForRequest("**/messages/");
  await chat.say("It is torn");
  expect((await sent).postDataJSON().attachments).toHaveLength(3);
  await expect(chat.visitor.first()).toHaveAttribute("data-state", /sent|delivered/);
  await expect(chat.visitor.first()).toContainText("tent.png");
  await expect(files).toHaveCount(0);
});

test("what becomes of files is fetched with the first of them, and not with the window", async ({ page, chat }) => {
  const parts = [];
  page.on("request", (request) => parts.push(...(new URL(request.url()).pathname.match(/parts\/\w+\.js$/) ?? [])));
  await chat.open();
  await expect(page.locator('[part~="attach"]')).toBeVisible();
  expect(parts).not.toContain("parts/upload.js");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator('[part~="attach"]').click()]);
  await expect.poll(() => parts).toContain("parts/upload.js");
  await chooser.setFiles([file("tent.png", "image/png", PNG)]);
  await expect(chat.window.locator(".files li")).toHaveAttribute("data-state", "ready");
});

test("a picture the visitor sent is seen, and so after a reload", async ({ page, server, chat }) => {
  await chat.open();
  await page.locator('input[type="file"]').setInputFiles([file("tent.png", "image/png", PNG), file("note.txt", "text/plain", "torn")]);
  await expect(chat.window.locator('.files li[data-state="ready"]')).toHaveCount(2);
  await chat.say("It is torn");
  const pictures = chat.visitor.locator("img");
  const seen = async () => {
    await expect(pictures).toHaveCount(1);
    await expect.poll(() => pictures.evaluate((image) => image.naturalWidth)).toBe(1);
    await expect(pictures).toHaveAttribute("alt", "tent.png");
    expect(new URL(await pictures.evaluate((image) => image.src)).origin).toBe(server.origin);
  };
  await seen();
  await keep(page, "picture-sent");
  await expect(chat.visitor.first()).toContainText("note.txt");
  await page.reload();
  await chat.reopened();
  await seen();
});

test("a picture the visitor sent is seen wherever media may come from, and the bot's is not for it", async ({ page, server }) => {
  const chat = await own(page, server, { mediaAllow: "https://media.example" });
  await chat.open();
  await page.locator('input[type="file"]').setInputFiles([file("tent.png", "image/png", PNG)]);
  await expect(chat.window.locator('.files li[data-state="ready"]')).toHaveCount(1);
  await instead(page, [{ type: "image", url: `${server.origin}/pages/favicon.svg`, text: "A tent at dusk" }]);
  await chat.say("It is torn");
  const pictures = chat.visitor.locator("img");
  await expect(pictures).toHaveCount(1);
  await expect.poll(() => pictures.evaluate((image) => image.naturalWidth)).toBe(1);
  await chat.say("And now?");
  await expect(chat.bot.last()).toContainText("A tent at dusk");
  await expect(chat.bot.locator("img:not([hidden])[src*=favicon]")).toHaveCount(0);
});

test("a transcript reads as the window does, with the names of who spoke", async ({ page, server, chat }) => {
  await chat.open();
  await chat.choices.first().click();
  await expect(chat.notice).toBeVisible();
  await agent(server, page, "take", { agent: { name: "Maya" } });
  await agent(server, page, "reply", { text: "**Two ways** to [send it back](https://shop.example/returns):\n\n1. by _post_\n2. in the shop" });
  await expect(page.locator('[part~="message-agent"]')).toContainText("Two ways");
  await chat.say("**as I typed it**");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", /sent|delivered/);
  const transcript = (form) => page.evaluate((form) => window.Parlour("transcript", form), form);
  const text = (await transcript("text")).replace(/^\[.*?\] /gm, "");
  expect(text).toContain("\n\nMaya joined the chat.\n\n");
  expect(text).toContain("Maya: Two ways to send it back (https://shop.example/returns):\n1. by post\n2. in the shop\n\nYou: **as I typed it**\n");
  const said = JSON.parse(await transcript("json")).find(({ author }) => author === "agent");
  expect(said).toMatchObject({ name: "Maya", text: expect.stringMatching(/^Two ways to send it back/) });
  expect(await transcript("html")).toContain('<article data-author="agent"><b dir="auto">Maya</b>');
});

test("a file alone is a message", async ({ page, chat }) => {
  await chat.open();
  await page.locator('input[type="file"]').setInputFiles([file("tent.png", "image/png", PNG)]);
  await expect(chat.window.locator(".files li")).toHaveAttribute("data-state", "ready");
  await chat.send.click();
  await expect(chat.visitor.first()).toHaveText(/tent\.png/);
  await expect(chat.visitor.first()).toHaveAttribute("data-state", /sent|delivered/);
});

test("what is too large, of a wrong kind or one too many is said before anything is sent", async ({ page, chat }) => {
  await chat.open();
  const pick = page.locator('input[type="file"]');
  const files = chat.window.locator(".files li");
  const posted = [];
  page.on("request", (request) => request.url().endsWith("/attachments") && posted.push(request.url()));
  await pick.setInputFiles([file("film.mp4", "video/mp4", Buffer.alloc(1024 * 1024 + 1))]);
  await expect(files).toHaveText(/film\.mp4 is too large\. The limit is 1(\.\d)? MB\./);
  expect(posted).toEqual([]);
  await pick.setInputFiles([file("page.html", "text/html", "<script>alert(1)</script>")]);
  await expect(files.nth(1)).toContainText("page.html cannot be sent: this kind of file is not accepted.");
  await pick.setInputFiles([file("sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK")]);
  await expect(files.nth(2)).toContainText("sheet.xlsx cannot be sent: this kind of file is not accepted.");
  expect(posted).toEqual([]);
  await pick.setInputFiles([1, 2, 3, 4, 5, 6].map((n) => file(`${n}.txt`, "text/plain", "x")));
  await expect(files.filter({ hasText: "You can send 5 files at a time." })).toHaveCount(1);
});

test("an upload shows how far it has come and can be stopped; nothing is sent meanwhile", async ({ page, chat }) => {
  await chat.open();
  await page.route("**/attachments", () => {});
  await page.locator('input[type="file"]').setInputFiles([file("tent.png", "image/png", PNG)]);
  const one = chat.window.locator(".files li");
  await expect(one.getByRole("progressbar")).toHaveAccessibleName("Uploading tent.png");
  await chat.say("too early");
  await expect(chat.visitor).toHaveCount(0);
  await expect(chat.input).toHaveValue("too early");
  await one.getByRole("button", { name: "Cancel upload" }).click();
  await expect(one).toHaveCount(0);
  await chat.input.press("Enter");
  await expect(chat.visitor).toHaveText(/too early/);
});

test.describe("a bot that takes no files", () => {
  test.use({ change: { from: "uploads = true", to: "uploads = false" } });

  test("has no button for them", async ({ page, chat }) => {
    await chat.open();
    await expect(page.locator('[part~="attach"]')).toHaveCount(0);
  });
});
