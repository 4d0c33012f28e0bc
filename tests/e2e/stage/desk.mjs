// A bot with people behind it: its flow, a server whose configuration a test may change, and what an agent does.
import { readFile, writeFile } from "node:fs/promises";
import { BOT, Server } from "./server.mjs";
import { expect, test as base } from "./test.mjs";

export { expect };

const FLOW = `
name = "Desk"
fallback = "hello"

[[module]]
id = 1
name = "hello"
starting = true
say = [{ text = "Hello.", suggested_replies = ["A person"] }]
connection = [{ any_of = "person", to = "person" }]

[[module]]
id = 2
name = "person"
handover = true
say = "I am fetching somebody."

[[module]]
id = 9
name = "returns"
by_ref = true
say = "Returns."
`;

export const test = base.extend({
  flow: FLOW,
  /** Changes of the demo's configuration: `{from, to}`. */
  change: [{ from: "", to: "" }, { option: true }],
  server: async ({ flow, change }, use) => {
    const server = await Server.start({ flow });
    await server.down();
    const text = await readFile(server.config, "utf8");
    expect(text).toContain(change.from);
    await writeFile(server.config, text.replace(change.from, change.to));
    await server.up();
    await use(server);
    await server.dispose();
  },
});

/** What an agent at this machine does. */
export async function agent(server, page, act, body = {}) {
  const { conversation } = await page.evaluate(() => window.Parlour("state"));
  const url = `${server.origin}/api/webchat/bot/${BOT}/handover/${conversation}/${act}`;
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(answer.ok, `${act}: ${answer.status} ${await answer.clone().text()}`).toBe(true);
}
