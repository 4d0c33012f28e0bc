// The chat in a frame (embed contract §6.3, rung 2): what a page does with it is what it does with the one in the page.
import { fileURLToPath } from "node:url";
import { inFrame } from "./stage/framed.mjs";
import { heard, Host } from "./stage/host.mjs";
import { BOT } from "./stage/server.mjs";
import { expect, test as base } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const keep = (page, name) => page.screenshot({ path: `${FOLDER}frame-${name}.png`, animations: "disabled" });

const SHOP = (files, attributes = "", head = "") => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Boots</title>${head}
<script async src="${files}/parlour.js"></script><h1>Boots</h1><p><a id="before" href="#">A link</a></p>
<parlour-chat id="chat" bot="${BOT}" mode="frame" ${attributes}></parlour-chat>`;

const test = base.extend({
  attributes: ["", { option: true }],
  head: ["", { option: true }],
  host: async ({ server, attributes, head }, use) => {
    const host = await Host.start();
    host.put("/shop", SHOP(server.origin, attributes, head));
    host.put("/other", SHOP(server.origin, attributes, head).replace("Boots", "Tents"));
    await use(host);
    await host.stop();
  },
  /** The shop is open; nobody has touched anything. */
  framed: async ({ page, host }, use) => {
    await page.goto(`${host.origin}/shop?id=7#top`);
    await use(inFrame(page));
  },
});

const run = (page, work, given) => page.locator("parlour-chat").evaluate(work, given);

test("before the act nothing of the frame is fetched and nothing is kept; then it is as large as the window would be", async ({ page, framed, server }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await expect(framed.launcher).toBeVisible();
  await framed.launcher.hover();
  await expect.poll(() => asked.some((path) => path.endsWith("/widget.js"))).toBe(true);
  expect(asked.filter((path) => /^\/(api|frame|chat)|wasm$/.test(path))).toEqual([]);
  expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual([]);
  await framed.open();
  expect(await framed.frame.boundingBox()).toMatchObject({ width: 392, height: 640 });
  await framed.say("Do you sell boots?");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  expect((await server.report()).filter((row) => row.message === "Do you sell boots?")).toHaveLength(1);
  await keep(page, "desktop");
});

test("the frame asks for what the chat uses and for nothing else", async ({ page, framed, server }) => {
  await framed.open();
  const [allow, sandbox, policy] = await framed.frame.evaluate((frame) => [frame.allow, frame.getAttribute("sandbox"), frame.referrerPolicy]);
  expect(allow).toBe(`clipboard-write ${server.origin}`);
  expect(sandbox.split(" ").toSorted()).toEqual(
    ["allow-downloads", "allow-forms", "allow-popups", "allow-popups-to-escape-sandbox", "allow-same-origin", "allow-scripts"],
  );
  expect(policy).toBe("no-referrer");
  await run(page, async (element) => {
    await element.chat.close();
    element.remove();
    // A node that only moves is back in the same task.
    await new Promise((done) => setTimeout(done));
    element.voice = true;
    document.body.append(element);
  });
  await framed.open();
  expect(await framed.frame.evaluate((frame) => frame.allow)).toBe(`clipboard-write ${server.origin}; microphone ${server.origin}`);
});

test("what is kept is the gateway's; the page keeps whether the window is open, and it reopens on the next page", async ({ page, framed, host, server }) => {
  await framed.open();
  await framed.say("Remember me");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  const kept = () => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(await kept()).toEqual([`parlour:open:${server.origin}|${BOT}`]);
  await page.goto(`${host.origin}/other`);
  await expect(framed.visitor).toHaveText(/Remember me/);
  await framed.launcher.click();
  await expect(framed.frame).toBeHidden();
  expect(await kept()).toEqual([]);
});

