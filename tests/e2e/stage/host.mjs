// A website of its own origin, with any policy: where the chat's files and the gateway are somebody else's.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../../target/dist/v/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

/** The folder of the one version that was built. */
export const distFolder = () => join(DIST, readdirSync(DIST)[0]);

export class Host {
  /** Method and path of each request. */
  requests = [];
  #pages = new Map();

  /** `name`: the host part of its origin; any of 127.0.0.0/8 leads to this machine. */
  static async start({ name = "127.0.0.1" } = {}) {
    const host = new Host();
    host.http = createServer((request, response) => host.#answer(request, response));
    await new Promise((resolve) => host.http.listen(0, name, resolve));
    host.origin = `http://${name}:${host.http.address().port}`;
    return host;
  }

  /** Puts a page at `path`; returns its address. */
  put(path, body, headers = {}) {
    this.#pages.set(path, { body, headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });
    return this.origin + path;
  }

  /** Puts the files of `folder`, whose names end as ours do, below `path`. */
  folder(path, folder) {
    for (const name of readdirSync(folder, { recursive: true })) {
      const type = TYPES[extname(name)];
      if (type) this.put(`${path}/${name}`, readFileSync(join(folder, name)), { "Content-Type": type });
    }
  }

  #answer(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    this.requests.push(`${request.method} ${pathname}`);
    const page = this.#pages.get(pathname);
    response.writeHead(page ? 200 : 404, { "Cache-Control": "no-store", ...page?.headers });
    response.end(page?.body ?? "");
  }

  async stop() {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

/** What the page complains of, in its own words and in the browser's. */
export async function complaints(page) {
  const told = [];
  await page.exposeFunction("tellViolation", (text) => told.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) => {
      // Firefox asks for it by itself, under the page's policy.
      if (blockedURI.endsWith("/favicon.ico")) return;
      window.tellViolation(`${effectiveDirective} ${blockedURI.replace(/^.*\//, "")} ${sourceFile.replace(/^.*\//, "")}`);
    });
  });
  return told;
}

/** What the page hears of `names`, from the first moment on: `[name, detail]`. */
export async function heard(page, ...names) {
  await page.addInitScript((names) => {
    window.heard = [];
    for (const name of names) {
      document.addEventListener("parlour:" + name, ({ detail }) => window.heard.push([name, JSON.parse(JSON.stringify(detail))]));
    }
  }, names);
  return () => page.evaluate(() => window.heard);
}
