// `debug`: what a builder sees of a chat's requests and does to them, where the bot's owner lets them.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { Chat } from "./stage/chat.mjs";
import { Host, complaints } from "./stage/host.mjs";
import { mount } from "./stage/mount.mjs";
import { BOT, Server } from "./stage/server.mjs";
import { StaticFiles } from "./stage/static-files.mjs";
import { expect, test } from "./stage/test.mjs";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = process.env.PARLOUR_BIN ?? join(REPOSITORY, "target/debug/parlour");
const FLOW = join(REPOSITORY, "demo-site/flows/outdoor.toml");

const listen = (page) =>
  page.addInitScript(() => {
    window.wire = [];
    document.addEventListener("parlour:wire", ({ detail }) => window.wire.push(detail));
  });
const wire = (page) => page.evaluate(() => window.wire);
const debug = (page, controls) => page.evaluate((controls) => document.querySelector("parlour-chat").chat.debug(controls), controls);
const refusal = (page) => page.evaluate(() => document.querySelector("parlour-chat").chat.debug().then(() => "none", ({ code }) => code));
const token = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }).match(/\\"token\\":\\"([^"\\]+)/)?.[1]);

/** The page with a chat that is looked at, its events noted from the beginning. */
async function looked(page, server, attributes = {}) {
  await listen(page);
  await page.goto(`${server.origin}/`);
  await mount(page, { debug: "", ...attributes });
  return new Chat(page);
}

/** The panel, open. */
async function opened(page, chat) {
  await chat.open();
  await page.getByRole("button", { name: "Debug", exact: true }).click();
  const panel = page.getByRole("region", { name: "Debug" });
  await expect(panel).toBeVisible();
  return { panel, tab: (name) => panel.getByRole("tab", { name }).click() };
}

test("each request, answer and event is told, and the visitor's token in none of them", async ({ page, server }) => {
  const chat = await looked(page, server);
  await chat.open();
  await chat.say("Delivery times");
  await chat.answered(1);
  const isAnswer = ({ kind, url }) => kind === "answer" && url.endsWith("/messages/");
  await expect.poll(async () => (await wire(page)).some(isAnswer)).toBe(true);
  const told = await wire(page);
  const sent = told.find(({ kind, url }) => kind === "request" && url.endsWith("/messages/"));
  expect(JSON.parse(sent.body).actions).toEqual([{ type: "text", text: "Delivery times" }]);
  expect(sent).toMatchObject({ method: "POST", headers: { Authorization: "Bearer •••", "Content-Type": "application/json" } });
  expect(told.find(isAnswer)).toMatchObject({ id: sent.id, status: 200, headers: { "content-type": "application/json" } });
  const session = told.find(({ kind, url }) => kind === "answer" && url.endsWith("/session"));
  expect(JSON.parse(session.body).token).toBe("•••");
  expect(told.find(({ kind, url }) => kind === "stream" && url.includes("/events"))).toMatchObject({ status: 200 });

  const secret = await token(page);
  expect(secret.length).toBeGreaterThan(20);
  const report = await debug(page);
  expect(report).toMatchObject({ permitted: true, capabilities: { handover: true }, controls: { latency: 0, offline: false } });
  expect(report.wire).toEqual(await wire(page));
  expect(JSON.stringify(report)).not.toContain(secret);
});

test("without the attribute nothing of it is fetched, and the verb is refused", async ({ page, server }) => {
  const paths = [];
  page.on("request", (request) => paths.push(request.url()));
  await listen(page);
  await page.goto(`${server.origin}/`);
  const chat = new Chat(page);
  await chat.open();
  expect(await refusal(page)).toBe("debug_refused");
  expect(paths.filter((path) => /debug/.test(path))).toEqual([]);
  expect(await wire(page)).toEqual([]);
});

test("a page that the owner did not name is told so once, and sees nothing", async ({ page }) => {
  // Bound to more than loopback, the server takes no page of this machine for a builder's.
  const server = await Server.start({ listen: "0.0.0.0" });
  const host = await Host.start();
  const said = [];
  page.on("console", (line) => line.text().startsWith("Parlour:") && said.push(line.text()));
  await listen(page);
  await page.goto(host.put("/", `<!doctype html><title>.</title><body><script async src="${server.origin}/parlour.js" data-bot="${BOT}" data-debug></script>`));
  const chat = new Chat(page);
  await chat.open();
  expect(await refusal(page)).toBe("debug_refused");
  expect(said).toEqual([`Parlour: the bot ${BOT} of ${server.origin} lets no page of ${host.origin} debug it. Write it into the bot's debug_origins in the server's parlour.toml: debug_origins = ["${host.origin}"].`]);
  expect(await wire(page)).toEqual([]);
  await expect(page.getByRole("button", { name: "Debug", exact: true })).toHaveCount(0);
  // A page of the server's own may.
  await page.goto(`${server.origin}/`);
  await mount(page, { debug: "" });
  await new Chat(page).open();
  expect((await debug(page)).permitted).toBe(true);
  await host.stop();
  await server.dispose();
});

