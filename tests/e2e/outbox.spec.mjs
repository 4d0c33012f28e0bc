// What a visitor has typed is in the browser's storage before it is shown as said, and stays until the server has it.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Chat } from "./stage/chat.mjs";
import { Server } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const NAMES = ["localStorage", "sessionStorage"];

/** Makes every write fail as a full disk does. */
const fill = (page, places) =>
  page.addInitScript((places) => {
    const full = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    if (places.includes("indexedDB")) IDBObjectStore.prototype.put = full;
    if (places.includes("localStorage")) Storage.prototype.setItem = full;
  }, places);

/** Makes these throw when they are touched. */
const block = (page, names) =>
  page.addInitScript((names) => {
    for (const name of names) {
      Object.defineProperty(window, name, {
        configurable: true,
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    }
  }, names);

/** The rows in IndexedDB, as text. */
const rows = (page) =>
  page.evaluate(
    () =>
      new Promise((done, failed) => {
        const asked = indexedDB.open("parlour:unsent", 1);
        asked.onerror = failed;
        asked.onsuccess = () => {
          const all = asked.result.transaction("rows").objectStore("rows").getAll();
          all.onsuccess = () => {
            asked.result.close();
            done(all.result);
          };
        };
      }),
  );
const texts = async (page) => (await rows(page)).map((row) => JSON.parse(row).text);
const stored = async (server, head) => (await server.report()).map((row) => row.message).filter((text) => text.startsWith(head));

/** The chat on its page again, as it is from now on. */
async function reopened(page, server) {
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.reopened();
  return chat;
}

test("a message that is shown is kept: the page ends, and another one sends it once", async ({ page, context, server, chat }) => {
  test.setTimeout(60_000);
  await chat.open();
  await server.down();
  await chat.say("Kept before it is shown");
  await expect(chat.visitor.last()).toContainText("Kept before it is shown");
  // Ended as by the system: nothing of the page runs any more.
  const session = await context.newCDPSession(page).catch(() => undefined);
  if (session) await Promise.race([session.send("Page.crash").catch(() => {}), page.waitForEvent("crash")]);
  await page.close();
  await server.up();
  const later = await context.newPage();
  await later.goto(`${server.origin}/`);
  const again = new Chat(later);
  await again.launcher.click();
  await expect(again.visitor).toHaveText(/Kept before it is shown/);
  await expect(again.visitor).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  await expect(again.input).toHaveValue("");
  expect(await stored(server, "Kept")).toEqual(["Kept before it is shown"]);
  expect(await texts(later)).toEqual([]);
});

test("where there is no room a text stays in its box and the visitor reads why; sent once more, it goes", async ({ page, server, chat }) => {
  await fill(page, ["indexedDB", "localStorage"]);
  await page.reload();
  await chat.open();
  await chat.say("No room for this");
  await expect(chat.notice).toHaveText(/no room to keep your message/);
  await expect(chat.input).toHaveValue("No room for this");
  await expect(chat.visitor).toHaveCount(0);
  expect(await stored(server, "No room")).toEqual([]);
  await chat.input.press("Enter");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await expect(chat.input).toHaveValue("");
  await expect(chat.notice).toBeHidden();
  expect(await stored(server, "No room")).toEqual(["No room for this"]);
});

for (const [what, stop] of [
  ["blocked", (page) => block(page, ["indexedDB"])],
  ["full", (page) => fill(page, ["indexedDB"])],
  ["silent", (page) => page.addInitScript(() => (IDBFactory.prototype.open = () => ({})))],
]) {
  test(`with IndexedDB ${what} a message is kept in the browser's storage`, async ({ page, server, chat }) => {
    test.setTimeout(60_000);
    await stop(page);
    await page.reload();
    await chat.open();
    await server.down();
    await chat.say("Kept elsewhere");
    await expect(chat.visitor.last()).toContainText("Kept elsewhere");
    await expect(chat.input).toHaveValue("");
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("parlour:unsent:")).length);
    expect(await kept()).toBe(1);
    await server.up();
    const again = await reopened(page, server);
    await expect(again.visitor).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
    await expect.poll(kept).toBe(0);
    expect(await stored(server, "Kept")).toEqual(["Kept elsewhere"]);
  });
}

test("a browser that keeps nothing at all is named in the transcript, and the chat goes on", async ({ page, server, chat }) => {
  await block(page, ["indexedDB", ...NAMES]);
  await page.reload();
  await page.evaluate(() => {
    window.told = [];
    document.querySelector("parlour-chat").addEventListener("parlour:error", ({ detail }) => window.told.push(detail.code));
  });
  await chat.open();
  await chat.say("In memory");
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  await expect(chat.log.locator('[part~="message-notice"]')).toHaveText(/This browser keeps nothing/);
  expect(await page.evaluate(() => window.told)).toEqual(["storage"]);
  expect(await stored(server, "In memory")).toEqual(["In memory"]);
});

test("what waits can be given up: its row goes, and its text is in the empty box again", async ({ page, context, chat }) => {
  await chat.open();
  await context.setOffline(true);
  await chat.say("Not like this");
  const message = chat.visitor.last();
  await expect(message).toHaveAttribute("data-state", "queued");
  expect(await texts(page)).toEqual(["Not like this"]);
  await message.getByRole("button", { name: "Discard" }).click();
  await expect(chat.visitor).toHaveCount(0);
  await expect(chat.input).toHaveValue("Not like this");
  await expect.poll(() => texts(page)).toEqual([]);
  await chat.say("But like this");
  await expect(chat.visitor).toHaveCount(1);
  await chat.input.fill("still writing");
  await chat.visitor.last().getByRole("button", { name: "Discard" }).click();
  await expect(chat.visitor).toHaveCount(0);
  await expect(chat.input).toHaveValue("still writing");
});

