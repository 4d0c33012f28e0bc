// What every spec imports: Playwright's test with a server of its own and the chat on the page.
import { test as base } from "@playwright/test";
import { Chat } from "./chat.mjs";
import { desk } from "./desk.mjs";
import { Server } from "./server.mjs";

export { expect } from "@playwright/test";
export { focusedPart, tabTo } from "./chat.mjs";

export const test = base.extend({
  /** A bot definition instead of the demo's. */
  flow: [undefined, { option: true }],

  server: async ({ flow }, use, info) => {
    const server = await Server.start({ flow });
    await use(server);
    await server.dispose();
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: server.log(), contentType: "text/plain" });
      console.log(`── server of "${info.title}" ──\n${server.log()}`);
    }
  },

  /** A server with people at its desk, one for all tests of a worker: each test is a visitor of its own. */
  desk: [
    async ({}, use) => {
      const server = await desk();
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],

  /** Every page of these tests is watched: an uncaught error fails the test that caused it. */
  page: async ({ page }, use, info) => {
    const errors = [];
    page.on("pageerror", (error) => {
      // Firefox calls what a policy refuses an error of the page; that is told by `complaints` of host.mjs.
      if (!String(error).startsWith("Content-Security-Policy:")) errors.push(String(error));
    });
    if (process.env.PARLOUR_E2E_CONSOLE) page.on("console", (line) => console.log(`[page] ${line.text()}`));
    await use(page);
    if (info.status === info.expectedStatus && errors.length > 0) {
      throw new Error(`uncaught in the page:\n${errors.join("\n")}`);
    }
  },

  /** The shop is open in the browser; nobody has touched anything. */
  chat: async ({ page, server }, use) => {
    await page.goto(`${server.origin}/`);
    await use(new Chat(page));
  },
});
