// What every story of WebKit imports: a server, a website of another origin with the one-line tag in it, and a browser.
import { test as base } from "../../../e2e/stage/test.mjs";
import { Host } from "../../../e2e/stage/host.mjs";
import { BOT } from "../../../e2e/stage/server.mjs";
import { Chat } from "./chat.mjs";
import { WebKit } from "./webkit.mjs";

export { expect } from "@playwright/test";
export { BOT } from "../../../e2e/stage/server.mjs";
export const GALLERY = "5a1c6f0e-3d5b-4c0a-9a52-8d1f2b7e9c44";

/** Notes what goes wrong in the page, from the first moment on, and what the chat tells it. */
const WATCH = `
window.told = [];
window.heard = [];
addEventListener("error", (event) => told.push("error " + (event.message ?? event.target?.src)), true);
addEventListener("unhandledrejection", ({ reason }) => told.push("rejection " + reason));
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => told.push("policy " + effectiveDirective + " " + blockedURI.replace(/^.*\\//, "")));
for (const name of ["error", "warn"]) {
  const own = console[name];
  console[name] = (...words) => { told.push(name + " " + words.join(" ")); own.apply(console, words); };
}
for (const name of ["fallback", "error"]) addEventListener("parlour:" + name, ({ detail }) => heard.push([name, detail.rung ?? detail.code]));
`;

const SHOP = (files, { bot = BOT, attributes = "", body = "", page = "" }) => `<!doctype html><html lang="en"${page}><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Boots</title>
<link rel="icon" href="data:,"><script src="/watch.js"></script><script async src="${files}/parlour.js" data-bot="${bot}" ${attributes}></script>
<h1>Boots</h1><p><a href="#more">More of them</a></p><main>${body}</main>`;

export const test = base.extend({
  isDark: [false, { option: true, scope: "worker" }],

  webkit: [
    async ({ isDark }, use) => {
      const webkit = await WebKit.start({ isDark });
      await use(webkit);
      await webkit.stop();
    },
    { scope: "worker" },
  ],

  driver: async ({ webkit }, use, info) => {
    const driver = await webkit.session();
    await use(driver);
    if (info.status !== info.expectedStatus) {
      const picture = await driver.takeScreenshot().catch(() => "");
      await info.attach("screen", { body: Buffer.from(picture, "base64"), contentType: "image/png" });
    }
    await driver.quit();
  },

  host: async ({}, use) => {
    const host = await Host.start();
    host.put("/watch.js", WATCH, { "Content-Type": "text/javascript" });
    await use(host);
    await host.stop();
  },

  /** Opens a page of the website: `bot`, `attributes` of the tag, `body`, and the page's `policy` for files of an origin. */
  visit: async ({ driver, host, server }, use) => {
    await use(async ({ policy, ...page } = {}) => {
      const headers = policy ? { "Content-Security-Policy": policy(server.origin) } : {};
      await driver.get(host.put("/", SHOP(server.origin, page), headers));
      return new Chat(driver);
    });
  },

  /** What went wrong in the page that is open. */
  told: async ({ driver }, use) => {
    await use(() => driver.executeScript("return window.told"));
  },
});
