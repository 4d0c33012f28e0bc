// The pages for the people who own a bot: an analyst finds what there is to find, by keyboard alone.
import AxeBuilder from "@axe-core/playwright";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fill, tabTo } from "./stage/analyst.mjs";
import { BOT, Server } from "./stage/server.mjs";
import { expect, test as base } from "./stage/test.mjs";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** One server with some weeks of a shop's log for all tests of a worker: they only read, but for exports. */
const test = base.extend({
  shop: [
    async ({}, use) => {
      const server = await Server.start();
      await fill(server);
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],
});

const heading = (page, name) => page.getByRole("heading", { name, exact: true, level: 2 });
const section = (page, name) => page.locator("section").filter({ has: heading(page, name) });

async function clean(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

test("an analyst finds the busiest module of last week and downloads its rows, by keyboard", async ({ page, shop }) => {
  await page.goto(`${shop.origin}/reports?bot=${BOT}`);
  const busiest = section(page, "Busiest modules").locator(".ranking tbody tr");
  await tabTo(page, "7 days");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=/);
  await expect(page.getByRole("link", { name: "7 days" })).toHaveAttribute("aria-current", "true");
  await expect(busiest.nth(0).locator("th")).toHaveText("Greeting");
  await expect(busiest.nth(1).locator("th")).toHaveText("Order status");
  const answers = await busiest.nth(1).locator("td").first().textContent();
  await tabTo(page, "Busiest modules as CSV");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/^modules-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const [head, , second] = (await readFile(await download.path(), "utf8")).split("\r\n");
  expect(head).toBe('\u{feff}"module_id","module","answers","share"');
  expect(second.startsWith(`"3","Order status","${answers.replaceAll(/\D/g, "")}",`)).toBe(true);

  await tabTo(page, "All rows of Busiest modules");
  await page.keyboard.press("Enter");
  await expect(section(page, "Busiest modules").locator("details table tbody tr").first()).toBeVisible();
});

test("pages are clean in both schemes and fit a phone", async ({ page, shop }) => {
  test.setTimeout(120_000);
  const query = `?bot=${BOT}`;
  for (const [name, path] of [["figures", ""], ["conversations", "/conversations"], ["conversation", "/conversations/40"], ["exports", "/exports"], ["sign-in", "/sign-in"]]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const [device, size] of [["desktop", DESKTOP], ["phone", PHONE]]) {
        await page.setViewportSize(size);
        await page.goto(`${shop.origin}/reports${path}${query}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.screenshot({ path: `${FOLDER}${device}-${colorScheme}-reports-${name}.png`, fullPage: true });
        const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
        expect(overflow, `${name} on ${device}`).toBeLessThanOrEqual(0);
        if (device === "phone") await clean(page);
      }
    }
  }
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a conversation is found and read, and days are chosen by a form", async ({ page, shop }) => {
    await page.goto(`${shop.origin}/reports?bot=${BOT}`);
    await page.getByRole("link", { name: "Conversations", exact: true }).click();
    await page.locator("tbody tr a").first().click();
    await expect(page.locator(".log .bot").first()).toContainText("Hello, what can I do for you?");
    await page.getByRole("link", { name: "Figures", exact: true }).click();
    await page.getByLabel("From").fill("2021-12-14");
    await page.getByLabel("To", { exact: true }).fill("2021-12-15");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/from=2021-12-14&to=2021-12-15/);
    await expect(section(page, "Busiest modules")).toContainText("Nothing in these days.");
  });
});

test("right to left, in print and without colours everything is still there", async ({ page, shop }) => {
  await page.goto(`${shop.origin}/reports?bot=${BOT}`);
  await page.emulateMedia({ media: "print" });
  await expect(section(page, "Drop-off").locator("details table")).toBeVisible();
  await expect(page.getByRole("button", { name: "Show" })).toBeHidden();
  await page.screenshot({ path: `${FOLDER}print-reports.png`, fullPage: true });
  await page.emulateMedia({ media: "screen", forcedColors: "active" });
  await page.screenshot({ path: `${FOLDER}desktop-forced-reports.png`, fullPage: true });
  await page.emulateMedia({ forcedColors: "none" });
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  await page.setViewportSize(PHONE);
  await page.screenshot({ path: `${FOLDER}phone-rtl-reports.png`, fullPage: true });
  expect(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("an export is asked for, its bar moves, and its file is there", async ({ page }) => {
  const server = await Server.start();
  await fill(server, 20);
  const refused = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.goto(`${server.origin}/reports/exports?bot=${BOT}`);
  await tabTo(page, "Export these days");
  await page.keyboard.press("Enter");
  const file = page.getByRole("link", { name: /^CSV file of/ });
  await expect(file).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n").length - 1;
  await expect(page.locator(".jobs li").first()).toContainText(`${lines.toLocaleString("en").replaceAll(",", "\u202f")} rows`);
  expect(refused).toEqual([]);
  await server.dispose();
});

test("an account signs in by its token, sees its bots only, and signs out", async ({ page }) => {
  const server = await Server.start({
    configure: async (folder) => {
      const demo = fileURLToPath(new URL("../../demo-site/", import.meta.url));
      const text = (await readFile(join(demo, "parlour.toml"), "utf8"))
        .replaceAll('"../', `"${join(demo, "..")}/`).replaceAll('"pages"', `"${demo}pages"`).replaceAll('"flows/', `"${demo}flows/`);
      const account = `\n[[account]]\nemail = "analyst@shop.example"\ntoken = { literal = "the-token-of-the-analyst" }\nbots = ["${BOT}"]\n`;
      const file = join(folder, "parlour.toml");
      await writeFile(file, text + account);
      return file;
    },
  });
  await page.goto(`${server.origin}/reports/sign-in`);
  await page.getByLabel("Token of your account").fill("guess");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("This is no token of an account.");
  await page.getByLabel("Token of your account").fill("the-token-of-the-analyst");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Trail & Tent");
  await expect(page.getByLabel("Bot").locator("option")).toHaveText(["Trail & Tent"]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await server.dispose();
});
