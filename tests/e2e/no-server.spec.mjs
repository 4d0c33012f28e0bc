// A bot that runs in the page: plain static files, and nobody to ask.
import { Chat } from "./stage/chat.mjs";
import { StaticFiles } from "./stage/static-files.mjs";
import { expect, test as base } from "./stage/test.mjs";

const PAGE = "/pages/no-server/";

const test = base.extend({
  files: async ({}, use) => {
    const files = await StaticFiles.start();
    await use(files);
    await files.dispose();
  },
  finder: async ({ page, files }, use) => {
    await page.goto(files.origin + PAGE);
    await use(new Chat(page));
  },
});

/** A second tab of the same visitor, with the window open. */
async function secondTab(context, files) {
  const page = await context.newPage();
  await page.goto(files.origin + PAGE);
  const chat = new Chat(page);
  await chat.open();
  return chat;
}

async function ask(chat, text, answer) {
  await chat.say(text);
  await expect(chat.bot.filter({ hasText: answer }).last()).toBeVisible();
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
}

/** Everything the page keeps, as text. */
const kept = (page) =>
  page.evaluate(async () => {
    const read = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const rows = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await read(indexedDB.open(name));
      const store = database.transaction("rows").objectStore("rows");
      const [keys, texts] = [await read(store.getAllKeys()), await read(store.getAll())];
      keys.forEach((key, at) => rows.push([key, texts[at]]));
      database.close();
    }
    return rows;
  });

test("a whole conversation is held without a server, and a reload finds it again", async ({ page, files, finder }) => {
  await finder.open();
  await ask(finder, "quite cold", "A number between -40 and 40");
  await ask(finder, "-5", "-5 °C, noted");
  await finder.choices.filter({ hasText: "always cold" }).click();
  await expect(finder.bot.filter({ hasText: "comfort of -10 °C take the Ptarmigan" })).toBeVisible();
  await ask(finder, "who reads this?", "Nobody but you");
  const said = await finder.texts();

  await page.reload();
  await expect(finder.window).toBeVisible();
  await expect(finder.visitor).toHaveCount(4);
  await expect.poll(() => finder.texts()).toEqual(said);
  // The bot is where it was, variables included.
  await ask(finder, "start over", "How cold does it get");
  await ask(finder, "12", "12 °C, noted");

  const asked = new Set(files.requests);
  const allowed = /^GET \/(pages\/(no-server\/(flow\.toml)?|shop\.css|favicon\.svg)|parlour\.js|v\/[^/]+\/(widget|engine)\.(js|wasm))$/;
  expect([...asked].filter((request) => !allowed.test(request))).toEqual([]);
  expect([...asked].filter((request) => /engine\.wasm$/.test(request))).toHaveLength(1);
});

test("nothing of the engine is fetched and nothing is kept before the visitor acts", async ({ page, files, finder }) => {
  await finder.launcher.hover();
  await expect.poll(() => files.requests.filter((request) => request.endsWith("widget.wasm")).length).toBeGreaterThan(0);
  expect(files.requests.filter((request) => /engine|flow/.test(request))).toEqual([]);
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
});

test("two tabs share one conversation, each message stored once and in order", async ({ context, files, finder }) => {
  await finder.open();
  const other = await secondTab(context, files);
  // Both write at the same time: transactions are the lock.
  await Promise.all(
    [finder, other].map(async (chat, tab) => {
      for (let number = 1; number <= 4; number += 1) {
        await chat.say(`tab ${tab} says ${number}`);
        await expect(chat.visitor.filter({ hasText: `tab ${tab} says ${number}` })).toHaveAttribute("data-state", "sent");
      }
    }),
  );
  await expect.poll(async () => (await finder.length()) - (await other.length())).toBe(0);
  const [first, second] = [await finder.everything(), await other.everything()];
  expect(first).toEqual(second);
  expect(first.filter((text) => /^tab \d says \d$/.test(text))).toHaveLength(8);

  const rows = await kept(finder.page);
  const log = rows.filter(([key]) => key.startsWith("m/")).map(([, row]) => JSON.parse(row));
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1));
  const mids = log.map(({ mid }) => mid).filter(Boolean);
  expect(new Set(mids).size).toBe(8);
  expect(mids).toHaveLength(8);
  expect(rows.filter(([key]) => key.startsWith("c/"))).toHaveLength(1);
});

test("to forget deletes every word of it, and the open window begins anew", async ({ page, finder }) => {
  await finder.open();
  await finder.say("my secret is seventeen");
  await expect(finder.visitor.last()).toHaveAttribute("data-state", "sent");
  expect(JSON.stringify(await kept(page))).toContain("seventeen");

  const status = await page.evaluate(async () => {
    const [script] = document.scripts;
    const base = new URL(".", script.src).href.replace(/\/$/, "");
    const [engineAt] = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith("/engine.js"));
    const { open } = await import(engineAt);
    const ask = await open({ flow: new URL("flow.toml", location.href).href, gateway: base, bot: "bag-finder", storage: "local" });
    const { token } = JSON.parse(localStorage.getItem(`parlour:${base}|bag-finder`));
    const answer = await ask(`${base}/api/webchat/bot/bag-finder/conversation`, {
      method: "DELETE",
      headers: { Authorization: `Bearer ${token}` },
    });
    return answer.status;
  });
  expect(status).toBe(204);
  await expect(finder.visitor).toHaveCount(0);
  await expect(finder.bot.first()).toContainText("I find the sleeping bag");
  expect(JSON.stringify(await kept(page))).not.toContain("seventeen");
});

