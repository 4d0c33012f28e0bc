// `cargo xtask test browsers` sets the PARLOUR_… variables and names the projects whose browser is there.
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import base from "../e2e/playwright.config.mjs";
import { TESTS } from "./firefox/suite.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  ...base,
  outputDir: path("../../target/browsers/results"),
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PARLOUR_E2E_REPORT ?? path("../../target/browsers/report.json") }],
  ],
  projects: [
    {
      name: "firefox",
      testDir: path(".."),
      testMatch: ["**/e2e/**/*.spec.mjs", "**/browsers/firefox/*.spec.mjs"],
      grep: [...TESTS, /firefox\/looks/],
      use: {
        browserName: "firefox",
        channel: "moz-firefox",
        launchOptions: { executablePath: path("firefox/start.mjs") },
      },
    },
    { name: "webkit", testDir: path("webkit"), testMatch: "*.spec.mjs" },
  ],
});
