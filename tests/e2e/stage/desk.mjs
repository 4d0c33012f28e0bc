// A bot that hands over to people, and what people at its desk do.
import { readFile, writeFile } from "node:fs/promises";
import { BOT, Server } from "./server.mjs";

export const FLOW = `
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

/** A small limit of uploads, so that a test can go over it. */
export const SMALL = { from: "[limits]\n", to: '[limits]\nupload = "1MiB"\n' };

/** Starts the demo's server with this flow and this change of its configuration. */
export async function desk({ flow = FLOW, change = SMALL } = {}) {
  const server = await Server.start({ flow });
  await server.down();
  const text = await readFile(server.config, "utf8");
  if (!text.includes(change.from)) throw new Error(`demo-site/parlour.toml has no ${change.from}`);
  await writeFile(server.config, text.replace(change.from, change.to));
  await server.up();
  return server;
}

const at = (server, path) => `${server.origin}/api/webchat/bot/${BOT}/${path}`;

async function post(url, body, headers = {}) {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** What an agent at this machine does with a conversation. */
export const act = (server, conversation, act, body = {}) => post(at(server, `handover/${conversation}/${act}`), body);

/** The same with the conversation of the page. */
export async function agent(server, page, what, body) {
  const { conversation } = await page.evaluate(() => window.Parlour("state"));
  return act(server, conversation, what, body);
}

/** Another visitor, who asks for a person; gives the conversation. */
export async function another(server) {
  const { token, conversation_id } = await post(at(server, "session"), {}, { origin: server.origin });
  const message = { id: crypto.randomUUID(), from: "human", actions: [{ type: "text", text: "A person" }] };
  await post(at(server, "messages/"), message, { origin: server.origin, authorization: `Bearer ${token}` });
  return conversation_id;
}
