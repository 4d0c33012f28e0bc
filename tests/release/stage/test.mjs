// What every spec imports: Playwright's test with one deployed server, and a site of another origin.
import { test as base } from "@playwright/test";
import { Host } from "../../e2e/stage/host.mjs";
import { Deployed } from "./deployed.mjs";

export { expect } from "@playwright/test";

export const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await Deployed.start();
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],

  site: async ({}, use) => {
    const site = await Host.start();
    await use(site);
    await site.stop();
  },
});
