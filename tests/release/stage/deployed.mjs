// The program alone in an empty folder, with no variable in its environment, and beside it what the page on deploying
// tells to write.
import { spawn } from "node:child_process";
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOME, PROGRAM } from "./release.mjs";
import { freePort } from "../../e2e/stage/free-port.mjs";

const START_LIMIT_MS = 20_000;
const page = (await readFile(new URL("../../../docs/deploying.md", import.meta.url))).toString();
/** The block of code that is to be written to this file. */
const told = (file) => page.match(new RegExp(`^\`\`\`\\w+ ${file}\n([\\s\\S]*?)^\`\`\`$`, "m"))[1];

export const BOT = told("parlour.toml").match(/^id = "(.+)"$/m)[1];

export class Deployed {
  static async start({ settings = "" } = {}) {
    const deployed = new Deployed();
    deployed.folder = await mkdtemp(join(tmpdir(), "parlour-deployed-"));
    deployed.program = join(deployed.folder, "parlour");
    await copyFile(join(HOME, PROGRAM), deployed.program);
    await chmod(deployed.program, 0o755);
    const port = await freePort();
    deployed.origin = `http://127.0.0.1:${port}`;
    const config = told("parlour.toml")
      .replace("127.0.0.1:8080", `127.0.0.1:${port}`)
      .replace("https://chat.example", deployed.origin)
      .replace("https://shop.example", "http://127.0.0.1:*");
    await writeFile(join(deployed.folder, "parlour.toml"), settings + config);
    await writeFile(join(deployed.folder, "flow.toml"), told("flow.toml"));
    await deployed.#up();
    return deployed;
  }

  async #up() {
    this.child = spawn(this.program, ["serve", "--config", "parlour.toml"], { cwd: this.folder, env: {}, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not listening after ${START_LIMIT_MS} ms\n${log}`)), START_LIMIT_MS);
      const hear = (chunk) => {
        log += chunk;
        if (log.includes("listening on ")) resolve(clearTimeout(late));
      };
      this.child.stdout.on("data", hear);
      this.child.stderr.on("data", hear);
      this.child.on("error", reject);
      this.child.on("exit", (code) => reject(new Error(`the server ended with ${code}\n${log}`)));
    });
  }

  async dispose() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
