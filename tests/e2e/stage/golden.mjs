// Texts that are kept on disk: what a screen reader is told. `PARLOUR_BLESS=1` writes them anew.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";

/** Compares `text` with the file `name` below `goldens/`. */
export async function golden(name, text) {
  const file = fileURLToPath(new URL(`../goldens/${name}`, import.meta.url));
  if (process.env.PARLOUR_BLESS) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  expect(text).toBe(await readFile(file, "utf8"));
}
