// A visitor whom the page's own back end knows: whose conversation is whose, in one browser and in two.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Chat } from "./stage/chat.mjs";
import { inFrame } from "./stage/framed.mjs";
import { Host } from "./stage/host.mjs";
import { expect, test as manned } from "./stage/manned.mjs";
import { asked, hear, kept } from "./stage/own.mjs";
import { BOT } from "./stage/server.mjs";

const SECRET = "a-secret-of-the-shops-own-back-end";
const IDENTITY = `identity = { keys = [{ kid = "k1", secret = { literal = "${SECRET}" } }], audience = "shop" }`;
const NOT_SIGNED_IN = "You could not be signed in. Please sign in again on this site.";

const test = manned.extend({
  change: { from: 'channel = "engine"\n', to: `channel = "engine"\n${IDENTITY}\n` },
  /** What the README tells a back end in Node to do, taken at its word. */
  token: [
    async ({}, use) => {
      const readme = await readFile(new URL("../../pkg/README.md", import.meta.url), "utf8");
      const folder = await mkdtemp(join(tmpdir(), "parlour-token-"));
      const file = join(folder, "token.mjs");
      await writeFile(file, readme.match(/^```js token\.mjs\n([\s\S]*?)^```$/m)[1]);
      const { token } = await import(pathToFileURL(file).href);
      await use((user, secret = SECRET) => token(secret, user, `${user}@shop.example`));
      await rm(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  site: async ({ server }, use) => {
    const host = await Host.start();
    await use({ host, server });
    await host.stop();
  },
  /** Another browser. */
  elsewhere: async ({ browser }, use) => {
    const context = await browser.newContext();
    await use(await context.newPage());
    await context.close();
  },
});

/** A page of the shop, whose chat is given these tokens one after the other, the last one again and again. */
async function shop(page, { host, server }, tokens = [], config = {}) {
  await page.goto(host.put("/shop", `<!doctype html><html lang="en"><title>Boots</title><h1>Boots</h1><script src="${server.origin}/parlour.js"></script>`));
  const chat = new Chat(page);
  await page.evaluate(([config, tokens]) => {
    window.asks = [];
    const next = async ({ refused }) => {
      window.asks.push(refused);
      return tokens.length > 1 ? tokens.shift() : tokens[0];
    };
    window.chat = window.Parlour.init({ ...config, ...(tokens.length && { userToken: next }) });
  }, [{ bot: BOT, ...config }, tokens]);
  await chat.launcher.waitFor();
  return chat;
}

const identify = (page, identity) => page.evaluate((identity) => window.chat.identify(identity).then(() => "taken", ({ code }) => code), identity);
const sent = async (chat, text) => {
  await chat.say(text);
  await expect(chat.visitor.last()).toHaveAttribute("data-state", "sent");
};
const said = (chat) => chat.texts(chat.visitor);

test("whoever signs in goes on with their own, here and in another browser", async ({ page, site, token, elsewhere }) => {
  const chat = await shop(page, site);
  await chat.open();
  await sent(chat, "nobody's question");
  expect(await identify(page, { token: token("ada") })).toBe("taken");
  await expect(chat.visitor).toHaveCount(0);
  await chat.greeted();
  await sent(chat, "Ada's question");
  await page.reload();

  const other = await shop(elsewhere, site, [token("ada")]);
  await other.open();
  await expect(other.visitor).toHaveText(/Ada's question/);
  const bob = await shop(elsewhere, site, [token("bob")]);
  await bob.reopened();
  await bob.greeted();
  await expect(bob.visitor).toHaveCount(0);
});

test("a conversation goes along to whom it was begun by where the page says so", async ({ page, site, token, elsewhere }) => {
  const chat = await shop(page, site);
  await chat.open();
  await sent(chat, "before signing in");
  await chat.input.fill("a draft");
  expect(await identify(page, { token: token("ada"), merge: true })).toBe("taken");
  await sent(chat, "after it");
  expect(await said(chat)).toEqual(["before signing in", "after it"]);
  const other = await shop(elsewhere, site, [token("ada")]);
  await other.open();
  await expect(other.visitor).toHaveCount(2);
});

test("the next person at this browser finds nothing of the last one, and their tab is closed", async ({ page, site, token, context }) => {
  const chat = await shop(page, site, [token("ada")]);
  await chat.open();
  await sent(chat, "Ada's question");
  await chat.input.fill("Ada's draft");

  const tab = await context.newPage();
  const bob = await shop(tab, site, [token("bob")]);
  const paths = asked(tab);
  await bob.open();
  await expect(bob.visitor).toHaveCount(0);
  await expect(bob.input).toHaveValue("");
  expect(paths).toContain("DELETE /session");
  await expect(chat.window).toHaveCount(0);

  // Ada's tab kept its draft for itself; Bob signs in there too.
  const there = await shop(page, site, [token("bob")]);
  await there.open();
  await expect(there.visitor).toHaveCount(0);
  await expect(there.input).toHaveValue("");
  // Nobody signed in is somebody else again.
  const nobody = await shop(page, site);
  await nobody.reopened();
  await nobody.greeted();
  await expect(nobody.visitor).toHaveCount(0);
  expect((await kept(page)).filter((key) => key.includes("who:"))).toEqual([]);
});

test("what was not sent yet survives a reload of whose it is", async ({ page, site, token, context }) => {
  const chat = await shop(page, site, [token("ada")]);
  await chat.open();
  await context.setOffline(true);
  await chat.say("from the train");
  await expect(chat.visitor).toHaveAttribute("data-state", "queued");
  await context.setOffline(false);
  const again = await shop(page, site, [token("ada")]);
  await again.reopened();
  await expect(again.visitor).toHaveText(/from the train/);
  await expect(again.visitor).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
});

test("logging out leaves nothing here that could read the conversation", async ({ page, site, token }) => {
  const chat = await shop(page, site, [], { userToken: token("ada") });
  await chat.open();
  await sent(chat, "Ada's question");
  const left = await page.evaluate(() => Object.values(localStorage).map((text) => text.match(/"token":"([^"]+)"/)?.[1]).find(Boolean));
  await page.evaluate(() => window.chat.logout());
  await expect(chat.visitor).toHaveCount(0);
  expect(await kept(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(token("ada").split(".")[1].slice(0, 20));
  const headers = { authorization: `Bearer ${left}`, origin: site.host.origin };
  await expect.poll(async () => (await fetch(`${site.server.origin}/api/webchat/bot/${BOT}/history`, { headers })).status).toBe(401);
  await sent(chat, "nobody's question");
  expect(await said(chat)).toEqual(["nobody's question"]);
});

test("an expired token is asked for again, and one that stays bad is told to the visitor in words", async ({ page, site, token }) => {
  const bad = token("ada", "another-secret-of-nobody-we-know-of");
  const chat = await shop(page, site, [bad, bad, token("ada")]);
  await chat.open();
  await expect.poll(() => page.evaluate(() => window.asks)).toEqual([false, false, true]);

  const other = await shop(page, site, [], { userToken: bad });
  const heard = await hear(page, "error");
  await other.reopened();
  await expect(other.window).toContainText(NOT_SIGNED_IN);
  await other.say("is anybody there?");
  await expect(other.visitor).toHaveAttribute("data-state", "failed");
  const [[name, { code }]] = await heard();
  expect([name, code]).toEqual(["error", "identity_invalid"]);
  await page.screenshot({ path: new URL("../../target/screenshots/identity-refused.png", import.meta.url).pathname });
  expect(await identify(page, { token: bad })).toBe("identity_invalid");
  expect(await identify(page, { token: token("ada") })).toBe("taken");
  await other.visitor.getByRole("button", { name: "Try again" }).click();
  await expect(other.visitor.last()).toHaveAttribute("data-state", "sent");
});

test("in a frame the page proves who it is by the channel alone", async ({ page, site, token, elsewhere }) => {
  const addresses = [];
  page.on("request", (request) => addresses.push(request.url()));
  await shop(page, site, [token("ada")], { mode: "frame" });
  const framed = inFrame(page);
  await framed.open();
  await framed.say("Ada, in a frame");
  await expect(framed.visitor).toHaveAttribute("data-state", "sent");
  const other = await shop(elsewhere, site, [token("ada")]);
  await other.open();
  await expect(other.visitor).toHaveText(/Ada, in a frame/);
  expect(addresses.filter((address) => address.includes("eyJ"))).toEqual([]);
  expect(await identify(page, { token: token("bob") })).toBe("taken");
  await expect(framed.visitor).toHaveCount(0);
});
