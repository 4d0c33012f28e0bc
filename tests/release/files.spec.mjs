// What lies in the release, and whether its files agree.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { files, has, hash, HOME, integrity, pins, PROGRAM, read, snippet } from "./stage/release.mjs";
import { expect, test } from "./stage/test.mjs";

const run = promisify(execFile);

test("SHA256SUMS has every file, and each has its sum", async () => {
  const lines = read("SHA256SUMS").toString().trimEnd().split("\n").map((line) => line.split("  "));
  expect(lines.map(([, path]) => path)).toEqual(files().filter((path) => path !== "SHA256SUMS"));
  expect(lines.map(([sum]) => sum)).toEqual(lines.map(([, path]) => hash(read(path), "sha256", "hex")));
});

test("the program has no place it could be told to end at", () => {
  const program = read(PROGRAM);
  expect(program.includes("PARLOUR_FAIL_POINT")).toBe(false);
  // What is looked for would be found.
  expect(program.includes("PARLOUR_LISTEN")).toBe(true);
});

test("SRI.txt has every file a browser may ask for, and each has its hash", async () => {
  const plain = files("web").filter((path) => !/\.(br|gz)$/.test(path));
  expect(pins().map(([path]) => path)).toEqual(plain);
  expect(pins().map(([, pin]) => pin)).toEqual(plain.map((path) => integrity(read(`web/${path}`))));
  expect(plain).toContain("parlour.js");
  expect(plain.filter((path) => path.endsWith(".wasm"))).toHaveLength(2);
});

test("beside each file lie its compressed forms", async () => {
  const web = files("web");
  const plain = web.filter((path) => !/\.(br|gz)$/.test(path));
  expect(web).toEqual(plain.flatMap((path) => [path, `${path}.br`, `${path}.gz`]).sort());
});

test("the snippet names the loader's address that never changes, with its hash", async () => {
  const [, path] = snippet("https://chat.example", "1").match(/src="https:\/\/chat\.example\/(v\/[^/]+\/parlour\.js)"/);
  expect(snippet("", "")).toContain(`integrity="${integrity(read(`web/${path}`))}"`);
  expect(read(`web/${path}`)).toEqual(read("web/parlour.js"));
});

test("the npm package holds the very files of the release", async () => {
  const tarball = files().find((path) => path.endsWith(".tgz"));
  const folder = await mkdtemp(join(tmpdir(), "parlour-tarball-"));
  await run("tar", ["-xzf", join(HOME, tarball), "-C", folder]);
  const { version } = JSON.parse(await readFile(join(folder, "package/package.json")));
  expect(tarball).toBe(`parlour-${version}.tgz`);
  // The loader's second address is for those who paste a tag.
  for (const [path] of pins().filter(([path]) => !path.endsWith("/parlour.js"))) {
    expect(await readFile(join(folder, "package/dist", path)), path).toEqual(read(`web/${path}`));
  }
  const { stdout } = await run("tar", ["--list", "--verbose", "--numeric-owner", "--full-time", "-zf", join(HOME, tarball)], { env: { TZ: "UTC", PATH: process.env.PATH } });
  const rows = stdout.trimEnd().split("\n").map((line) => line.split(/\s+/));
  expect([...new Set(rows.map(([mode, owner, , day, time]) => `${mode} ${owner} ${day} ${time}`))]).toEqual(["-rw-r--r-- 0/0 1985-10-26 08:15:00"]);
  await rm(folder, { recursive: true });
});

test("THIRD-PARTY.txt names what is in the program and in the wasm, with licences and their texts", async () => {
  const notices = read("THIRD-PARTY.txt").toString();
  const [list] = notices.split("\n====");
  const named = new Map([...list.matchAll(/^(\S+) (\d\S*): (.+)$/gm)].map(([, name, , licence]) => [name, licence]));
  expect(named.get("axum")).toBe("MIT");
  expect(named.get("leptos")).toMatch(/^MIT/);
  expect(named.get("serde_json")).toBe("MIT OR Apache-2.0");
  expect([...named.keys()].filter((name) => name.startsWith("parlour"))).toEqual([]);
  // A proc macro and what tests use are not in it.
  expect([named.has("serde_derive"), named.has("tempfile")]).toEqual([false, false]);
  expect(notices).toContain("Permission is hereby granted, free of charge");
  expect(notices).not.toMatch(/\/(home|root|work|Users)\//);
});

// What tests alone are built with: a server linked with this system, and no list of what is in it.
if (PROGRAM.endsWith("-musl")) {
  test("the server asks for no library of the system", async () => {
    const said = await run("ldd", [join(HOME, PROGRAM)]).then(({ stdout }) => stdout, ({ stderr }) => stderr);
    expect(said).toMatch(/statically linked|not a dynamic executable/);
  });
}

if (has("sbom")) {
  test("lists say what server, wasm and package are made of, with no time and no chance in them", async () => {
    expect(files("sbom")).toEqual(["engine.cdx.json", "npm.cdx.json", "runtime.cdx.json", "server.cdx.json", "tester.cdx.json", "widget.cdx.json"]);
    const boms = Object.fromEntries(files("sbom").map((path) => [path.split(".")[0], JSON.parse(read(`sbom/${path}`))]));
    for (const bom of Object.values(boms)) {
      expect([bom.bomFormat, bom.specVersion]).toEqual(["CycloneDX", "1.5"]);
      expect([bom.serialNumber, bom.metadata.timestamp]).toEqual([undefined, undefined]);
    }
    const names = ({ components }) => components.map(({ name }) => name);
    expect(names(boms.server)).toEqual(expect.arrayContaining(["axum", "libsqlite3-sys", "ring", "parlour-engine"]));
    expect(names(boms.widget)).toEqual(expect.arrayContaining(["leptos", "wasm-bindgen", "parlour-core"]));
    expect(names(boms.widget)).not.toContain("axum");
    expect(names(boms.engine)).toContain("parlour-engine");
    expect(names(boms.runtime)).toContain("parlour-core");
    const [{ ref, dependsOn }] = boms.npm.dependencies;
    expect([ref, dependsOn, names(boms.npm)]).toEqual([boms.npm.metadata.component.purl, [], []]);
  });
}
