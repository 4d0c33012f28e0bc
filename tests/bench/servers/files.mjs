// Pages and files of the floor and the peers, each compressed as well as can be, and a bot that answers at once.
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { answer } from "./bots.mjs";

const HERE = fileURLToPath(new URL("../", import.meta.url));
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const compress = promisify(brotliCompress);

/** The page of one chat: the host page, the same for all and without styles, which a strict policy would refuse, and the chat's own snippet. */
export async function pageOf(name) {
  const read = (name) => readFile(join(HERE, "pages", `${name}.html`), "utf8");
  const [host, snippet] = await Promise.all([read("host"), read(name)]);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Northwind Parcels</title></head>
<body>
${host}${snippet}</body>
</html>
`;
}

export class Files {
  #peers;
  #kept = new Map();

  /** `peers`: where what others wrote was installed. */
  static async start(peers) {
    const files = new Files();
    files.#peers = peers;
    files.http = createServer((request, response) => void files.#respond(request, response));
    await new Promise((ready) => files.http.listen(0, "127.0.0.1", ready));
    files.origin = `http://127.0.0.1:${files.http.address().port}`;
    return files;
  }

  async #respond(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    try {
      if (request.method === "POST") {
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        const body = JSON.stringify(answer(pathname, Buffer.concat(chunks).toString()));
        response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-store" }).end(body);
        return;
      }
      const { type, body } = await this.#file(normalize(pathname));
      response.writeHead(200, { "Content-Type": type, "Content-Encoding": "br", "Content-Length": body.length, "Cache-Control": "max-age=3600" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  /** A file, compressed once: by the first to ask, who is no visitor that is timed. */
  #file(path) {
    if (!this.#kept.has(path)) this.#kept.set(path, this.#read(path));
    return this.#kept.get(path);
  }

  async #read(path) {
    const page = /^\/p\/([\w-]+)$/.exec(path)?.[1];
    if (page) return { type: TYPES[".html"], body: await compress(await pageOf(page)) };
    const isPeer = path.startsWith("/peers/");
    const file = isPeer ? join(this.#peers, path.slice("/peers/".length)) : join(HERE, path);
    const body = isPeer ? await this.#compressed(file, path) : await compress(await readFile(file));
    return { type: TYPES[extname(path)] ?? "application/octet-stream", body };
  }

  /** The compressed copy of an earlier run, or a new one: two megabytes take seconds. */
  async #compressed(file, path) {
    const copy = join(this.#peers, "compressed", path.replaceAll("/", "+"));
    const [source, kept] = await Promise.all([stat(file), stat(copy).catch(() => null)]);
    if (kept && kept.mtimeMs > source.mtimeMs) return readFile(copy);
    const body = await compress(await readFile(file));
    await mkdir(join(this.#peers, "compressed"), { recursive: true });
    await writeFile(copy, body);
    return body;
  }

  async end() {
    this.http.closeAllConnections();
    await new Promise((done) => this.http.close(done));
  }
}
