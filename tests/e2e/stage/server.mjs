// The real server: started for one test, on a port of its own, with a store of its own.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "./free-port.mjs";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = process.env.PARLOUR_BIN ?? join(REPOSITORY, "target/debug/parlour");
const DEMO_CONFIG = join(REPOSITORY, "demo-site/parlour.toml");
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 20_000;

export const BOT = "0f8fad5b-d9cb-469f-a165-70867728950e";

export class Server {
  #child = null;
  #log = [];

  /**
   * `flow`: the text of a bot definition that takes the place of the demo's; `settings`: lines above its configuration.
   * `configure(folder)`: writes another configuration into the server's folder and gives its path. `listen`: the
   * address it is bound to. `port`: one that another server was told of before.
   */
  static async start({ flow, settings = "", configure, listen = "127.0.0.1", port } = {}) {
    const server = new Server();
    server.listen = listen;
    server.folder = await mkdtemp(join(tmpdir(), "parlour-e2e-"));
    server.port = port ?? (await freePort());
    server.origin = `http://127.0.0.1:${server.port}`;
    server.config = DEMO_CONFIG;
    if (flow) server.config = await configWithFlow(server.folder, flow, settings);
    if (configure) server.config = await configure(server.folder);
    await server.up();
    return server;
  }

  /** Starts the process; the port and the store are those of before. */
  async up() {
    const child = spawn(PROGRAM, ["serve", "--config", this.config], {
      cwd: REPOSITORY,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not listening after ${START_LIMIT_MS} ms\n${this.log()}`)), START_LIMIT_MS);
      const hear = (chunk) => {
        this.#log.push(chunk.toString());
        if (this.#log.join("").includes("listening on ")) {
          clearTimeout(late);
          resolve();
        }
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("error", (error) => {
        clearTimeout(late);
        reject(error);
      });
      child.on("exit", (code) => {
        clearTimeout(late);
        reject(new Error(`the server ended with ${code}\n${this.log()}`));
      });
    });
    this.#log.push("(ready)\n");
  }

  /** Ends the process as an operator does, and waits for it. */
  async down(signal = "SIGTERM") {
    const child = this.#child;
    this.#child = null;
    this.#log = this.#log.map((text) => text.replaceAll("listening on ", "listened on "));
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
    child.kill(signal);
    await ended;
    clearTimeout(late);
  }

  async dispose() {
    await this.down();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The stored rows, as an operator reads them. */
  async report() {
    const { stdout } = await promisify(execFile)(PROGRAM, ["report", "--config", this.config, "--bot", BOT], {
      cwd: REPOSITORY,
      env: this.#environment(),
      timeout: START_LIMIT_MS,
    });
    return JSON.parse(stdout);
  }

  log() {
    return this.#log.join("");
  }

  #environment() {
    return {
      ...process.env,
      PARLOUR_LISTEN: `${this.listen}:${this.port}`,
      PARLOUR_PUBLIC_URL: this.origin,
      PARLOUR_STORE: `sqlite:${join(this.folder, "parlour.db")}`,
      PARLOUR_ASSETS: join(REPOSITORY, "target/dist"),
      SHOP_API_TOKEN: process.env.SHOP_API_TOKEN ?? "a-token-of-this-test-only",
    };
  }
}

/** The demo's configuration with another bot in it; relative paths are made absolute first. */
async function configWithFlow(folder, flow, settings) {
  const flowFile = join(folder, "flow.toml");
  await writeFile(flowFile, flow);
  const demo = await readFile(DEMO_CONFIG, "utf8");
  const text = demo
    .replaceAll('"../', `"${REPOSITORY}`)
    .replaceAll('"pages"', `"${join(REPOSITORY, "demo-site/pages")}"`)
    .replaceAll('"flows/outdoor.toml"', `"${flowFile}"`)
    .replaceAll('"flows/', `"${join(REPOSITORY, "demo-site/flows")}/`);
  if (!text.includes(flowFile)) throw new Error("demo-site/parlour.toml names another flow than expected");
  const file = join(folder, "parlour.toml");
  await writeFile(file, `${settings}\n${text}`);
  return file;
}
