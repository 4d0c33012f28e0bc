// A server that knows nothing but files: what `cargo xtask dist` made, the demo's pages, and what a test adds.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".toml": "application/toml",
  ".wasm": "application/wasm",
};
// As the contract promises (embed.md §6.3), with the page's own origin for everything; `img-src` is the page's.
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

export class StaticFiles {
  /** Methods and paths, in the order of their requests. */
  requests = [];
  /** Texts by path, before any file. */
  added = new Map();

  static async start() {
    const files = new StaticFiles();
    files.http = createServer((request, response) => void files.#answer(request, response));
    await new Promise((resolve) => files.http.listen(0, "127.0.0.1", resolve));
    files.origin = `http://127.0.0.1:${files.http.address().port}`;
    return files;
  }

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    this.requests.push(`${request.method} ${pathname}`);
    const path = normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    const folder = path.startsWith("/pages/") ? "demo-site" : "target/dist";
    try {
      if (request.method !== "GET") throw new Error("files are only read");
      const body = this.added.get(path) ?? (await readFile(join(REPOSITORY, folder, path)));
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  async dispose() {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
