// The line between one visitor's browser and the server: a TCP proxy that can spoil what passes.
//
// toxiproxy does the like; it is a program of its own, which neither npm nor Debian carries.
import { connect, createServer } from "node:net";
import { sleep } from "../time.mjs";

/** Bytes at once, and the pause behind them: 2 KB in a second. */
const NARROW = [200, 100];
/** Bytes of a piece that is cut into single ones; the rest of it passes as it is. */
const SLICED = 600;
const BAD_GATEWAY = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 20\r\nConnection: close\r\n\r\n<h1>Bad Gateway</h1>";

export class Line {
  /** What is wrong with it: `{kind, …}`, and how often that was felt. */
  trouble = null;
  #links = new Set();

  constructor(target) {
    this.target = target;
  }

  async start() {
    this.server = createServer({ noDelay: true }, (client) => this.#link(client));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Spoils it until `heal()`; `trouble` is `{kind}` and what the kind needs. */
  spoil(trouble) {
    this.trouble = { felt: 0, ...trouble };
    if (trouble.kind === "half-open") for (const link of this.#links) this.#strike(link);
    return this.trouble;
  }

  heal() {
    this.trouble = null;
  }

  /** Whether all that passes now passes unspoilt: also no connection is left that will never speak again. */
  isClean() {
    return !this.trouble && ![...this.#links].some((link) => link.isDead);
  }

  #strike(link) {
    link.isDead = true;
    this.trouble.felt += 1;
  }

  #link(client) {
    const trouble = this.trouble;
    if (trouble?.kind === "reset before") {
      trouble.felt += 1;
      client.resetAndDestroy();
      return;
    }
    if (trouble?.kind === "bad gateway") {
      trouble.felt += 1;
      client.on("error", () => {});
      client.once("data", () => client.end(BAD_GATEWAY));
      return;
    }
    const server = connect({ port: this.target(), host: "127.0.0.1", noDelay: true });
    const link = { client, server, isDead: false };
    this.#links.add(link);
    const end = () => {
      this.#links.delete(link);
      client.destroy();
      server.destroy();
    };
    link.reset = () => {
      this.#links.delete(link);
      client.resetAndDestroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    this.#pump(client, server, link, "up").catch(end);
    this.#pump(server, client, link, "down").catch(end);
  }

  async #pump(from, to, link, way) {
    for await (const chunk of from) {
      if (!(await this.#pass(chunk, to, link, way))) return;
    }
    to.end();
  }

  /** Hands one piece on, or spoils it; `false` where the connection is over. */
  async #pass(chunk, to, link, way) {
    if (link.isDead) return true;
    const trouble = this.trouble;
    switch (trouble?.kind) {
      case "latency":
        trouble.felt += 1;
        await sleep(trouble.ms + Math.random() * trouble.jitter);
        break;
      case "stall":
        trouble.felt += 1;
        if (trouble.way !== way && trouble.way !== "both") break;
        while (this.trouble === trouble) await sleep(30);
        break;
      case "half-open":
        this.#strike(link);
        return true;
      case "reset after":
        // Whole requests pass; what the server says to one is not heard.
        if (way === "up") link.hasAsked ||= chunk.toString("latin1", 0, 5) === "POST ";
        else if (link.hasAsked) return this.#reset(trouble, link);
        break;
      case "cut":
        if (way === "up") break;
        to.write(chunk.subarray(0, Math.floor(chunk.length * trouble.share)));
        await sleep(5);
        return this.#reset(trouble, link);
      case "narrow":
        trouble.felt += 1;
        return this.#slices(chunk, to, trouble, ...NARROW);
      case "sliced":
        trouble.felt += 1;
        await this.#slices(chunk.subarray(0, SLICED), to, trouble, 1, 0);
        return write(chunk.subarray(SLICED), to);
      default:
    }
    return write(chunk, to);
  }

  #reset(trouble, link) {
    trouble.felt += 1;
    link.reset();
    return false;
  }

  async #slices(chunk, to, trouble, size, pause) {
    for (let at = 0; at < chunk.length; at += size) {
      if (!write(chunk.subarray(at, at + size), to)) return false;
      if (this.trouble === trouble) await (pause ? sleep(pause) : new Promise(setImmediate));
    }
    return true;
  }

  async stop() {
    for (const link of this.#links) link.client.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function write(chunk, to) {
  if (to.destroyed || to.writableEnded) return false;
  if (chunk.length) to.write(chunk);
  return true;
}
