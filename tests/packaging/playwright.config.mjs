// `cargo xtask test packaging` sets the PARLOUR_… variables; without them the defaults serve a run by hand.
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const args = (process.env.PARLOUR_BROWSER_ARGS ?? "--no-sandbox").split(" ");

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  globalSetup: "./stage/setup.mjs",
  outputDir: `${repository}target/packaging-results`,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // The slowest bundler has the longest; see `BUILD_LIMIT_MS`.
  timeout: 150_000,
  expect: { timeout: 15_000 },
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PARLOUR_PACKAGING_REPORT ?? `${repository}target/packaging-results/report.json` }],
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    launchOptions: {
      executablePath: process.env.PARLOUR_BROWSER || undefined,
      // Playwright chooses the headless mode itself.
      args: args.filter((arg) => arg !== "--headless"),
    },
  },
});