test("the bot is told of the page around the frame, as far as page-url lets it, and follows its routes", async ({ page, framed, host, server }) => {
  await framed.open();
  const told = async () => (await server.report()).at(-1).botuser.botuser_meta.web;
  await framed.say("Where am I?");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  expect(await told()).toMatchObject({ host: new URL(host.origin).host, hostPageUrl: `${host.origin}/shop`, title: "Boots" });
  await page.evaluate(() => {
    document.title = "Tents";
    history.pushState({}, "", "/tents?secret=1");
  });
  await framed.say("And now?");
  await expect(framed.visitor.last()).toHaveAttribute("data-state", "sent");
  expect(await told()).toMatchObject({ hostPageUrl: `${host.origin}/tents`, title: "Tents" });
});

test("Escape closes the window, the focus is on the launcher again, and keys do not reach the page", async ({ page, framed }) => {
  await page.evaluate(() => {
    window.keys = [];
    addEventListener("keydown", ({ key }) => window.keys.push(key));
  });
  await framed.launcher.focus();
  await page.keyboard.press("Enter");
  await framed.greeted();
  await expect(framed.input).toBeFocused();
  await expect(framed.window).not.toHaveAttribute("aria-modal");
  await page.evaluate(() => (window.keys = []));
  await page.keyboard.type("k");
  await page.keyboard.press("Escape");
  await expect(framed.frame).toBeHidden();
  await expect(framed.launcher).toBeFocused();
  await expect(framed.launcher).toHaveAttribute("aria-expanded", "false");
  expect(await page.evaluate(() => window.keys)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the frame covers the page, which is out of reach and does not scroll; Back closes it", async ({ page, framed }) => {
    await framed.open();
    expect(await framed.frame.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    expect(await page.locator("h1").evaluate((node) => !!node.closest("[inert]") || node.inert)).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflowY)).toBe("hidden");
    await keep(page, "phone");
    // As the window in the page: modal, and no keyboard comes up before it is asked for.
    await expect(framed.window).toHaveAttribute("aria-modal", "true");
    await expect(framed.input).not.toBeFocused();
    await page.goBack();
    await expect(framed.frame).toBeHidden();
    expect(await page.locator("[inert]").count()).toBe(0);
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).overflowY)).not.toBe("hidden");
  });
});

