#!/usr/bin/env node
// Starts the Firefox of this machine for Playwright, and stands between the two: Playwright asks each context for its
// colour scheme with a command of WebDriver BiDi that this Firefox does not know, and without an answer opens no page.
// Here the command sets Firefox's own preference; everything else passes as it is.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";

const UNKNOWN = "emulation.setMediaFeaturesOverride";
const PREFERENCE = "layout.css.prefers-color-scheme.content-override";
const SCHEMES = { dark: 0, light: 1 };
const SYSTEM = 2;
/** Playwright counts its commands from one; ours start where it never comes. */
const FIRST_ID = 2 ** 40;

const firefox = spawn(process.env.PARLOUR_FIREFOX ?? "firefox-esr", ["--remote-allow-system-access", ...process.argv.slice(2)], {
  stdio: ["ignore", "inherit", "pipe"],
});
firefox.on("error", (error) => {
  console.error(String(error));
  process.exit(1);
});
firefox.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => firefox.kill(signal));

createInterface({ input: firefox.stderr }).on("line", (line) => {
  const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
  if (!address) return console.error(line);
  const relay = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  relay.on("connection", (player, { url }) => join(player, new WebSocket(address + url, { perMessageDeflate: false })));
  relay.on("listening", () => console.error(`WebDriver BiDi listening on ws://127.0.0.1:${relay.address().port}`));
});

/** Carries messages both ways until one side is gone. */
function join(playwright, browser) {
  const own = ownCommands(browser);
  const opened = once(browser, "open");
  playwright.on("message", async (data) => {
    const text = data.toString();
    const { id, method, params } = text.includes(UNKNOWN) ? JSON.parse(text) : {};
    await opened;
    if (method !== UNKNOWN) return browser.send(text);
    const scheme = SCHEMES[params.features?.["prefers-color-scheme"]] ?? SYSTEM;
    await own.inChrome(`Services.prefs.setIntPref("${PREFERENCE}", ${scheme})`);
    playwright.send(JSON.stringify({ type: "success", id, result: {} }));
  });
  browser.on("message", (data) => {
    const text = data.toString();
    if (!own.isAnswered(text)) playwright.send(text);
  });
  playwright.on("close", () => browser.close());
  browser.on("close", () => playwright.close());
  browser.on("error", (error) => console.error(String(error)));
}

/** Commands of the relay itself, beside those of Playwright. */
function ownCommands(browser) {
  const waiting = new Map();
  let last = FIRST_ID;
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      browser.send(JSON.stringify({ id: last, method, params }));
    });
  return {
    /** Runs a line with the rights of the browser itself. */
    async inChrome(expression) {
      const { contexts } = await ask("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 });
      const target = { context: contexts[0].context };
      await ask("script.evaluate", { expression, target, awaitPromise: false });
    },
    /** Whether this was the answer to one of them. */
    isAnswered(text) {
      if (waiting.size === 0) return false;
      const { id, result, error, message } = JSON.parse(text);
      const asker = waiting.get(id);
      if (!asker) return false;
      waiting.delete(id);
      if (error) asker.reject(new Error(`${error}: ${message}`));
      else asker.resolve(result);
      return true;
    },
  };
}
