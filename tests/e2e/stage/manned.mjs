// Playwright's test with a desk of its own, whose configuration a test may change.
import { FLOW, desk } from "./desk.mjs";
import { test as base } from "./test.mjs";

export { expect } from "./test.mjs";

export const test = base.extend({
  flow: FLOW,
  /** A change of the demo's configuration: `{from, to}`. */
  change: [{ from: "", to: "" }, { option: true }],
  server: async ({ flow, change }, use) => {
    const server = await desk({ flow, change });
    await use(server);
    await server.dispose();
  },
});
