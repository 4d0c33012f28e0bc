// The tag a site pastes: Chromium runs the file it names, and no other.
import { Host } from "../e2e/stage/host.mjs";
import { BOT } from "./stage/deployed.mjs";
import { read, snippet } from "./stage/release.mjs";
import { expect, test } from "./stage/test.mjs";

const HEADERS = { "Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*" };
const [, PATH] = snippet("", BOT).match(/src="(\/v\/[^"]+)"/);
const loader = read(`web${PATH}`);
/** A space at the end: the program is the same with it. */
const changed = Buffer.concat([loader, Buffer.from(" ")]);

/** A page of `site` with the tag; the file comes from another origin, as `bytes`. Gives what the browser said. */
async function visit(page, site, bytes, tag = (text) => text) {
  const files = await Host.start({ name: "127.0.0.2" });
  files.put(PATH, bytes, HEADERS);
  const said = [];
  page.on("console", (line) => line.type() === "error" && said.push(line.text()));
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">\n${tag(snippet(files.origin, BOT))}`;
  await page.goto(site.put("/", html));
  await page.waitForLoadState("load");
  await files.stop();
  return said;
}

test("the file with the right bytes runs", async ({ page, site }) => {
  expect(await visit(page, site, loader)).toEqual([]);
  await expect(page.locator('[part~="launcher"]')).toBeVisible();
});

test("with one byte more it is refused", async ({ page, site }) => {
  const said = await visit(page, site, changed);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("Failed to find a valid digest in the 'integrity' attribute");
  expect(await page.evaluate(() => customElements.get("parlour-chat") === undefined)).toBe(true);
  await expect(page.locator("parlour-chat")).toHaveCount(0);
});

test("that byte does no harm by itself: without `integrity` the changed file runs", async ({ page, site }) => {
  expect(await visit(page, site, changed, (text) => text.replace(/ integrity="[^"]+"/, ""))).toEqual([]);
  await expect(page.locator('[part~="launcher"]')).toBeVisible();
});
