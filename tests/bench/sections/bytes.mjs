// What a visitor downloads before and after the launcher is pressed. It also warms the servers' own caches.
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { open, pause, talk } from "../browser/visitor.mjs";

const SETTLE_MS = 1_500;

async function sum(chat, fetched) {
  const seen = new Map();
  for (const { url, kind, body } of fetched) {
    const { pathname, protocol } = new URL(url);
    if (kind === "document" || !protocol.startsWith("http") || chat.isQuestion(pathname) || seen.has(url)) continue;
    const bytes = await body().catch(() => null);
    if (bytes) seen.set(url, { path: pathname, raw: bytes.length, brotli: (await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })).length });
  }
  return seen;
}

/** `{before, opening}`: files with their bytes, raw and as brotli 11. API calls and the host page do not count. */
export async function bytes(chat, session) {
  const { page, fetched } = session;
  await chat.seen(page);
  await pause(SETTLE_MS);
  const count = fetched.length;
  const before = await sum(chat, fetched.slice(0, count));
  if (chat.launcher) await open(chat, page);
  await talk(chat, page, 1);
  await pause(SETTLE_MS);
  const all = await sum(chat, fetched.slice(count));
  const opening = [...all].filter(([url]) => !before.has(url)).map(([, file]) => file);
  return { before: [...before.values()], opening };
}
