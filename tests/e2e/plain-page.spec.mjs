// The conversation as a page without any script: everything a bot can say is read, and everything it asks is answered.
import AxeBuilder from "@axe-core/playwright";
import { fileURLToPath } from "node:url";
import { BOT } from "./stage/server.mjs";
import { expect, test } from "./stage/test.mjs";

const GALLERY = "5a1c6f0e-3d5b-4c0a-9a52-8d1f2b7e9c44";
const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** The page as a visitor uses it. */
class Plain {
  constructor(page, server, bot, query = "") {
    Object.assign(this, { page, address: `${server.origin}/chat/${bot}${query}` });
    this.bot = page.locator(".log > .bot");
    this.visitor = page.locator(".log > .visitor .bubble");
    this.last = this.bot.last();
  }

  async begin() {
    await this.page.goto(this.address);
    await this.page.locator("form.door button").click();
    await expect(this.bot.first()).toBeVisible();
  }

  /** Presses a button of what the bot offers. */
  press(name) {
    return this.last.getByRole("button", { name, exact: true }).click();
  }

  async say(text) {
    await this.page.locator("#text").fill(text);
    await this.page.locator("form.write button").click();
  }
}

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a visitor asks by a reply and by typing, and finds the conversation again", async ({ page, server }) => {
    const plain = new Plain(page, server, BOT);
    await plain.begin();
    await plain.press("Returns");
    await expect(plain.last).toContainText("You have 60 days to send things back");
    await plain.say("It arrived damaged\nin two places");
    await expect(plain.visitor.last()).toHaveText(/It arrived damaged\s+in two places/);
    await page.goto(plain.address);
    await expect(plain.visitor).toHaveCount(2);
    const rows = (await server.report()).filter((row) => row.message);
    expect(rows.map((row) => row.message).filter((text, nth, all) => all.indexOf(text) === nth)).toEqual(["Returns", "It arrived damaged\nin two places"]);
  });

  test("everything a bot can say is there to be read", async ({ page, server }) => {
    test.setTimeout(120_000);
    const plain = new Plain(page, server, GALLERY);
    await plain.begin();
    await plain.press("Text");
    await expect(plain.last.getByRole("heading", { name: "A heading" })).toBeVisible();
    const link = plain.last.getByRole("link", { name: /Our returns page/ });
    await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow ugc");
    await expect(plain.last).toContainText("shop.example (elsewhere.example)");
    await plain.say("menu");
    await plain.press("Code and tables");
    await expect(plain.last.locator("pre")).toContainText('name = "greeting"');
    await expect(plain.last.getByRole("columnheader", { name: "Sleeps" })).toBeVisible();
    await plain.say("menu");
    await plain.press("Pictures and sound");
    await expect(plain.last.getByRole("img", { name: "The Heron 2, pitched at dusk." })).toBeVisible();
    await expect(plain.last.locator("audio, video")).toHaveCount(2);
    await expect(plain.last.getByRole("link", { name: /Download/ })).toBeVisible();
    await plain.say("menu");
    await plain.press("Places and pages");
    await expect(plain.last.getByRole("link", { name: /Open in maps/ })).toHaveAttribute("href", /openstreetmap\.org/);
    await plain.say("menu");
    await plain.press("Cards");
    await plain.press("Take it");
    await expect(plain.visitor.last()).not.toHaveText("Cards");
  });

  test("everything a bot asks is answered by a form", async ({ page, server }) => {
    test.setTimeout(120_000);
    const plain = new Plain(page, server, GALLERY);
    await plain.begin();
    await plain.press("Several options");
    await page.getByLabel("A tent").check();
    await page.getByLabel("A stove").check();
    await plain.press("Confirm");
    await expect(plain.visitor.last()).toHaveText(/A tent\s+A stove/);
    await plain.say("menu");
    await plain.press("Rating");
    await plain.press("4");
    await expect(plain.visitor.last()).toHaveText("4");
    await plain.say("menu");
    await plain.press("Date");
    const day = page.getByLabel("Choose a date");
    await day.fill((await day.getAttribute("min")) ?? "2027-05-01");
    await plain.press("Confirm");
    await expect(plain.visitor.last()).toHaveText(/^\s*\d{4}-\d\d-\d\d\s*$/);
    await plain.say("menu");
    await plain.press("Form");
    await page.getByLabel(/^Name/).fill("Ann Lee");
    await page.getByLabel(/^E-mail/).fill("ann@example.com");
    await page.getByLabel("Delivery").selectOption("Express");
    await plain.press("Submit");
    await expect(plain.visitor.last()).toHaveText(/Name: Ann Lee\s+E-mail: ann@example.com\s+Delivery: Express/);
  });

  test("a file is sent where the bot takes some, and one that is not taken is said", async ({ page, server }) => {
    const plain = new Plain(page, server, BOT);
    await plain.begin();
    const file = page.locator('input[type="file"]');
    await file.setInputFiles({ name: "receipt.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nhello\n%%EOF\n") });
    await page.locator("form[enctype] button").click();
    await expect(plain.visitor.getByRole("link", { name: /receipt\.pdf/ })).toBeVisible();
    await file.setInputFiles({ name: "page.html", mimeType: "text/html", buffer: Buffer.from("<!doctype html><script>1</script>") });
    await page.locator("form[enctype] button").click();
    await expect(page.getByRole("alert")).toContainText("this kind of file is not accepted");
    await expect(plain.visitor).toHaveCount(1);
  });

  for (const [name, viewport, colorScheme, query] of [
    ["desktop-light", DESKTOP, "light", ""],
    ["phone-dark", PHONE, "dark", ""],
    ["phone-arabic", PHONE, "light", "?locale=ar"],
  ]) {
    test.describe(name, () => {
      test.use({ viewport, colorScheme });

      test(`the page is as wide as the screen, ${name}`, async ({ page, server }) => {
        const plain = new Plain(page, server, GALLERY, query);
        await plain.begin();
        await plain.press("Text");
        await page.screenshot({ path: `${FOLDER}plain-${name}.png`, fullPage: true });
        const main = await page.locator("main").boundingBox();
        expect(main.x).toBeGreaterThanOrEqual(0);
        expect(main.x + main.width).toBeLessThanOrEqual(viewport.width);
        await expect(page.locator("html")).toHaveAttribute("dir", query ? "rtl" : "ltr");
      });
    });
  }
});

// axe is a script in the page; the page's policy would refuse it.
test.describe("axe", () => {
  test.use({ bypassCSP: true });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing on the page, ${colorScheme}`, async ({ page, server }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme });
      const found = [];
      const look = async (state) => {
        const { violations, passes } = await new AxeBuilder({ page }).options({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).analyze();
        expect(passes.length).toBeGreaterThan(5);
        found.push(...violations.map(({ id, nodes }) => `${state}: ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`));
      };
      const plain = new Plain(page, server, GALLERY);
      await page.goto(plain.address);
      await look("door");
      await plain.begin();
      for (const state of ["Text", "Code and tables", "Pictures and sound", "Cards", "Places and pages", "Several options", "Rating", "Date", "Form"]) {
        await plain.press(state);
        await look(state);
        await plain.say("menu");
      }
      expect(found).toEqual([]);
    });
  }
});
