// `cargo xtask test e2e` sets the PARLOUR_… variables; without them the defaults serve a run by hand.
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const args = (process.env.PARLOUR_BROWSER_ARGS ?? "--no-sandbox").split(" ");

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: `${repository}target/e2e/results`,
  fullyParallel: true,
  forbidOnly: true,
  // A test that needs a second try is a finding, not a nuisance.
  retries: 0,
  // A test waits half of its time, for a bot that types and a clock that runs: three keep two cores busy.
  workers: 3,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Edges of letters differ a little from machine to machine; a colour, a gap or a radius differs more.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, animations: "disabled", caret: "hide" },
  },
  snapshotPathTemplate: "{testDir}/goldens/{arg}{ext}",
  // A picture that is not there is a finding; `PARLOUR_BLESS=1` draws them anew.
  updateSnapshots: process.env.PARLOUR_BLESS ? "all" : "none",
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PARLOUR_E2E_REPORT ?? `${repository}target/e2e/report.json` }],
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PARLOUR_BROWSER || undefined,
      // Playwright chooses the headless mode itself.
      args: args.filter((arg) => arg !== "--headless"),
    },
  },
});
