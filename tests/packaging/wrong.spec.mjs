// What people build wrong, or serve wrong: the visitor sees that there is no chat, who built it reads why.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HOME, INSTALLED } from "./stage/places.mjs";
import { tool } from "./stage/run.mjs";
import { Site } from "./stage/site.mjs";
import { BOT, expect, test } from "./stage/test.mjs";

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="gateway" content="__GATEWAY__"><title>Wrong</title><link rel="icon" href="data:,"><body><script src="main.js" SORT></script></html>`;

/** A folder with the esbuild project, built with `args`, and a page that loads it as a script of `sort`. */
async function built(name, args, sort) {
  const folder = join(HOME, `wrong-${name}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const esbuild = join(HOME, "node_modules/esbuild/bin/esbuild");
  await tool(esbuild, ["src/main.js", "--bundle", `--outdir=${folder}`, "--log-level=error", ...args], { cwd: join(HOME, "esbuild") });
  await writeFile(join(folder, "index.html"), HTML.replace("SORT", sort));
  return folder;
}

/** Presses the launcher, and gives what the page heard and the console says. */
async function pressed(page, address) {
  const said = [];
  page.on("console", (line) => line.text().startsWith("Parlour:") && said.push(line.text()));
  await page.addInitScript(() => {
    window.told = [];
    for (const name of ["error", "fallback"]) document.addEventListener(`parlour:${name}`, ({ detail }) => window.told.push({ name, ...detail }));
  });
  await page.goto(address);
  const launcher = page.locator('[part~="launcher"]');
  await launcher.click();
  await expect(launcher).toHaveAttribute("title", /could not be loaded/);
  await expect(launcher).toHaveAttribute("aria-busy", "false");
  return { said, told: await page.evaluate(() => window.told) };
}

test("a bundle that is no module ends in a failure that says what to build, not in an empty window", async ({ browser, server }) => {
  const page = await browser.newPage();
  const site = await Site.start(await built("iife", [], ""), server.origin);
  const { said, told } = await pressed(page, `${site.origin}/`);
  expect(said).toEqual([expect.stringMatching(/the bundle is no ES module.*Build ES modules \(esbuild: --bundle --splitting --format=esm/)]);
  expect(told).toMatchObject([{ name: "error", code: "load_failed" }]);
  await page.close();
  await site.dispose();
});

test("a site that answers with a page in place of the wasm is told so, and no browser is called too old", async ({ browser, server }) => {
  const page = await browser.newPage();
  const folder = await built("page", ["--splitting", "--format=esm"], 'type="module"');
  const site = await Site.start(folder, server.origin, { otherwise: "index.html" });
  const { said, told } = await pressed(page, `${site.origin}/`);
  expect(said).toEqual([expect.stringMatching(/wasm\/parlour_widget_bg\.wasm was answered with a page of HTML.*Copy node_modules\/parlour\/wasm/)]);
  expect(told).toMatchObject([{ name: "error", code: "load_failed" }]);
  // Once it lies there, the next press opens the chat.
  await cp(join(INSTALLED, "wasm"), join(folder, "wasm"), { recursive: true });
  await page.locator('[part~="launcher"]').click();
  await expect(page.locator('[part~="message-bot"]').first()).toBeVisible();
  await page.close();
  await site.dispose();
});

test("without a gateway the page's own origin is asked, which is said where it is no server", async ({ browser, server }) => {
  const page = await browser.newPage();
  const folder = await built("gateway", ["--splitting", "--format=esm"], 'type="module"');
  await cp(join(INSTALLED, "wasm"), join(folder, "wasm"), { recursive: true });
  await writeFile(join(folder, "index.html"), HTML.replace("SORT", 'type="module"').replace("<body>", `<body><parlour-chat bot="${BOT}" position="start"></parlour-chat>`).replace("__GATEWAY__", server.origin));
  const site = await Site.start(folder, server.origin, { otherwise: "index.html" });
  const said = [];
  page.on("console", (line) => line.text().startsWith("Parlour:") && said.push(line.text()));
  await page.goto(`${site.origin}/`);
  const chat = page.locator("parlour-chat").first();
  const told = chat.evaluate((element) => new Promise((done) => element.addEventListener("parlour:error", ({ detail }) => done(detail.code))));
  await chat.locator('[part~="launcher"]').click();
  expect(await told).toBe("unreadable");
  await expect(chat.locator('[part~="window"]')).toContainText("This chat is not available right now.");
  await expect.poll(() => said).toEqual([`Parlour: what answers at ${site.origin}/api/webchat/ is no Parlour server. That is the page's own origin, which is asked where no gateway is given: name the server, gateway="https://chat.example".`]);
  await page.close();
  await site.dispose();
});
