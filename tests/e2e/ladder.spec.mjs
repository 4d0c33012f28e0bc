// What a page's policy leaves to be done (embed contract §6.3): wasm in the page, a frame, a link, no script at all. In
// each a message is exchanged with the real server, and nothing is refused but the one try that finds out.
import { Chat } from "./stage/chat.mjs";
import { inFrame } from "./stage/framed.mjs";
import { complaints, heard, Host } from "./stage/host.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test as base } from "./stage/test.mjs";

const test = base.extend({
  host: async ({}, use) => {
    const host = await Host.start();
    await use(host);
    await host.stop();
  },
});

const pageWith = (files, inside = "") =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>
<script async src="${files}/parlour.js" data-id="chat" data-bot="${BOT}"${inside}></script><h1>Shop</h1>`;

const TRUSTED = "; require-trusted-types-for 'script'";
const POLICIES = {
  wasm: (files) => `default-src 'none'; script-src ${files} 'wasm-unsafe-eval'; style-src 'self'; connect-src ${files}; img-src ${files}${TRUSTED}`,
  noWasm: (files) => `default-src 'none'; script-src ${files}; style-src 'self'; connect-src ${files}; frame-src ${files}${TRUSTED}`,
  frameOnly: (files) => `default-src 'none'; script-src ${files}; frame-src ${files}${TRUSTED}`,
  scriptOnly: (files) => `default-src 'none'; script-src ${files}${TRUSTED}`,
};

/** Asks by the launcher, and waits for the answer. `place`: the page, or the frame in it. */
async function exchange(chat, server, text) {
  await chat.open();
  const before = await chat.bot.count();
  await chat.say(text);
  await chat.answered(before);
  expect((await server.report()).filter((row) => row.message === text)).toHaveLength(1);
}

/** The plain page behind the link: begins, asks and is answered. */
async function exchangeByForm(page, server, text) {
  await page.getByRole("button", { name: "Start chat" }).click();
  await expect(page.locator(".bot").first()).toBeVisible();
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.locator("form.write button").click();
  await expect(page.locator(".visitor")).toHaveText(new RegExp(text));
  await expect(page.locator(".visitor ~ .bot").first()).toBeVisible();
  expect((await server.report()).filter((row) => row.message === text)).toHaveLength(1);
}

async function visit(page, host, server, policy, inside = "") {
  const told = await complaints(page);
  const events = await heard(page, "fallback", "error");
  await page.goto(host.put("/", pageWith(server.origin, inside), { "Content-Security-Policy": policy(server.origin) }));
  return { told, events };
}

test("rung 1: under the contract's policy, Trusted Types enforced, the wasm runs in the page and nothing is refused", async ({ page, host, server }) => {
  const { told, events } = await visit(page, host, server, POLICIES.wasm);
  await exchange(new Chat(page), server, "From the page itself");
  expect(told).toEqual([]);
  expect(await events()).toEqual([]);
});

test("rung 2: where wasm is refused the chat comes in a frame, and only the try is refused", async ({ page, host, server }) => {
  const { told, events } = await visit(page, host, server, POLICIES.noWasm);
  await exchange(inFrame(page), server, "From a frame");
  expect([...new Set(told)]).toEqual(["script-src wasm-eval widget.js"]);
  expect(await events()).toEqual([["fallback", { rung: "frame", why: "csp" }]]);
});

test("rung 2: a page that asks for the frame is refused nothing, with no more than two directives", async ({ page, host, server }) => {
  const { told, events } = await visit(page, host, server, POLICIES.frameOnly, ' data-mode="frame"');
  await exchange(inFrame(page), server, "From a frame that was asked for");
  expect(told).toEqual([]);
  expect(await events()).toEqual([["fallback", { rung: "frame", why: "config" }]]);
});

test("rung 2: with the same policy and without asking, only fetching is refused", async ({ page, host, server }) => {
  const { told, events } = await visit(page, host, server, POLICIES.frameOnly);
  await exchange(inFrame(page), server, "From a frame that was found");
  expect(new Set(told.map((line) => line.split(" ").slice(0, 2).join(" ")))).toEqual(
    new Set(["connect-src widget.wasm", "connect-src ladder.js"]),
  );
  expect(await events()).toEqual([["fallback", { rung: "frame", why: "csp" }]]);
});

test("rung 3: where frames are refused too, the launcher is a link to the page the server draws", async ({ page, host, server, context }) => {
  const { events } = await visit(page, host, server, POLICIES.scriptOnly);
  const chat = new Chat(page);
  await chat.launcher.click();
  const link = page.locator("a[part~=launcher]");
  await expect(link).toHaveAttribute("href", `${server.origin}/chat/${BOT}`);
  await expect(link).toHaveAccessibleName("Chat");
  const told = await events();
  expect(told.filter(([name]) => name === "fallback")).toEqual([["fallback", { rung: "page", why: "csp" }]]);
  expect(told.filter(([name]) => name === "error").map(([, { code }]) => code)).toEqual(["wasm_refused"]);
  const [plain] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await exchangeByForm(plain, server, "From the plain page");
});

test("rung 3: a browser without WebAssembly gets the link at once, and tries no frame", async ({ page, host, server, context }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  const { told, events } = await visit(page, host, server, POLICIES.noWasm);
  await new Chat(page).launcher.click();
  const link = page.locator("a[part~=launcher]");
  await expect(link).toBeVisible();
  expect(await page.locator("iframe").count()).toBe(0);
  expect((await events())[0]).toEqual(["fallback", { rung: "page", why: "unsupported" }]);
  expect(told).toEqual([]);
  const [plain] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await exchangeByForm(plain, server, "From an old browser");
});

test("rung 3: a page the bot does not know may not hold the frame, and gets the link", async ({ page, server }) => {
  const stranger = await Host.start({ name: "127.0.0.2" });
  const { events } = await visit(page, stranger, server, POLICIES.frameOnly, ' data-mode="frame"');
  await new Chat(page).launcher.click();
  await expect(page.locator("a[part~=launcher]")).toBeVisible({ timeout: 15_000 });
  expect((await events()).find(([name]) => name === "fallback")).toEqual(["fallback", { rung: "page", why: "config" }]);
  expect((await server.report()).length).toBe(0);
  await stranger.stop();
});

const WITHOUT_SCRIPT = (files) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><script async src="${files}/parlour.js"></script><h1>Shop</h1>
<parlour-chat bot="${BOT}"><a href="${files}/chat/${BOT}">Chat with the shop</a></parlour-chat>`;

test("no script: what stands in the element is a link, and the conversation is a form", async ({ browser, host, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(host.put("/", WITHOUT_SCRIPT(server.origin)));
  await page.getByRole("link", { name: "Chat with the shop" }).click();
  await exchangeByForm(page, server, "Without any script");
  await context.close();
});

test("no script: a policy that refuses the script leaves the link, and complains of the script only", async ({ page, host, server }) => {
  const told = await complaints(page);
  await page.goto(host.put("/", WITHOUT_SCRIPT(server.origin), { "Content-Security-Policy": "default-src 'none'" }));
  await page.getByRole("link", { name: "Chat with the shop" }).click();
  await exchangeByForm(page, server, "Script refused");
  expect(told).toEqual(["script-src-elem parlour.js "]);
});

test("where the script runs, the link in the element is not seen", async ({ page, host, server }) => {
  await page.goto(host.put("/", WITHOUT_SCRIPT(server.origin)));
  await expect(new Chat(page).launcher).toBeVisible();
  await expect(page.getByText("Chat with the shop")).toBeHidden();
});