test("a chat in a frame is not looked at, whatever the page tells the frame", async ({ page, server }) => {
  const host = await Host.start();
  await listen(page);
  await page.addInitScript(() => {
    const { get } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "contentWindow");
    // A page that has the frame's element told what the loader leaves out.
    Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", {
      configurable: true,
      get() {
        const inside = get.call(this);
        return { postMessage: (hello, ...more) => inside.postMessage({ ...hello, config: { ...hello.config, debug: true } }, ...more) };
      },
    });
  });
  await page.goto(host.put("/", `<!doctype html><title>.</title><body><script async src="${server.origin}/parlour.js" data-bot="${BOT}" data-mode="frame" data-debug></script>`));
  await new Chat(page).launcher.click();
  const frame = page.frameLocator("iframe[part~=frame]");
  await expect(frame.locator("parlour-chat[debug]")).toBeAttached();
  await expect(frame.locator('[part~="message-bot"]').first()).toBeVisible();
  expect(await refusal(page)).toBe("debug_refused");
  await expect(frame.locator(".bug")).toHaveCount(0);
  expect(await wire(page)).toEqual([]);
  await host.stop();
});

test("a bot in the page is looked at without any server", async ({ page }) => {
  const files = await StaticFiles.start();
  await listen(page);
  await page.goto(`${files.origin}/pages/no-server/`);
  await mount(page, { debug: "", flow: await page.locator("parlour-chat").getAttribute("flow") });
  const chat = new Chat(page);
  await chat.open();
  await chat.say("-5");
  await expect.poll(async () => (await wire(page)).some(({ kind, url, status }) => kind === "answer" && url.endsWith("/messages/") && status === 200)).toBe(true);
  const secret = await token(page);
  expect(secret?.length).toBeGreaterThan(20);
  expect(JSON.stringify(await wire(page))).not.toContain(secret);
  await files.dispose();
});

test("what is asked before the chat is loaded goes with its first request", async ({ page, server }) => {
  const chat = await looked(page, server);
  const asked = page.waitForRequest((request) => request.url().endsWith("/session"));
  await debug(page, { headers: { "X-Try": "one" } });
  await chat.open();
  expect((await asked).headers()["x-try"]).toBe("one");
});

test("offline, a message waits; back on the line it is sent once", async ({ page, server }) => {
  const chat = await looked(page, server);
  await chat.open();
  const greeting = await chat.bot.count();
  await debug(page, { offline: true });
  await chat.say("Delivery times");
  await expect.poll(async () => (await wire(page)).some(({ kind, injected, url }) => kind === "failed" && injected === "offline" && url.endsWith("/messages/"))).toBe(true);
  await expect(chat.visitor).toHaveAttribute("data-state", /queued|sending/);
  await debug(page, { offline: false });
  await expect(chat.visitor).toHaveAttribute("data-state", "sent", { timeout: 30_000 });
  await chat.answered(greeting);
  expect((await server.report()).filter(({ message }) => message === "Delivery times")).toHaveLength(1);
});

test("errors are those that were asked for, and latency holds answers back", async ({ page, server }) => {
  const chat = await looked(page, server);
  await chat.open();
  await debug(page, { errors: 1, status: 413 });
  await chat.say("Delivery times");
  await expect(chat.visitor).toHaveAttribute("data-state", "failed");
  const refused = (await wire(page)).find(({ injected }) => injected === "error");
  expect([refused.status, JSON.parse(refused.body).code]).toEqual([413, "body_too_large"]);
  await debug(page, { errors: 0, latency: 700 });
  await chat.say("Returns");
  await expect.poll(async () => (await wire(page)).find(({ kind, url, status }) => kind === "answer" && status === 200 && url.endsWith("/messages/"))?.ms).toBeGreaterThanOrEqual(699);
  expect(await page.evaluate(() => document.querySelector("parlour-chat").chat.debug({ latency: -1 }).catch(({ code }) => code))).toBe("field_invalid");
});

