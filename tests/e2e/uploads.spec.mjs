// Files that do not arrive at once: what is told of them, and how they arrive after all.
import { Chat } from "./stage/chat.mjs";
import { announced, listenToAnnouncer } from "./stage/heard.mjs";
import { expect, test as base } from "./stage/test.mjs";

const test = base.extend({
  server: async ({ desk }, use) => use(desk),
  chat: async ({ page, server }, use) => {
    await listenToAnnouncer(page);
    await page.goto(`${server.origin}/`);
    const chat = new Chat(page);
    await chat.open();
    await announced(page);
    await use(chat);
  },
  /** The file chooser, a line for each file, and what is announced. */
  files: async ({ page, chat }, use) => {
    const lines = chat.window.locator(".files li");
    await use({
      lines,
      line: (text) => lines.filter({ hasText: text }),
      give: (...given) => page.locator('input[type="file"]').setInputFiles(given),
      heard: async () => (await announced(page)).map(({ text }) => text).join("\n"),
    });
  },
});

const note = (name, text = "torn") => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** Holds uploads back; what it gives lets them go. */
async function held(page) {
  let go;
  const gone = new Promise((done) => (go = done));
  await page.route("**/attachments", async (route) => {
    await gone;
    await route.continue();
  });
  return go;
}

test("an upload that failed is tried again by a press, and goes with the message", async ({ page, chat, files }) => {
  await page.route("**/attachments", (route) => route.abort());
  await files.give(note("note.txt"));
  await expect(files.lines).toHaveAttribute("data-state", "failed");
  await expect(files.lines).toContainText("note.txt could not be uploaded.");
  await page.unroute("**/attachments");
  await files.lines.getByRole("button", { name: "Try again note.txt" }).click();
  await expect(files.lines).toHaveAttribute("data-state", "ready");
  await expect(files.lines.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await chat.say("It is torn");
  await expect(chat.visitor.first()).toContainText("note.txt");
  await expect(chat.visitor.first()).toHaveAttribute("data-state", /sent|delivered/);
});

test("one file too many can be tried again as soon as there is room", async ({ files }) => {
  await files.give(...[1, 2, 3, 4, 5, 6].map((n) => note(`note-${n}.txt`)));
  const sixth = files.line("note-6.txt");
  const again = sixth.getByRole("button", { name: "Try again" });
  await expect(sixth).toContainText("You can send 5 files at a time.");
  await expect(again).toBeHidden();
  await files.line("note-1.txt").getByRole("button", { name: "Remove note-1.txt" }).click();
  await again.click();
  await expect(sixth).toHaveAttribute("data-state", "ready");
});

test("a file chosen offline is listed at once, can be tried again, and goes by itself when the network is back", async ({ context, files }) => {
  await context.setOffline(true);
  await files.give(note("note.txt"));
  await expect(files.lines).toHaveText(/note\.txt\s*Waiting to be sent/);
  await expect(files.lines.getByRole("button", { name: "Try again" })).toBeVisible();
  expect(await files.heard()).toContain("note.txt: Waiting to be sent");
  await files.lines.getByRole("button", { name: "Try again" }).click();
  await expect(files.lines).toHaveCount(1);
  await context.setOffline(false);
  await expect(files.lines).toHaveAttribute("data-state", "ready");
});

test("an upload that met no network waits for it", async ({ context, files }) => {
  await files.give(note("first.txt"));
  await expect(files.lines).toHaveAttribute("data-state", "ready");
  await context.setOffline(true);
  await files.give(note("second.txt"));
  const second = files.line("second.txt");
  await expect(second).toHaveAttribute("data-state", "waiting");
  await expect(second).toContainText("Waiting to be sent");
  await expect(second.getByRole("button", { name: "Try again" })).toBeVisible();
  await context.setOffline(false);
  await expect(second).toHaveAttribute("data-state", "ready");
});

test("where what uploads cannot be had, the file is kept, and another try fetches it", async ({ page, files }) => {
  await page.route("**/parts/upload.js*", (route) => route.abort());
  await files.give(note("note.txt"));
  await expect(files.lines).toHaveAttribute("data-state", "failed");
  await expect(files.lines).toContainText("note.txt could not be uploaded.");
  await page.unroute("**/parts/upload.js*");
  await files.lines.getByRole("button", { name: "Try again" }).click();
  await expect(files.lines).toHaveAttribute("data-state", "ready");
});

test("while a file is on its way Send is disabled, Enter says why, and the end is said", async ({ page, chat, files }) => {
  const go = await held(page);
  await files.give(note("note.txt"));
  await expect(files.lines.getByRole("progressbar")).toBeVisible();
  await expect(chat.send).toHaveAttribute("aria-disabled", "true");
  await files.heard();
  await chat.say("too early");
  expect(await files.heard()).toBe("Uploading note.txt");
  await chat.send.click({ force: true });
  expect((await files.heard()).trim()).toBe("Uploading note.txt");
  await expect(chat.visitor).toHaveCount(0);
  go();
  await expect(chat.send).not.toHaveAttribute("aria-disabled");
  expect(await files.heard()).toBe("note.txt: 100% uploaded");
  await chat.send.click();
  await expect(chat.visitor.first()).toContainText("note.txt");
});

test("sizes are written as the language does, an empty file is told so, and each file too many is named", async ({ files }) => {
  await files.give(note("three.txt", "abc"), note("empty.txt", ""));
  await expect(files.line("three.txt")).toHaveText(/three\.txt\s*3 bytes/);
  await expect(files.line("empty.txt")).toContainText("empty.txt cannot be sent: the file is empty.");
  await expect(files.line("empty.txt").getByRole("button", { name: "Try again" })).toBeHidden();
  await files.heard();
  await files.give(...["a", "b", "c", "d", "e", "f"].map((name) => note(`${name}.txt`)));
  await expect(files.line("You can send 5 files at a time.")).toHaveCount(2);
  await expect(files.line(/uploaded/)).toHaveCount(0);
  const told = (await files.heard()).split("\n").filter((text) => text.includes("at a time"));
  expect(told).toEqual(["e.txt: You can send 5 files at a time.", "f.txt: You can send 5 files at a time."]);
});