test("verbs, events and state are those of the chat in the page", async ({ page, host, framed, server }) => {
  await expect(framed.launcher).toBeVisible();
  const told = await run(page, async (element) => {
    const { chat } = element;
    const names = [];
    for (const name of ["ready", "open", "close", "message", "status", "conversation", "typing"]) chat.on(name, (detail) => names.push([name, detail]));
    await chat.open();
    await chat.ready;
    const sent = await chat.send("Returns");
    const text = await chat.transcript("text");
    // A message may be answered before the stream of events is open.
    while (chat.state().connection !== "online") await new Promise((done) => setTimeout(done, 20));
    const state = chat.state();
    await chat.close();
    const closed = chat.state();
    await chat.setVariables({}).catch(() => {});
    const unknown = await chat.transcript("pdf").catch((error) => error.code);
    const empty = await chat.send("  ", { silent: true }).catch((error) => error.code);
    return { names, sent, text, state, closed, unknown, empty };
  });
  expect(told.sent).toMatchObject({ state: "sent", seq: expect.any(Number), id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(told.text).toContain("Returns");
  expect(told.state).toMatchObject({ ready: true, open: true, mode: "frame", connection: "online", capabilities: { handover: true } });
  expect(told.state.conversation).toEqual(expect.any(Number));
  expect(told.closed.open).toBe(false);
  expect([told.unknown, told.empty]).toEqual(["field_invalid", "field_invalid"]);
  const of = (name) => told.names.filter(([one]) => one === name).map(([, detail]) => detail);
  expect(of("open")).toEqual([{ reason: "api" }]);
  expect(of("close")).toEqual([{ reason: "api" }]);
  expect(of("ready")).toHaveLength(1);
  expect(of("status").at(-1)).toMatchObject({ id: told.sent.id, state: "sent" });
  expect(of("message").every((detail) => !("text" in detail))).toBe(true);
  expect((await server.report()).filter((row) => row.message === "Returns")).toHaveLength(1);
});

test("reset, logout and forget reach the conversation in the frame", async ({ page, framed, server }) => {
  await framed.open();
  await framed.say("First");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  await run(page, (element) => element.chat.reset());
  await expect(framed.visitor).toHaveCount(0);
  await expect(framed.bot.first()).toBeVisible();
  await framed.say("Second");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  await run(page, (element) => element.chat.forget());
  await expect.poll(async () => (await server.report()).filter((row) => row.message === "Second").length).toBe(0);
});

test("attributes and variables of the page are live in the frame", async ({ page, framed }) => {
  await framed.open();
  const colour = (part) => part.evaluate((node) => getComputedStyle(node).backgroundColor);
  expect(await colour(framed.window)).toBe("rgb(255, 255, 255)");
  await run(page, (element) => (element.theme = "dark"));
  await expect.poll(() => colour(framed.window)).toBe("rgb(21, 27, 24)");
  await run(page, (element) => {
    element.style.setProperty("--parlour-surface", "rgb(1, 2, 3)");
    element.theme = "light";
  });
  await expect.poll(() => colour(framed.window)).toBe("rgb(1, 2, 3)");
  await page.evaluate(() => (document.documentElement.lang = "de"));
  await expect(framed.input).toHaveAttribute("placeholder", "Nachricht …");
  await expect(framed.launcher).toHaveAccessibleName("Chat");
  await run(page, (element) => (element.strings = { write: "Ask us" }));
  await expect(framed.input).toHaveAttribute("placeholder", "Ask us");
});

test("what the page stops or changes is stopped or changed, in both directions", async ({ page, framed, server }) => {
  await page.evaluate(() => {
    document.addEventListener("parlour:before-send", (event) => {
      const { message } = event.detail;
      if (/secret/.test(message.actions[0].text)) event.preventDefault();
      else message.actions[0].text = message.actions[0].text.replace("4111", "****");
    });
    document.addEventListener("parlour:before-receive", ({ detail: { message } }) => {
      for (const action of message.actions) if (action.text) action.text = action.text.replaceAll("Trail", "Trial");
    });
  });
  await framed.open();
  await expect(framed.bot.first()).toContainText("Trial & Tent");
  await framed.say("My card is 4111");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  await framed.say("My secret");
  await expect(framed.visitor.last()).toHaveAttribute("data-state", "failed");
  const said = (await server.report()).map((row) => row.message);
  expect(said).toContain("My card is ****");
  expect(said.join()).not.toMatch(/secret|4111/);
});

test("what comes while the window is closed is counted on the launcher, and opening clears it", async ({ page, framed }) => {
  await framed.open();
  await framed.say("Returns");
  await framed.launcher.click();
  const badge = page.locator('[part~="badge"]');
  await expect(badge).toHaveText(/^[1-9]$/);
  await framed.launcher.click();
  await expect(badge).toBeHidden();
});

test("moved within the page the frame loads anew and the conversation is there; destroyed, nothing is left", async ({ page, framed }) => {
  await framed.open();
  await framed.say("Before the move");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  await run(page, (element) => document.querySelector("p").after(element));
  await expect(framed.visitor).toHaveText(/Before the move/);
  await framed.say("After it");
  await expect(framed.visitor.last()).toHaveAttribute("data-state", "sent");
  const left = await run(page, async (element) => {
    const waiting = element.chat.transcript("text");
    await element.chat.destroy();
    await waiting.catch(() => {});
    return [element.shadowRoot.childNodes.length, typeof window.Parlour, await element.chat.open().catch((error) => error.code)];
  });
  expect(left[0]).toBe(0);
  expect(left[2]).toBe("destroyed");
});

test.describe("in the modes without a launcher", () => {
  test.use({ attributes: "", head: `<meta http-equiv="Content-Security-Policy" content="script-src * 'unsafe-inline'">` });

  for (const mode of ["inline", "fullscreen"]) {
    test(`where wasm is refused, ${mode} is a frame too`, async ({ page, host, server, framed }) => {
      host.put("/mode", SHOP(server.origin, "", `<meta http-equiv="Content-Security-Policy" content="script-src ${server.origin}">`).replace('mode="frame"', `mode="${mode}"`));
      await page.goto(`${host.origin}/mode`);
      await expect(framed.choices.first()).toBeVisible({ timeout: 20_000 });
      const box = await framed.frame.boundingBox();
      expect(box.width).toBe(mode === "inline" ? 1264 : 1280);
      expect(box.height).toBe(mode === "inline" ? 600 : 800);
      await expect(framed.close).toBeVisible({ visible: mode === "fullscreen" });
      await framed.say("Hello");
      await expect(framed.visitor).toHaveAttribute("data-state", "sent");
    });
  }
});

test("ten thousand forged messages change nothing, on either side", async ({ page, framed, host, server }) => {
  const events = await heard(page, "open", "close", "message", "error");
  await page.reload();
  await framed.open();
  const before = (await events()).length;
  const transcript = await framed.bot.allInnerTexts();
  // Another page, of another origin, that has both windows in its hands.
  host.put("/evil", "<!doctype html><title>Evil</title>");
  const evil = await Host.start({ name: "127.0.0.3" });
  evil.put("/", "<!doctype html><title>Evil</title>");
  await page.evaluate((address) => {
    const frame = document.createElement("iframe");
    frame.id = "evil";
    frame.src = address;
    document.body.append(frame);
    return new Promise((done) => (frame.onload = done));
  }, `${evil.origin}/`);
  const forger = page.frames().find((frame) => frame.url().startsWith(evil.origin));
  await forger.evaluate((bot) => {
    const shapes = [
      { parlour: 1, bot, mode: "bubble", config: {}, objects: {}, page: {} },
      { ready: 1 }, { event: "close", detail: { reason: "api" } }, { nth: 1, value: 1 }, { nth: 1, verb: "logout", args: [] },
      { state: { open: false } }, { label: "<b>" }, { held: 1, messages: [null] }, { hold: 1, name: "before-send", messages: [] }, null, "open", 7,
    ];
    // The chat's frame stands in a shadow tree: in Chromium nobody but the page finds its window, in Firefox everybody does.
    const found = [parent, ...Array.from({ length: parent.length }, (_, nth) => parent[nth])].filter((other) => other !== window);
    for (let nth = 0; nth < 5_000; nth += 1) {
      const { port1, port2 } = new MessageChannel();
      found[nth % found.length].postMessage(shapes[nth % shapes.length], "*", nth % 3 ? [port2] : []);
      port1.close();
    }
  }, BOT);
  // And the page itself is heard once, then only by the channel.
  await page.locator("iframe[part~=frame]").evaluate((frame, bot) => {
    for (let nth = 0; nth < 5_000; nth += 1) {
      const { port1, port2 } = new MessageChannel();
      const hello = { parlour: 1, bot, mode: "inline", config: { heading: "Forged" }, objects: {}, page: {} };
      frame.contentWindow.postMessage(nth % 2 ? hello : { nth, verb: "logout", args: [] }, "*", [port2]);
      port1.close();
    }
  }, BOT);
  await page.waitForTimeout(500);
  expect((await events()).length).toBe(before);
  expect(await framed.bot.allInnerTexts()).toEqual(transcript);
  await expect(framed.frame).toBeVisible();
  await framed.say("Still mine");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  expect((await server.report()).filter((row) => row.message === "Still mine")).toHaveLength(1);
  await evil.stop();
});
