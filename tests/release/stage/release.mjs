// The folder that was built, and what is written in it.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const HOME = process.env.PARLOUR_RELEASE ?? fileURLToPath(new URL("../../../target/release", import.meta.url));

export const read = (path) => readFileSync(join(HOME, path));
export const has = (path) => existsSync(join(HOME, path));
export const hash = (bytes, algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding);
export const integrity = (bytes) => `sha384-${hash(bytes, "sha384", "base64")}`;

/** Every file, as paths from the folder with `/`. */
export function files(below = "") {
  const entries = readdirSync(join(HOME, below), { withFileTypes: true, recursive: true });
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return found.map((file) => file.slice(join(HOME, below, "/").length)).sort();
}

/** The server: `parlour-x86_64-unknown-linux-musl`. */
export const PROGRAM = readdirSync(HOME).find((name) => /^parlour-\w+-\w+-/.test(name));

/** `[path below web/, integrity]`. */
export const pins = () => read("SRI.txt").toString().trimEnd().split("\n").map((line) => line.split(" "));

/** The tag a site pastes, for a server and a bot of these tests. */
export function snippet(server, bot) {
  return read("snippet.html").toString().replace(/^<!--.*-->\n/, "").replace("https://chat.example", server).replace("YOUR-BOT", bot);
}
