// A proxy between browser and server, as an office or a phone's network has one.
import { createServer, request as ask } from "node:http";

export class Proxy {
  /** Whether an answer is held back until it is whole. */
  holds = true;
  /** Path and query of each request, in order. */
  requests = [];
  #server;

  static async before(server) {
    const proxy = new Proxy();
    proxy.#server = server;
    proxy.http = createServer((request, response) => proxy.#pass(request, response));
    await new Promise((resolve) => proxy.http.listen(0, "127.0.0.1", resolve));
    proxy.origin = `http://127.0.0.1:${proxy.http.address().port}`;
    return proxy;
  }

  /** Paths that were asked for and have `part` in them. */
  asked(part) {
    return this.requests.filter((path) => path.includes(part));
  }

  #pass(request, response) {
    this.requests.push(request.url);
    const { holds } = this;
    const { method, url: path, headers } = request;
    const onward = ask({ port: this.#server.port, host: "127.0.0.1", method, path, headers }, (answer) => {
      if (!holds) {
        response.writeHead(answer.statusCode, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        return;
      }
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", () => response.destroy());
      answer.on("end", () => {
        const { "transfer-encoding": _, ...known } = answer.headers;
        const whole = Buffer.concat(pieces);
        response.writeHead(answer.statusCode, { ...known, "content-length": whole.length });
        response.end(whole);
      });
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }

  async stop() {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
