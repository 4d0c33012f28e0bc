// A web server of one folder, as a host has one; `otherwise` is the file that stands for all it has not. `__GATEWAY__` in a page is where the chat's server is.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

export class Site {
  static async start(folder, gateway, { otherwise } = {}) {
    const site = new Site();
    site.http = createServer(async ({ url }, response) => {
      const path = normalize(decodeURIComponent(new URL(url, "http://site").pathname));
      const wanted = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      try {
        const isThere = await readFile(wanted).then(() => true, () => false);
        const file = isThere || !otherwise ? wanted : join(folder, otherwise);
        const bytes = await readFile(file);
        const body = extname(file) === ".html" ? bytes.toString().replaceAll("__GATEWAY__", gateway) : bytes;
        response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise((done) => site.http.listen(0, "127.0.0.1", done));
    site.origin = `http://127.0.0.1:${site.http.address().port}`;
    return site;
  }

  async dispose() {
    this.http.closeAllConnections();
    await new Promise((done) => this.http.close(done));
  }
}
