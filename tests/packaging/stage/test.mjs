// What every spec imports: Playwright's test with one real server, and a page that is watched.
import { test as base } from "@playwright/test";
import { Server } from "../../e2e/stage/server.mjs";

export { expect } from "@playwright/test";
export { BOT } from "../../e2e/stage/server.mjs";

export const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],

  /** Nothing may be thrown, missing or warned of. */
  page: async ({ page }, use, info) => {
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (line) => ["error", "warning"].includes(line.type()) && wrong.push(line.text()));
    page.on("response", (answer) => answer.status() >= 400 && wrong.push(`${answer.status()} ${answer.url()}`));
    await use(page);
    if (info.status === info.expectedStatus && wrong.length) throw new Error(`in the page:\n${wrong.join("\n")}`);
  },
});
