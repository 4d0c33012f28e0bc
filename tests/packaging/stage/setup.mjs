// Before all tests: fresh copies of the projects, and the packed package installed as anybody would.
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HOME, TARBALL } from "./places.mjs";
import { run } from "./run.mjs";

const SOURCES = fileURLToPath(new URL("../", import.meta.url));
/** Folders here that are no project. */
const OURS = ["node_modules", "stage"];

export default async function setup() {
  await mkdir(HOME, { recursive: true });
  for (const entry of await readdir(SOURCES, { withFileTypes: true })) {
    if (!entry.isDirectory() || OURS.includes(entry.name)) continue;
    await rm(join(HOME, entry.name), { recursive: true, force: true });
    await cp(join(SOURCES, entry.name), join(HOME, entry.name), { recursive: true });
  }
  // Everything it needs lies there already: no registry is asked.
  const quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--offline"];
  await run("npm", ["install", ...quiet, TARBALL], { cwd: HOME });
}
