// Two servers: a bot that is served over every API, and a gateway that asks it by one of them. Both have the shop's
// pages, so that a visitor of the second talks with the bot of the first.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.mjs";
import { BOT, Server } from "./server.mjs";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const HOOK = "hook-secret-0123456789abcdef0123456789";
/** As tokens of this API look: eight letters, a colon, forty digits (protocols.md 3.1). */
const CHATAPI = "CANARYab:0123456789abcdef0123456789abcdef01234567";
const TOKEN = "CANARY-token-of-the-bot";
const MEDIUM = "CANARY-token-of-the-channel";
const CHANNEL = "D9LjuWl0jappznT5";

const head = `
listen = "127.0.0.1:0"
store = "sqlite:crossed.db"
egress = { allow = ["127.0.0.1/32"] }
demo = { index = "${REPOSITORY}index.html", pages = "${REPOSITORY}demo-site/pages" }

[limits]
sessions_per_minute_per_ip = 1000
messages_per_minute_per_ip = 10000

[[bot]]
id = "${BOT}"
name = "Trail & Tent"
origins = ["http://127.0.0.1:*"]
limits = { messages_per_minute = 600, burst = 60 }
`;

/** The bot of `tests/story`; what it says by webhook goes to a gateway at `port`. */
const bot = (port) => `${head}
channel = "engine"
flow = "${REPOSITORY}tests/story/flow.toml"
refs = ["2"]
api_token = { literal = "${TOKEN}" }

[bot.serve_as]
aimylogic = { token = { literal = "${CHATAPI}" }, webhook_url = "http://127.0.0.1:${port}/hooks/${BOT}/${HOOK}" }
api_medium = { channel_id = "${CHANNEL}", token = { literal = "${MEDIUM}" }, keyword = "#shop", webhook_url = "http://127.0.0.1:${port}/hooks/${BOT}/${HOOK}" }
`;

const UPSTREAMS = {
  certainly: `token = { literal = "${TOKEN}" }, deployment_id = "${BOT}", start_ref = "1"`,
  aimylogic: `token = { literal = "${CHATAPI}" }, keyword = "/start"`,
  api_medium: `token = { literal = "${MEDIUM}" }, channel_id = "${CHANNEL}", keyword = "#shop"`,
};

const gateway = (channel, upstream) => `${head}
channel = "${channel}"
webhook_path_secret = { literal = "${HOOK}" }
upstream = { base_url = "${upstream}", ${UPSTREAMS[channel]} }
`;

const configured = (text) => async (folder) => {
  const file = join(folder, "parlour.toml");
  await writeFile(file, text);
  return file;
};

/** `{direct, through, stop}`: the bot's own server, and the gateway. */
export async function crossed(channel) {
  const port = await freePort();
  const direct = await Server.start({ configure: configured(bot(port)) });
  const through = await Server.start({ configure: configured(gateway(channel, direct.origin)), port });
  const stop = async () => {
    await through.dispose();
    await direct.dispose();
  };
  return { direct, through, stop };
}
