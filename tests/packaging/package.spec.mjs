// The packed package as a file: what is in it, what it says of itself, and that it holds together.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { HOME, INSTALLED, TARBALL } from "./stage/places.mjs";
import { tool } from "./stage/run.mjs";
import { Site } from "./stage/site.mjs";
import { expect, test } from "./stage/test.mjs";

const modules = (path) => join(HOME, "node_modules", path);
const inside = (path) => readFile(join(INSTALLED, path));
const manifest = JSON.parse(await inside("package.json").catch(() => "{}"));
const sri = (bytes) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;

/** Every file of the package. */
const files = async () =>
  (await readdir(INSTALLED, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(INSTALLED, join(entry.parentPath, entry.name)));

test("publint finds nothing", async () => {
  const said = await tool(modules("publint/src/cli.js"), ["run", TARBALL, "--strict"]);
  expect(said).toContain("All good!");
});

test("are the types wrong? They are not, for every way of importing that the package has", async () => {
  // Modules for modules: `require()` of one is no way the package has.
  const said = await tool(modules("@arethetypeswrong/cli/dist/index.js"), [TARBALL, "--profile", "esm-only", "--format", "json"]);
  const { analysis, problems } = JSON.parse(said);
  expect(Object.keys(problems)).toEqual(["CJSResolvesToESM"]);
  expect(Object.keys(analysis.entrypoints)).toEqual([".", "./engine", "./react", "./runtime", "./config.schema.json", "./package.json"]);
});

test("the types take what there is and refuse what there is not", async () => {
  const { bin } = JSON.parse(await readFile(modules("typescript/package.json"), "utf8"));
  expect(await tool(modules(join("typescript", bin.tsc)), ["--project", "."], { cwd: join(HOME, "types") })).toBe("");
});

test("it holds what it lists, and no more", async () => {
  const found = await files();
  // npm takes a file without an ending only where it is listed, whatever it is called.
  expect(found.filter((file) => file.startsWith("LICENSE")).toSorted()).toEqual(["LICENSE-APACHE", "LICENSE-MIT"]);
  expect(manifest.files.filter((path) => !found.some((file) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
  const isListed = (file) => file === "package.json" || manifest.files.some((path) => file === path || file.startsWith(`${path}/`));
  expect(found.filter((file) => !isListed(file))).toEqual([]);
});

test("nothing lies in it that nothing asks for", async () => {
  const asked = new Set();
  const follow = async (path) => {
    if (asked.has(path)) return;
    asked.add(path);
    if (!/\.(js|mjs|html)$/.test(path)) return;
    const text = (await inside(path)).toString();
    const names = [...text.matchAll(/(?:from\s+|import\s*\(?\s*|new URL\(\s*)["'](\.\.?\/[^"']+)["']/g)].map(([, name]) => name);
    for (const name of names) await follow(join(dirname(path), name));
  };
  const targets = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets));
  for (const path of Object.values(manifest.exports).flatMap(targets)) await follow(path.slice(2));
  for (const path of manifest.files.filter((path) => path.startsWith("examples/"))) await follow(path);
  const isText = (file) => /\.md$|^LICENSE|^THIRD-PARTY|^dist\/|\.d\.ts$|^package\.json$/.test(file);
  expect((await files()).filter((file) => !asked.has(file) && !isText(file))).toEqual([]);
  const missing = [];
  for (const path of asked) await inside(path).catch(() => missing.push(path));
  expect(missing).toEqual([]);
});

test("it runs nothing when it is installed, and brings nothing along", () => {
  expect(manifest.scripts).toBeUndefined();
  for (const key of ["dependencies", "optionalDependencies", "bundleDependencies"]) expect(manifest[key]).toBeUndefined();
  expect(manifest.publishConfig.provenance).toBe(true);
  expect(manifest.peerDependenciesMeta).toEqual({ react: { optional: true } });
});

test("one version everywhere, and each hash is that of the next file", async () => {
  const [served] = await readdir(join(INSTALLED, "dist/v"));
  expect(served).toMatch(new RegExp(`^${manifest.version.replaceAll(".", "\\.")}-[0-9a-f]{8}$`));
  const loader = (await inside("dist/parlour.js")).toString();
  expect(loader).toContain(`"${served}"`);
  const file = (path) => inside(`dist/v/${served}/${path}`);
  const [widget, engine] = [await file("widget.js"), await file("engine.js")];
  expect(loader).toContain(sri(widget));
  for (const path of ["widget.wasm", "files.json", "engine.js"]) expect(widget.toString(), path).toContain(sri(await file(path)));
  expect(engine.toString()).toContain(sri(await file("engine.wasm")));
  const { parts, words } = JSON.parse(await file("files.json"));
  for (const [name, hash] of Object.entries(parts)) expect(sri(await file(`parts/${name}.js`)), name).toBe(hash);
  for (const [name, hash] of Object.entries(words)) expect(sri(await file(`words/${name}.json`)), name).toBe(hash);
  // What a bundler takes is what a script tag is served.
  for (const [bundled, shipped] of [["widget", "widget"], ["page", "engine"]]) {
    expect((await inside(`wasm/parlour_${bundled}_bg.wasm`)).equals(await file(`${shipped}.wasm`)), bundled).toBe(true);
  }
});

test("a conversation without a window weighs what the README says", async () => {
  const { build } = await import(pathToFileURL(modules("esbuild/lib/main.js")).href);
  const bundle = { entryPoints: [join(INSTALLED, "runtime/index.js")], bundle: true, minify: true, format: "esm", write: false };
  const [{ contents: script }] = (await build(bundle)).outputFiles;
  const weigh = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_LGWIN]: 22 } }).length / 1000;
  const told = /It costs (\d+) KB \(brotli\) of wasm and (\d+) KB of script/.exec((await inside("README.md")).toString());
  const [wasm, glue] = told.slice(1).map(Number);
  // A toolchain moves it by less.
  expect(Math.abs(weigh(await inside("wasm/parlour_runtime_bg.wasm")) - wasm)).toBeLessThan(3);
  expect(Math.abs(weigh(script) - glue)).toBeLessThan(1);
});

for (const name of ["widget.js", "widget.wasm"]) {
  test(`a ${name} that is another is refused`, async ({ browser, server }) => {
    const site = await Site.start(HOME, server.origin);
    const page = await browser.newPage();
    await page.route(`**/${name}`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: Buffer.concat([await answer.body(), Buffer.from(name.endsWith("js") ? "\nwindow.wasRun = 1;" : "\0\0")]) });
    });
    await page.goto(`${site.origin}/script-tag/`);
    const launcher = page.locator('[part~="launcher"]');
    await launcher.click();
    await expect(launcher).toHaveAttribute("title", /could not be loaded/);
    expect(await page.evaluate(() => window.wasRun)).toBeUndefined();
    await page.close();
    await site.dispose();
  });
}

test("a program of Node imports all of it, and finds its globals as they were", async () => {
  const said = JSON.parse((await tool("index.mjs", [], { cwd: join(HOME, "node"), env: { NODE_NO_WARNINGS: "1" } })).trim());
  expect(said).toEqual({
    version: manifest.version,
    refusal: "unsupported",
    said: "Hello from Node",
    runtime: ["createConversation"],
    rendered: '<parlour-chat bot="b" mode="inline" open="" heading="&lt;Ask&gt;"></parlour-chat>',
    schema: ["bot"],
    added: [],
  });
});
