// `cargo xtask release` and `cargo xtask test release` set the PARLOUR_… variables.
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const args = (process.env.PARLOUR_BROWSER_ARGS ?? "--no-sandbox").split(" ");

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: `${repository}target/release-results/output`,
  forbidOnly: true,
  retries: 0,
  // One server for all of it: a server as tests build it is 100 MB and more to copy.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PARLOUR_RELEASE_REPORT ?? `${repository}target/release-results/report.json` }],
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    launchOptions: {
      executablePath: process.env.PARLOUR_BROWSER || undefined,
      // Playwright chooses the headless mode itself.
      args: args.filter((arg) => arg !== "--headless"),
    },
  },
});