/** The demo's configuration for a visitor who says more in a minute than it lets anybody. */
async function unhurried(folder) {
  const demo = fileURLToPath(new URL("../../demo-site/", import.meta.url));
  const text = await readFile(`${demo}parlour.toml`, "utf8");
  const file = `${folder}/parlour.toml`;
  const places = text.replaceAll('"../', `"${demo}../`).replaceAll('"pages"', `"${demo}pages"`).replaceAll('"flows/', `"${demo}flows/`);
  await writeFile(file, places.replace('refs = ["returns"]', '$&\nlimits = { messages_per_minute = 600, burst = 100 }'));
  return file;
}

test("eighty messages that wait in three tabs all arrive, once each, and each tab's in the order of typing", async ({ context }) => {
  test.setTimeout(150_000);
  const server = await Server.start({ configure: unhurried });
  const tabs = [];
  while (tabs.length < 3) {
    const page = await context.newPage();
    await page.goto(`${server.origin}/`);
    tabs.push(new Chat(page));
    await tabs.at(-1).open();
  }
  await context.setOffline(true);
  const typed = [];
  for (let number = 0; number < 80; number += 1) {
    const tab = number % 3;
    const text = `tab ${tab}, ${String(number).padStart(2, "0")}`;
    await tabs[tab].say(text);
    await expect(tabs[tab].input).toHaveValue("");
    typed.push(text);
  }
  for (const tab of tabs) await tab.page.close();
  await context.setOffline(false);
  const later = await context.newPage();
  await later.goto(`${server.origin}/`);
  const again = new Chat(later);
  await again.launcher.click();
  await expect.poll(async () => (await stored(server, "tab ")).length, { timeout: 90_000 }).toBe(80);
  const arrived = await stored(server, "tab ");
  expect(arrived.toSorted()).toEqual(typed.toSorted());
  for (const tab of [0, 1, 2]) {
    const own = (list) => list.filter((text) => text.startsWith(`tab ${tab},`));
    expect(own(arrived)).toEqual(own(typed));
  }
  await expect.poll(() => texts(later), { timeout: 20_000 }).toEqual([]);
  await server.dispose();
});

test("messages that an older version kept in its entry are taken over and sent once", async ({ page, context, server, chat }) => {
  await chat.open();
  await context.setOffline(true);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((key) => /^parlour:http/.test(key));
    const saved = JSON.parse(localStorage.getItem(key));
    saved.outbox.push({ mid: "01a22a75-c0f5-7ad5-811d-bdcbb841c8b6", text: "From the old entry", at: Date.now(), failed: false, attachments: [] });
    localStorage.setItem(key, JSON.stringify(saved));
  });
  await context.setOffline(false);
  const again = await reopened(page, server);
  await expect(again.visitor).toHaveText(/From the old entry/);
  await expect(again.visitor).toHaveAttribute("data-state", "sent");
  expect(await stored(server, "From")).toEqual(["From the old entry"]);
  const entry = () => page.evaluate(() => JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => /^parlour:http/.test(key)))).outbox);
  expect(await entry()).toEqual([]);
});

test("logging out takes the rows along, also while another tab has them open", async ({ page, context, server, chat }) => {
  await chat.open();
  const other = await context.newPage();
  await other.goto(`${server.origin}/`);
  const second = new Chat(other);
  await second.open();
  await context.setOffline(true);
  await chat.say("My secret");
  await second.say("Another one");
  await expect(second.visitor).toHaveCount(1);
  expect(await rows(page)).toHaveLength(2);
  await page.evaluate(() => window.Parlour("logout"));
  await expect.poll(() => rows(page)).toEqual([]);
});

test("nothing is opened in IndexedDB where nothing may be kept, and for a session it stays in the tab", async ({ page, context, server, chat }) => {
  for (const storage of ["none", "session"]) {
    await page.goto(`${server.origin}/`);
    await page.evaluate(() => indexedDB.deleteDatabase("parlour:unsent"));
    await page.evaluate((storage) => document.querySelector("parlour-chat").setAttribute("storage", storage), storage);
    await chat.open();
    await context.setOffline(true);
    await chat.say("Here");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "queued");
    const kept = await page.evaluate(async () => [
      (await indexedDB.databases()).map(({ name }) => name).filter((name) => name === "parlour:unsent").length,
      Object.keys(localStorage).filter((key) => key.includes("unsent")).length,
      Object.keys(sessionStorage).filter((key) => key.includes("unsent")).length,
    ]);
    expect(kept).toEqual([0, 0, storage === "session" ? 1 : 0]);
    await context.setOffline(false);
  }
});

test("a page that comes back from the cache of left pages sends at once", async ({ page, context, server, chat }) => {
  await chat.open();
  let lost = 0;
  await page.route("**/messages/", (route) => (lost++ ? route.continue() : route.fulfill({ status: 503, headers: { "Retry-After": "60" }, json: {} })));
  await chat.say("When I come back");
  await expect.poll(() => lost).toBe(1);
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "queued");
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  expect(await stored(server, "When")).toEqual(["When I come back"]);
});
