// The packed package in projects as people have them: each is built, opened in a browser, and talks.
import { spawn } from "node:child_process";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { HOME, INSTALLED, START_LIMIT_MS } from "./stage/places.mjs";
import { tool } from "./stage/run.mjs";
import { Site } from "./stage/site.mjs";
import { talk } from "./stage/talk.mjs";
import { BOT, expect, test } from "./stage/test.mjs";
import { freePort } from "../e2e/stage/free-port.mjs";

const inside = (project, ...path) => join(HOME, project, ...path);
const modules = (path) => join(HOME, "node_modules", path);
const vite = (project) => tool(modules("vite/bin/vite.js"), ["build"], { cwd: inside(project) });

/** As README, "Bundlers", says: what such a bundler does not see is copied beside the bundle. */
const copied = async (project) => {
  await cp(inside(project, "index.html"), inside(project, "dist/index.html"));
  await cp(join(INSTALLED, "wasm"), inside(project, "dist/wasm"), { recursive: true });
};

/** By project: how it is built, and the folder that is then served. */
const BUILDS = {
  vite: () => vite("vite"),
  webpack: () => tool("build.mjs", [], { cwd: inside("webpack") }),
  async rollup() {
    await tool(modules("rollup/dist/bin/rollup"), ["--config", "rollup.config.mjs", "--failAfterWarnings"], { cwd: inside("rollup") });
    await copied("rollup");
  },
  async esbuild() {
    const args = ["src/main.js", "--bundle", "--splitting", "--format=esm", "--minify", "--outdir=dist", "--log-level=warning"];
    const said = await tool(modules("esbuild/bin/esbuild"), args, { cwd: inside("esbuild") });
    expect(said).toBe("");
    await copied("esbuild");
  },
  parcel: () => tool(modules("parcel/lib/bin.js"), ["build", "index.html", "--dist-dir", "dist", "--no-cache", "--no-source-maps"], { cwd: inside("parcel") }),
  vue: () => vite("vue"),
  svelte: () => vite("svelte"),
};

for (const [project, build] of Object.entries(BUILDS)) {
  test(`${project}: what it builds talks`, async ({ page, server }) => {
    await build();
    const site = await Site.start(inside(project, "dist"), server.origin);
    await talk(page, `${site.origin}/`);
    if (["vue", "svelte"].includes(project)) await expect(page.locator("output")).toHaveText(/^bot .*visitor.* bot/);
    await site.dispose();
  });
}

for (const project of ["script-tag", "import-map"]) {
  test(`${project}: the package's files talk as they are`, async ({ page, server }) => {
    const site = await Site.start(HOME, server.origin);
    await talk(page, `${site.origin}/${project}/`);
    await site.dispose();
  });
}

test("react: props, events and the ref reach the element", async ({ page, server }) => {
  await vite("react");
  const site = await Site.start(inside("react", "dist"), server.origin);
  const chat = await talk(page, `${site.origin}/`);
  await expect(chat.input).toHaveAttribute("placeholder", "Frag uns");
  await expect(page.locator("output")).toHaveText(/^bot .*visitor.* bot/);
  const before = await chat.bot.count();
  await page.getByRole("button", { name: "ref" }).click();
  await expect(chat.visitor.last()).toContainText("from the ref");
  await chat.answered(before);
  await page.getByRole("button", { name: "dark" }).click();
  await expect(chat.host).toHaveAttribute("theme", "dark");
  await site.dispose();
});

test("headless: a page without the window talks, and places no wasm but its own", async ({ page, server }) => {
  await vite("headless");
  const site = await Site.start(inside("headless", "dist"), server.origin);
  await page.goto(`${site.origin}/`);
  const lines = page.locator("li");
  await expect(lines.filter({ hasText: "visitor: Where is my order?" })).toHaveCount(1);
  await expect(lines.last()).toHaveText(/^bot: /);
  const placed = await readdir(inside("headless", "dist/assets"));
  expect(placed.filter((name) => name.endsWith(".wasm"))).toEqual([expect.stringMatching(/^parlour_runtime_bg/)]);
  await site.dispose();
});

test("next: the server renders the element, the client brings it to life", async ({ page, server, request }) => {
  const cwd = inside("next");
  const next = modules("next/dist/bin/next");
  await tool(next, ["build"], { cwd });
  const port = await freePort();
  const child = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", String(port)], {
    cwd,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: "ignore",
  });
  try {
    const address = `http://127.0.0.1:${port}/?gateway=${encodeURIComponent(server.origin)}`;
    const html = async () => (await request.get(address)).text();
    await expect(async () => expect(await html()).toContain(`<parlour-chat bot="${BOT}" gateway="${server.origin}"`)).toPass({ timeout: START_LIMIT_MS });
    const chat = await talk(page, address);
    await expect(chat.window).toContainText("Next");
  } finally {
    child.kill();
  }
});
