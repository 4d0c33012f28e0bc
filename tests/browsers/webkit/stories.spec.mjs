// A visitor in WebKit: the path from the tag to the answer, and what may come between.
import { writeFile } from "node:fs/promises";
import { Key } from "selenium-webdriver";
import { store } from "../../e2e/stage/stored.mjs";
import { expect, GALLERY, test } from "./stage/test.mjs";

test("a visitor opens the chat by keyboard, chooses by arrow keys, writes, and a reload keeps conversation and draft", async ({ driver, server, visit, told }) => {
  const chat = await visit();
  await chat.find('[part~="launcher"]');
  await chat.reach(/launcher/);
  await chat.press(Key.ENTER);
  await chat.greeted();
  expect(await chat.focused()).toMatch(/input/);

  const choices = await chat.texts('[part~="choice"]');
  await chat.reach(/choice/, { isBack: true });
  await chat.press(Key.ARROW_RIGHT);
  expect(await chat.focused()).toContain(choices[1]);
  const before = await chat.length();
  await chat.press(Key.ENTER);
  await chat.answered(before + 1);
  expect(await chat.said()).toEqual([choices[1]]);

  await chat.ask("Returns, please");
  expect(await chat.said()).toEqual([choices[1], "Returns, please"]);
  await chat.type("half a sen");
  await driver.navigate().refresh();
  await chat.greeted();
  expect(await chat.said()).toEqual([choices[1], "Returns, please"]);
  await expect.poll(() => chat.draft()).toBe("half a sen");
  const rows = (await server.report()).filter((row) => row.message);
  expect(rows.map((row) => row.message)).toEqual([choices[1], "Returns, please"]);
  await chat.find('[part~="input"]');
  await chat.reach(/input/);
  await chat.press(Key.ESCAPE);
  await expect.poll(() => chat.isSeen('[part~="window"]')).toBe(false);
  expect(await chat.focused()).toMatch(/launcher/);
  expect(await told()).toEqual([]);
});

test("a message written while the server is down waits, and is stored once when it is back", async ({ server, visit }) => {
  test.setTimeout(90_000);
  const chat = await visit();
  await chat.open();
  await server.down();
  await chat.type("Are you there?" + Key.ENTER);
  await expect.poll(() => chat.state(), { timeout: 20_000 }).toMatch(/queued|failed/);
  await server.up();
  await expect(async () => {
    const retry = '[part~="message-visitor"] .act';
    if ((await chat.state()) === "failed" && (await chat.count(retry))) await chat.click(retry);
    expect(await chat.state()).toBe("sent");
  }).toPass({ timeout: 60_000 });
  expect((await server.report()).filter((row) => row.message === "Are you there?")).toHaveLength(1);
});

test("two tabs have one conversation, and each its own draft", async ({ driver, visit, told }) => {
  const chat = await visit();
  await chat.open();
  const address = await driver.getCurrentUrl();
  const first = await driver.getWindowHandle();
  await driver.switchTo().newWindow("tab");
  await driver.get(address);
  await chat.open();
  await chat.ask("From the second tab");
  await chat.type("second draft");
  await driver.switchTo().window(first);
  await expect.poll(() => chat.said()).toEqual(["From the second tab"]);
  expect(await chat.draft()).toBe("");
  expect(await told()).toEqual([]);
});

test("a file goes with a message", async ({ visit, told }, info) => {
  const note = info.outputPath("note.txt");
  await writeFile(note, "torn");
  const chat = await visit();
  await chat.open();
  await (await chat.find("input[type=file]")).sendKeys(note);
  await expect.poll(() => chat.run((root) => root.querySelector(".files li")?.dataset.state)).toBe("ready");
  await chat.ask("It is torn");
  expect((await chat.texts('[part~="message-visitor"]')).join(" ")).toContain("note.txt");
  expect(await told()).toEqual([]);
});

test("a long conversation opens at its end, is read back to its start, and goes on", async ({ driver, server, visit, told }) => {
  test.setTimeout(90_000);
  const chat = await visit();
  await chat.open();
  const address = await driver.getCurrentUrl();
  await driver.get("about:blank");
  await server.down();
  await store(server, 1_000);
  await server.up();
  await driver.get(address);
  await expect.poll(() => chat.texts('[role="log"]').then((all) => all.join()), { timeout: 20_000 }).toContain("Message 1000");
  const below = () => chat.run((root) => { const log = root.querySelector("[role=log]"); return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight); });
  await expect.poll(below).toBeLessThan(4);
  await expect(async () => {
    await chat.run((root) => root.querySelector("[role=log]").scrollTo(0, 0));
    expect(await chat.run((root) => root.querySelector(".earlier")?.dataset.state)).toBe("none");
  }).toPass({ intervals: [50], timeout: 60_000 });
  expect(await chat.count("[role=log] > ol > li")).toBeLessThan(200);
  await chat.run((root) => root.querySelector("[role=log]").scrollTo(0, 3_000));
  await chat.ask("And one more");
  await expect.poll(below).toBeLessThan(4);
  expect(await told()).toEqual([]);
});

test("the language is switched live, keeps the draft, and turns the window around", async ({ driver, visit, told }) => {
  const chat = await visit();
  await chat.open();
  await chat.type("half a sentence");
  await driver.executeScript("document.querySelector('parlour-chat').locale = 'ar'");
  await expect.poll(() => chat.run((root) => root.querySelector('[part~="input"]').placeholder)).toBe("اكتب رسالة…");
  expect(await chat.run((root) => getComputedStyle(root.querySelector("[role=log]")).direction)).toBe("rtl");
  expect(await chat.draft()).toBe("half a sentence");
  expect(await told()).toEqual([]);
});

test("an inline and a fullscreen chat fill their room", async ({ driver, visit, told }) => {
  let chat = await visit({ attributes: 'data-mode="fullscreen" data-open' });
  await chat.greeted();
  const box = () => chat.run((root) => root.querySelector('[part~="window"]').getBoundingClientRect().toJSON());
  const [width, height] = await driver.executeScript("return [innerWidth, innerHeight]");
  await expect.poll(box).toMatchObject({ x: 0, y: 0, width, height });
  expect(await told()).toEqual([]);

  chat = await visit({ bot: GALLERY, attributes: 'data-mode="inline"' });
  await chat.greeted();
  const host = await driver.executeScript("return document.querySelector('parlour-chat').getBoundingClientRect().toJSON()");
  expect(await box()).toEqual(host);
  expect(host.height).toBeGreaterThan(300);
  expect(await chat.isSeen('[part~="launcher"]')).toBe(false);
  expect(await told()).toEqual([]);
});

test("destroy() leaves no node, no sheet and no verb that answers", async ({ driver, visit, told }) => {
  const chat = await visit();
  await chat.open();
  const left = await driver.executeAsyncScript((done) => {
    const { chat } = document.querySelector("parlour-chat");
    chat.destroy().then(() => chat.open()).then(() => "answered", ({ code }) => code).then((code) =>
      setTimeout(() => done({ code, nodes: document.querySelectorAll("parlour-chat, iframe, dialog").length, sheets: document.adoptedStyleSheets.length, overflow: getComputedStyle(document.documentElement).overflowY }), 200));
  });
  expect(left).toEqual({ code: "destroyed", nodes: 0, sheets: 0, overflow: "visible" });
  expect(await told()).toEqual([]);
});
