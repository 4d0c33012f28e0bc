// Firefox, try-out
import { fileURLToPath } from "node:url";
import base from "../e2e/playwright.config.mjs";
export default {
  ...base,
  projects: [
    {
      name: "firefox",
      testDir: "../e2e",
      use: {
        browserName: "firefox",
        channel: "moz-firefox",
        launchOptions: { executablePath: fileURLToPath(new URL("firefox/start.mjs", import.meta.url)) },
      },
    },
    { name: "webkit", testDir: "webkit" },
  ],
};
