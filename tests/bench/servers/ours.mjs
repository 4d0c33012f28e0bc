// The real server behind our own chat: what ships, with a page and a bot of the benchmark's, and its store on disk.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { store } from "../../e2e/stage/stored.mjs";
import { Server } from "../../e2e/stage/server.mjs";
import { pageOf } from "./files.mjs";

const OURS = fileURLToPath(new URL("../ours/", import.meta.url));
/** The text of message `i`, from 1, as `history()` of page/scrolled.js words it, from 0. */
const TEXT = `CASE WHEN i % 2 THEN 'Question ' ELSE 'Answer ' END || (i - 1) ||
  ': the parcel left the depot and should reach you on Tuesday; reply if it does not. hist-' || (i - 1) || '-end'`;

async function configure(folder) {
  for (const name of ["parlour.toml", "flow.toml"]) await copyFile(join(OURS, name), join(folder, name));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "page.html"), await pageOf("ours"));
  return join(folder, "parlour.toml");
}

export const startOurs = () => Server.start({ configure });

/** Puts `count` messages behind every conversation of a server. */
export async function remember(server, count) {
  await server.down();
  await store(server, count, Date.now(), TEXT);
  await server.up();
}
