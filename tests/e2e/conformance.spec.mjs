// What was found of each API, and the same checks against the server as it runs.
import AxeBuilder from "@axe-core/playwright";
import { fileURLToPath } from "node:url";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const SCREENS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
/** What the stage gives the demo's server. */
const TOKEN = process.env.SHOP_API_TOKEN ?? "a-token-of-this-test-only";
/** All checks of an API, on a machine that has other things to do. */
const RUN = { timeout: 60_000 };

test.setTimeout(120_000);

async function start(page, server) {
  await page.goto(`${server.origin}/conformance?bot=${BOT}`);
  await page.getByLabel("The bot's api_token").fill(TOKEN);
  await page.getByLabel("What a visitor says").fill("hello\nreturns\nboots");
  await page.getByRole("button", { name: /^Make the \d+ checks of Certainly/ }).click();
}

test("a builder checks the running server, sees each result, and the page is clean on every screen", async ({ page, server }) => {
  const refused = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.goto(`${server.origin}/reports?bot=${BOT}`);
  await page.getByRole("link", { name: "Conformance" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Conformance" })).toBeVisible();
  await expect(page.locator("section").filter({ hasText: "is not served by this API" })).toHaveCount(2);
  await start(page, server);
  // The bar moves by itself until it is gone.
  const run = page.locator("#run");
  await expect(run.getByRole("status")).toHaveText(/^\d+ hold, 0 do not/, RUN);
  await expect(run.locator("progress")).toHaveCount(0);
  const row = (id) => run.locator("tbody tr").filter({ has: page.locator("code").getByText(id, { exact: true }) });
  await expect(row("token-wrong")).toContainText("✓ holds");
  await expect(row("token-wrong")).toContainText("SEED");
  await expect(run).not.toContainText(TOKEN);
  await expect(page.getByRole("region", { name: "Certainly: chat REST API", exact: true })).toContainText("green");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [device, size] of Object.entries(SCREENS)) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${FOLDER}${device}-${colorScheme}-conformance.png` });
      expect(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth), device).toBeLessThanOrEqual(0);
    }
    // The tables of the tests are drawn alike: one of each kind is looked at.
    const { violations } = await new AxeBuilder({ page }).exclude(".part + .part:not(:last-child)").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  }
  expect(refused).toEqual([]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the checks are started by a form and looked at by a link", async ({ page, server }) => {
    await start(page, server);
    const told = page.locator("#run").getByRole("status");
    await expect(async () => {
      const again = page.getByRole("link", { name: "Look again" });
      if (await again.isVisible()) await again.click();
      await expect(told).toHaveText(/^\d+ hold, 0 do not/, { timeout: 1_000 });
    }).toPass(RUN);
  });
});
