// The README taken at its word: what it tells to write is written, what it tells to run is run.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { transform } from "../node_modules/esbuild/lib/main.js";
import { HOME, INSTALLED, REPOSITORY, TARBALL } from "./stage/places.mjs";
import { run, tool } from "./stage/run.mjs";
import { Site } from "./stage/site.mjs";
import { BOT, expect, test } from "./stage/test.mjs";
import { Chat } from "../e2e/stage/chat.mjs";

const readme = (await readFile(join(INSTALLED, "README.md")).catch(() => "")).toString();
/** Every block of code: its language, the file it is to be written to if it names one, and its text. */
const blocks = [...readme.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, file, text]) => ({ language, file, text }));
const named = (file) => blocks.find((block) => block.file === file).text;
const vite = (cwd) => tool(join(HOME, "node_modules/vite/bin/vite.js"), ["build"], { cwd });
const fresh = async (name) => {
  const folder = join(HOME, `readme-${name}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
};

test("getting started: from an empty folder to a bot that answers", async ({ page }) => {
  const folder = await fresh("start");
  const [{ text: commands }] = blocks.filter(({ language }) => language === "sh");
  // The package is the packed one; Vite lies above at a pinned version.
  const steps = commands.trim().split("\n").filter((step) => !step.endsWith(" vite")).map((step) => step.replace("install parlour", `install --offline ${TARBALL}`));
  expect(steps).toHaveLength(2);
  for (const step of steps) await run("npm", step.split(" ").slice(1), { cwd: folder });
  for (const file of ["index.html", "main.js", "public/flow.toml"]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), named(file));
  }
  await vite(folder);
  const site = await Site.start(join(folder, "dist"), "");
  const chat = new Chat(page);
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(`${site.origin}/`);
  await chat.open();
  await expect(chat.launcher).toHaveAccessibleName("Chat with Shop");
  await chat.choices.first().click();
  await expect(chat.bot.last()).toContainText("Monday to Friday, 10 to 19.");
  await site.dispose();
});

test("the configuration of the README is one the server takes", async () => {
  const folder = await fresh("server");
  for (const file of ["parlour.toml", "public/flow.toml"]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), named(file));
  }
  await cp(join(INSTALLED, "dist"), join(folder, "node_modules/parlour/dist"), { recursive: true });
  const program = process.env.PARLOUR_BIN ?? join(REPOSITORY, "target/debug/parlour");
  expect(await run(program, ["check"], { cwd: folder })).toContain("no mistakes");
});

test("the component of the README stands in a page and talks", async ({ page, server }) => {
  const folder = await fresh("react");
  await writeFile(join(folder, "Shop.jsx"), named("Shop.jsx"));
  const main = `import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Shop } from "./Shop.jsx";
const { content: gateway } = document.querySelector("meta[name=gateway]");
createRoot(document.querySelector("#root")).render(<StrictMode><Shop bot="${BOT}" gateway={gateway} /></StrictMode>);`;
  await writeFile(join(folder, "main.jsx"), main);
  await cp(join(HOME, "react/index.html"), join(folder, "index.html"));
  await vite(folder);
  const site = await Site.start(join(folder, "dist"), server.origin);
  await page.goto(`${site.origin}/`);
  await page.getByRole("button", { name: "Ask us" }).click();
  await new Chat(page).greeted();
  await site.dispose();
});

test("the program of the README talks with the demo", async ({ server }) => {
  const folder = await fresh("node");
  await writeFile(join(folder, "talk.mjs"), named("talk.mjs"));
  const said = await tool("talk.mjs", [], { cwd: folder, env: { BOT, GATEWAY: server.origin }, limit: 30_000 });
  const authors = said.match(/^(bot|visitor)(?=: )/gm).join(" ");
  expect(authors).toMatch(/^(bot )+visitor( bot)+$/);
  expect(said).toContain("visitor: Where is my order?");
});

test("the page of forty lines talks, and goes on after a reload", async ({ page, server }) => {
  const lines = (await readFile(join(INSTALLED, "examples/page.html"), "utf8")).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  const site = await Site.start(HOME, server.origin);
  await page.goto(`${site.origin}/node_modules/parlour/examples/page.html?bot=${BOT}&gateway=${encodeURIComponent(server.origin)}`);
  const rows = page.getByRole("log").locator("li");
  const replies = page.locator("#choices button");
  await expect(replies.first()).toBeVisible();
  await page.getByLabel("Message").fill("Where is my order?");
  await page.getByRole("button", { name: "Send" }).click();
  const mine = rows.filter({ hasText: /^visitor: Where is my order\?$/ });
  await expect(mine).toHaveCount(1);
  await expect(rows.last()).toHaveText(/^bot: /);
  await page.reload();
  await expect(mine).toHaveCount(1);
  await expect(rows.last()).toHaveText(/^bot: /);
  await site.dispose();
});

test("the terminal says how it is called, and why nobody answers", async ({ server }) => {
  const terminal = join(INSTALLED, "examples/terminal.mjs");
  await expect(tool(terminal, [])).rejects.toThrow("usage: node terminal.mjs GATEWAY BOT [FILE]");
  const said = await tool(terminal, [server.origin, "00000000-0000-4000-8000-000000000000"], { input: "Anybody?\n", limit: 60_000 });
  expect(said).toContain("not_found: ");
});

test("the terminal talks with the demo, and goes on the next time", async ({ server }) => {
  const folder = await fresh("terminal");
  const terminal = (input) =>
    tool(join(INSTALLED, "examples/terminal.mjs"), [server.origin, BOT, join(folder, "kept.json")], { cwd: folder, input, limit: 60_000 });
  const first = await terminal("Where is my order? It is number 4711\n");
  expect(first).toMatch(/^bot: /m);
  const second = await terminal("What are your opening hours? Asks 4711\n");
  // The greeting, the first question's answer and the second's.
  for (const line of first.split("\n").filter((line) => line.startsWith("bot: "))) expect(second).toContain(line);
  expect(second.match(/^bot: /gm).length).toBeGreaterThan(first.match(/^bot: /gm).length);
  const rows = (await server.report()).map(({ message }) => message).filter((text) => /4711/.test(text));
  expect(rows).toEqual(["Where is my order? It is number 4711", "What are your opening hours? Asks 4711"]);
});

test("the first two ways in stand on one page, each with a chat of its own", async ({ page, server }) => {
  const { text } = blocks.find(({ language, text }) => language === "html" && text.includes("<parlour-chat"));
  const folder = await fresh("doors");
  await cp(join(INSTALLED, "dist"), folder, { recursive: true });
  const html = text
    .replaceAll("2f1c…", BOT)
    .replace("https://chat.example/parlour.js", "/parlour.js")
    .replace('data-bot="', 'data-gateway="__GATEWAY__" data-bot="')
    .replace('<parlour-chat bot="', '<parlour-chat gateway="__GATEWAY__" bot="');
  await writeFile(join(folder, "index.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Doors</title><link rel="icon" href="data:,">${html}</html>`);
  const site = await Site.start(folder, server.origin);
  await page.goto(`${site.origin}/`);
  const chats = page.locator("parlour-chat");
  await expect(chats).toHaveCount(2);
  for (const chat of await chats.all()) {
    await chat.evaluate(({ chat }) => chat.open());
    await expect(chat.locator('[part~="message-bot"]').first()).toBeVisible();
    await chat.evaluate(({ chat }) => chat.close());
  }
  await site.dispose();
});

test("every other script of the README can be read", async () => {
  const scripts = blocks.filter(({ language }) => ["js", "jsx", "ts", "mjs"].includes(language));
  expect(scripts.length).toBeGreaterThan(5);
  for (const { text, language } of scripts) await transform(text, { loader: language === "mjs" ? "js" : language });
});