test("a file is told by name, kind and size, and fails where the line is cut off", async ({ page, server }) => {
  const chat = await looked(page, server);
  await chat.open();
  const file = chat.window.locator(".files li");
  await debug(page, { offline: true, headers: { authorization: "Bearer mine" } });
  await page.locator('input[type="file"]').setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("CANARY of the file") });
  await expect(file).toHaveAttribute("data-state", "failed");
  await debug(page, { offline: false });
  await file.getByRole("button", { name: "Try again note.txt" }).click();
  await expect(file).toHaveAttribute("data-state", "ready");
  const told = (await wire(page)).filter(({ url }) => url.endsWith("/attachments"));
  expect(told.map(({ kind, injected, status }) => [kind, injected, status])).toEqual([
    ["request", undefined, undefined], ["failed", "offline", undefined], ["request", undefined, undefined], ["answer", undefined, 201],
  ]);
  expect(told[2]).toMatchObject({ method: "POST", headers: { Authorization: "Bearer •••" }, body: "file: note.txt (text/plain, 18 bytes)" });
  expect(JSON.stringify(await wire(page))).not.toMatch(/CANARY|signature=[^•]/);
});

test("the panel lists requests, opens one, searches it, and has no token in it", async ({ page, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const refused = await complaints(page);
  const chat = await looked(page, server);
  const { panel, tab } = await opened(page, chat);
  const row = panel.getByRole("row").filter({ hasText: "session" });
  await expect(row.getByRole("cell").nth(3)).toHaveText("201");
  const press = row.getByRole("button", { name: "session" });
  await press.click();
  await expect(press).toHaveAttribute("aria-expanded", "true");
  await expect(panel.locator(".more")).toContainText('token: "•••"');
  await panel.getByRole("searchbox").fill("capabilities");
  await expect(panel.locator(".found")).toHaveCount(1);
  await expect(panel.getByRole("status")).toHaveText("1 found.");
  await panel.getByRole("button", { name: "Copy as curl" }).click();
  await expect(panel.getByRole("status")).toContainText("Copied");
  const line = await page.evaluate(() => navigator.clipboard.readText());
  expect(line).toContain(`curl -X POST '${server.origin}/api/webchat/bot/${BOT}/session'`);

  await tab("Channel");
  await expect(panel.getByRole("row").filter({ hasText: "handover" })).toContainText("yes");
  await tab("Checks");
  await expect(panel.getByRole("status")).toContainText("Nothing is wrong");
  const secret = await token(page);
  const markup = await page.evaluate(() => document.querySelector("parlour-chat").shadowRoot.innerHTML);
  expect([markup.includes(secret), line.includes(secret)]).toEqual([false, false]);
  expect(refused).toEqual([]);
});

test("the checks find what is wrong: a nameless button, a small one, a colour nobody can read", async ({ page, server }) => {
  const chat = await looked(page, server);
  const { panel, tab } = await opened(page, chat);
  await page.evaluate(() => {
    const element = document.querySelector("parlour-chat");
    element.style.setProperty("--parlour-muted", "#ddd");
    const button = document.createElement("button");
    button.setAttribute("class", "nameless");
    element.shadowRoot.querySelector("[part=header]").append(button);
  });
  await tab("Checks");
  const wrong = panel.locator('[data-state="bad"]');
  await expect(wrong.filter({ hasText: "Names" })).toContainText("Without a name: button");
  await expect(wrong.filter({ hasText: "Sizes" })).toContainText("Smaller than 24 × 24 px: button");
  await expect(wrong.filter({ hasText: "Quiet text on the window" })).toContainText(/1\.\d\d:1, 4\.5:1 are needed/);
});

test("requests are broken from the panel, and its secrets are not shown", async ({ page, server }) => {
  const chat = await looked(page, server);
  const { panel, tab } = await opened(page, chat);
  await tab("Break");
  await panel.getByLabel("Latency, ms").fill("250");
  await panel.getByLabel("Offline").check();
  await panel.getByLabel("Name of a header").fill("Parlour-Test");
  await panel.getByLabel("Value of the header").fill("CANARY-pass");
  await panel.getByRole("button", { name: "Add" }).click();
  await expect(panel.locator(".heads")).toContainText("Parlour-Test: •••");
  expect((await debug(page)).controls).toEqual({ latency: 250, offline: true, errors: 0, status: 503, headers: { "Parlour-Test": "•••" }, host: {} });
  expect(await panel.evaluate((node) => node.outerHTML)).not.toContain("CANARY");
  await panel.getByRole("button", { name: "Harm nothing" }).click();
  expect((await debug(page)).controls).toEqual({ latency: 0, offline: false, errors: 0, status: 503, headers: {}, host: {} });
});

test("what was said is exported as a conversation that `parlour test` holds, and as a fixture", async ({ page, server }, info) => {
  const chat = await looked(page, server, { locale: "en" });
  const { panel, tab } = await opened(page, chat);
  for (const text of ["Delivery times", "Gear advice"]) {
    const before = await chat.bot.count();
    await chat.say(text);
    await chat.answered(before);
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
  }
  await tab("Export");
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name }).click()]);
    const path = info.outputPath(download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const secret = await token(page);
  const fixture = await readFile(await save("Export as a fixture"), "utf8");
  expect(fixture).not.toContain(secret);
  const { parlour, version, bot, capabilities, exchange } = JSON.parse(fixture);
  expect({ parlour, version, bot, uploads: capabilities.uploads }).toEqual({ parlour: "wire", version: 1, bot: BOT, uploads: true });
  const session = exchange.find(({ request }) => request.path === `/api/webchat/bot/${BOT}/session`);
  expect(session).toMatchObject({ request: { method: "POST" }, answer: { status: 201, body: { token: "•••" } } });

  const conversation = await save("Export as a conversation");
  expect(await readFile(conversation, "utf8")).toContain('press = "Delivery times"\n');
  const { stdout } = await promisify(execFile)(PROGRAM, ["test", FLOW, conversation]);
  expect(stdout).toMatch(/^1 conversations?: 1 passed, 0 failed$/m);
});

