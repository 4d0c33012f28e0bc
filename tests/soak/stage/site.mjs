// The websites that have the chat, and the configuration of the server behind it. They are never down: files of a
// website come from elsewhere than its conversations.
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { distFolder, Host } from "../../e2e/stage/host.mjs";
import { BOT } from "../../e2e/stage/server.mjs";

export { BOT };

/** Each text is answered by itself, so that an answer names its message. */
const FLOW = `
name = "Echo"
fallback = "echo"

[[module]]
id = 1
name = "hello"
starting = true
say = ["Hello."]
save = "said"

[[module]]
id = 2
name = "echo"
say = ["Echo: {{ said }}"]
save = "said"
`;

const CONFIG = `
[limits]
# What is measured here is not how many a server refuses.
sessions_per_minute_per_ip = 100000
messages_per_minute_per_ip = 1000000
streams_per_ip = 1000

[[bot]]
id = "${BOT}"
name = "Echo"
channel = "engine"
flow = "flow.toml"
origins = ["http://127.0.0.1:*"]
limits = { messages_per_minute = 100000, burst = 1000 }
`;

/** What the bot says to a text. */
export const echo = (text) => `Echo: ${text}`;

/** Writes the bot into `folder`; the path of its configuration. */
export async function configure(folder) {
  await writeFile(join(folder, "flow.toml"), FLOW);
  const file = join(folder, "parlour.toml");
  await writeFile(file, CONFIG);
  return file;
}

export class Site {
  static async start() {
    const site = new Site();
    site.own = await Host.start();
    site.own.folder("", process.env.PARLOUR_SOAK_DIST ?? dirname(dirname(distFolder())));
    site.own.put("/elsewhere.html", "<!doctype html><title>Elsewhere</title><p>Nothing here.");
    // Another site, by its name; the chat is in a frame of it.
    site.foreign = await Host.start({ name: "127.0.0.2" });
    return site;
  }

  /** A page with the chat of this gateway; `isFramed`: in a frame of another site. Its address. */
  page(name, gateway, isFramed) {
    const chat = this.own.put(
      `/${name}.html`,
      `<!doctype html><html lang="en"><title>${name}</title>
<script async src="/parlour.js" data-bot="${BOT}" data-gateway="${gateway}" data-expose-content data-open></script>`,
    );
    if (!isFramed) return chat;
    return this.foreign.put(`/${name}.html`, `<!doctype html><title>${name}</title><iframe src="${chat}" width="500" height="700"></iframe>`);
  }

  get elsewhere() {
    return `${this.own.origin}/elsewhere.html`;
  }

  async stop() {
    await this.own.stop();
    await this.foreign.stop();
  }
}
