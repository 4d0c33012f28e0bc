// The same for files: only `XMLHttpRequest` tells how far an upload has come (../upload.js).
import { besides, refusal } from "./tap.js";

/** What is sent, in words: the bytes of a file are not told. */
const described = (body) => {
  if (!(body instanceof FormData)) return undefined;
  return [...body].map(([name, value]) => `${name}: ${value.name ?? "text"} (${value.type || "no type"}, ${value.size ?? value.length} bytes)`).join("\n");
};
const headersOf = (request) =>
  Object.fromEntries(
    request.getAllResponseHeaders().split("\r\n").filter(Boolean).map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );

/** A request as the browser's own, which tells of itself and can be harmed as ./tap.js says. */
export const uploading = ({ wire, controls, chance = Math.random }) => {
  const { now } = controls;
  return class extends XMLHttpRequest {
    #asked = {};
    #timer;

    open(method, url, ...more) {
      super.open(method, url, ...more);
      this.#asked = { method, url: new URL(url, location.href).href, headers: {} };
    }

    setRequestHeader(name, value) {
      super.setRequestHeader(name, value);
      this.#asked.headers[name] = value;
    }

    send(body) {
      for (const [name, value] of Object.entries(besides(now.headers, this.#asked.headers))) this.setRequestHeader(name, value);
      const say = wire.begin({ ...this.#asked, body: described(body) });
      const began = performance.now();
      const ms = () => Math.round(performance.now() - began);
      const isSlow = now.latency > 0 && { injected: "latency" };
      const end = (kind, more) => () => say(kind, { ms: ms(), ...isSlow, ...more });
      const harm = () => {
        if (now.offline) {
          end("failed", { injected: "offline" })();
          this.dispatchEvent(new ProgressEvent("error"));
        } else if (now.errors > chance()) {
          const text = refusal(now.status);
          Object.defineProperties(this, { status: { value: now.status }, responseText: { value: text } });
          end("answer", { status: now.status, body: text, injected: "error" })();
          this.dispatchEvent(new ProgressEvent("load"));
        } else {
          this.addEventListener("load", () => end("answer", { status: this.status, headers: headersOf(this), body: this.responseText })());
          for (const name of ["error", "timeout", "abort"]) this.addEventListener(name, end("failed", { body: name }));
          super.send(body);
        }
      };
      if (now.latency) this.#timer = setTimeout(harm, now.latency);
      else harm();
    }

    abort() {
      clearTimeout(this.#timer);
      super.abort();
    }
  };
};
