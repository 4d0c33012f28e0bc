// A server of language models: a real listener that says what the test tells it, when it tells it.
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test as base } from "./test.mjs";
import { Server } from "./server.mjs";

export { expect } from "./test.mjs";

class Model {
  #answer;
  #waiting = [];
  /** What the last request told it. */
  told;
  /** Whether the other side let go of the last answer before its end. */
  isLeft = false;

  static async start() {
    const model = new Model();
    model.server = createServer((request, answer) => model.#hear(request, answer));
    await new Promise((done) => model.server.listen(0, "127.0.0.1", done));
    model.address = `127.0.0.1:${model.server.address().port}`;
    return model;
  }

  async #hear(request, answer) {
    let body = "";
    for await (const piece of request) body += piece;
    this.told = JSON.parse(body).messages;
    this.isLeft = false;
    answer.on("close", () => (this.isLeft = !answer.writableFinished));
    answer.writeHead(200, { "content-type": "text/event-stream" });
    answer.flushHeaders();
    this.#answer = answer;
    this.#waiting.splice(0).forEach((go) => go());
  }

  /** Until it has been asked. */
  async asked() {
    if (!this.#answer) await new Promise((go) => this.#waiting.push(go));
  }

  async say(text) {
    await this.asked();
    this.#write({ index: 0, delta: { content: text }, finish_reason: null });
  }

  async finish() {
    this.#write({ index: 0, delta: {}, finish_reason: "stop" });
    this.#answer.end("data: [DONE]\n\n");
    this.#answer = undefined;
  }

  /** The connection ends in the middle. */
  breakOff() {
    this.#answer.destroy();
    this.#answer = undefined;
  }

  /** The answer was given up by the other side. */
  forget() {
    this.#answer = undefined;
  }

  #write(choice) {
    this.#answer.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

export const test = base.extend({
  model: async ({}, use) => {
    const model = await Model.start();
    await use(model);
    await model.stop();
  },

  /** The demo's server, whose shop is this model. */
  server: async ({ model }, use, info) => {
    const server = await Server.start({ flow: 'name = "x"\nfallback = "x"\n[[module]]\nid = 1\nname = "x"\nstarting = true\nsay = "x"\n[[module]]\nid = 2\nname = "returns"\nby_ref = true\nsay = "x"\n' });
    await server.down();
    const text = await readFile(server.config, "utf8");
    const bot = text
      .replace(/channel = "engine"\nflow = .*/, `channel = "openai"\nupstream = { base_url = "http://${model.address}/v1", model = "small" }`)
      .replace('refs = ["returns"]\n', "")
      .replace("uploads = true\n", "");
    await writeFile(join(server.folder, "parlour.toml"), `egress = { allow = ["127.0.0.1/32"] }\n${bot}`);
    await server.up();
    await use(server);
    await server.dispose();
    if (info.status !== info.expectedStatus) console.log(`── server of "${info.title}" ──\n${server.log()}`);
  },
});