test("the panel is worked by keyboard alone, Escape closes it and not the window", async ({ page, server }) => {
  const chat = await looked(page, server);
  await chat.open();
  const bug = page.getByRole("button", { name: "Debug", exact: true });
  await bug.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: "Debug" });
  await expect(panel.getByRole("tab", { name: "Wire" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(panel.getByRole("tab", { name: "Channel" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  await expect(panel.getByRole("tabpanel")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(chat.window).toBeVisible();
  await expect(bug).toBeFocused();
  await expect(bug).toHaveAttribute("aria-expanded", "false");
});

test("a page that opens the panel takes no focus from its visitor", async ({ page, server }) => {
  const chat = await looked(page, server);
  await chat.open();
  await chat.input.focus();
  await debug(page, { panel: true });
  const panel = page.getByRole("region", { name: "Debug" });
  await expect(panel).toBeVisible();
  await expect(chat.input).toBeFocused();
  await debug(page, { panel: false });
  await expect(panel).toHaveCount(0);
  await expect(chat.input).toBeFocused();
});

test("nothing of it is left when the chat goes", async ({ page, server }) => {
  const chat = await looked(page, server);
  await opened(page, chat);
  const left = await page.evaluate(async () => {
    const element = document.querySelector("parlour-chat");
    const root = element.shadowRoot;
    await element.chat.destroy();
    return [root.querySelectorAll(".dbg, .bug").length, "fetch" in root, "XMLHttpRequest" in root];
  });
  expect(left).toEqual([0, false, false]);
});

test.describe("looks", () => {
  // axe is a script in the page; the page's policy would refuse it.
  test.use({ bypassCSP: true });
  const LOOKS = {
    light: { theme: "light", sheets: ["Wire", "Checks"] },
    dark: { theme: "dark", sheets: ["Channel", "Break"] },
    phone: { theme: "light", size: { width: 390, height: 844 }, sheets: ["Wire", "Export"] },
    arabic: { theme: "light", locale: "ar", sheets: ["Wire", "Break"] },
  };
  for (const [name, { theme, size, sheets, locale = "en" }] of Object.entries(LOOKS)) {
    test(`axe finds nothing in the panel, and nothing stands beyond the screen: ${name}`, async ({ page, server }) => {
      test.slow();
      if (size) await page.setViewportSize(size);
      const chat = await looked(page, server, { theme, locale });
      const { panel, tab } = await opened(page, chat);
      for (const sheet of sheets) {
        await tab(sheet);
        if (sheet === "Wire") await panel.getByRole("row").filter({ hasText: "session" }).getByRole("button").click();
        // Frames of this page have its own origin; without the legacy mode each look opens a page of its own besides.
        const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).include("parlour-chat").analyze();
        expect(passes.length).toBeGreaterThan(5);
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        expect(await panel.evaluate((node) => [...node.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length)).toBe(0);
        if (process.env.PARLOUR_E2E_LOOK) await page.screenshot({ path: join(process.env.PARLOUR_E2E_LOOK, `debug-${name}-${sheet}.png`) });
      }
    });
  }
});