for (const [storage, survives] of [["local", true], ["session", false], ["none", false]]) {
  test(`with storage "${storage}" the conversation ${survives ? "survives" : "ends with"} a reload`, async ({ page, files }) => {
    files.added.set(
      `${PAGE}storage.html`,
      `<!doctype html><title>.</title><body><script async src="/parlour.js" data-bot="b" data-flow="flow.toml" data-storage="${storage}"></script>`,
    );
    await page.goto(`${files.origin}${PAGE}storage.html`);
    const chat = new Chat(page);
    await chat.open();
    await chat.say("remember me");
    await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
    expect((await kept(page)).length > 0).toBe(survives);
    await page.reload();
    // A window left open comes back by itself, unless nothing at all is kept.
    if (storage === "none") await chat.launcher.click();
    await expect(chat.bot.first()).toContainText("I find the sleeping bag");
    await expect(chat.visitor).toHaveCount(survives ? 1 : 0);
  });
}

test("a flow that does not check says its first mistakes, and works once it is mended", async ({ page, files }) => {
  const good = "name = \"Shop\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"Mended.\"\n";
  files.added.set(`${PAGE}flow.toml`, `${good}says = "x"\nnext = "nowhere"\nretries = 99\n`);
  await page.goto(files.origin + PAGE);
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener("parlour:error", ({ detail }) => window.heard.push(detail));
  });
  const chat = new Chat(page);
  await chat.launcher.click();
  await expect(chat.launcher).toHaveAttribute("title", /could not be loaded/);
  await expect(chat.launcher).toHaveAttribute("aria-busy", "false");
  const heard = await page.evaluate(() => window.heard);
  expect(heard.map(({ code }) => code)).toEqual(["config_invalid"]);
  expect(heard[0].message).toMatch(
    /^The flow .*flow\.toml has 5 mistakes: 8:1: .*`says`.*\(unknown_key\) · 9:8: .*`nowhere`.*\(unknown_target\) · .* · and 2 more$/,
  );
  await page.screenshot({ path: test.info().outputPath("broken-flow.png") });

  files.added.set(`${PAGE}flow.toml`, good);
  await chat.launcher.click();
  await expect(chat.bot.first()).toContainText("Mended.");
  await expect(chat.launcher).toHaveAttribute("title", "");
});

test("a flow that is not there is told with its status", async ({ page, files }) => {
  files.added.set(`${PAGE}x.html`, `<!doctype html><title>.</title><body><script async src="/parlour.js" data-bot="b" data-flow="none.toml"></script>`);
  await page.goto(`${files.origin}${PAGE}x.html`);
  const heard = page.evaluate(() => new Promise((done) => document.addEventListener("parlour:error", ({ detail }) => done(detail))));
  await new Chat(page).launcher.click();
  const { code, message } = await heard;
  expect(code).toBe("load_failed");
  expect(message).toMatch(/^The flow .*none\.toml was answered with 404\.$/);
});

test("a gateway beside a flow is refused by name", async ({ page, files }) => {
  files.added.set(
    `${PAGE}x.html`,
    `<!doctype html><title>.</title><body><script async src="/parlour.js" data-bot="b" data-flow="flow.toml" data-gateway="https://chat.example"></script>`,
  );
  await page.goto(`${files.origin}${PAGE}x.html`);
  const heard = page.evaluate(() => new Promise((done) => document.addEventListener("parlour:error", ({ detail }) => done(detail))));
  const chat = new Chat(page);
  await chat.launcher.click();
  expect(await heard).toMatchObject({ code: "config_invalid", key: "gateway", given: "https://chat.example" });
  await expect(chat.window).toHaveCount(0);
  expect(files.requests.filter((request) => /engine/.test(request))).toEqual([]);
});

test("the strict policy is broken nowhere", async ({ page, files }) => {
  const complaints = [];
  await page.exposeFunction("tellViolation", (text) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.tellViolation(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const answer = await page.goto(files.origin + PAGE);
  expect(answer.headers()["content-security-policy"]).toContain("require-trusted-types-for 'script'");
  const chat = new Chat(page);
  await chat.open();
  await ask(chat, "-5", "-5 °C, noted");
  expect(complaints).toEqual([]);
});

test("an engine that is not the pinned one is not run", async ({ page, files }) => {
  await page.goto(files.origin + PAGE);
  const chat = new Chat(page);
  await page.route("**/engine.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `window.wasRun = true;${await answer.text()}` });
  });
  await chat.launcher.click();
  await expect(chat.launcher).toHaveAttribute("title", /could not be loaded/);
  expect(await page.evaluate(() => window.wasRun)).toBeUndefined();
});
