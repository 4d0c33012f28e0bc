// A long conversation in the log: how it opens, what stands in the page, how it scrolls, how a message gets into it.
import { open, pause, tell } from "../browser/visitor.mjs";

/** A chat that has not drawn the conversation by then is not waited for, ms. */
const DRAWN_LIMIT_MS = 30_000;
const TOLD = { times: 8, limit: 10_000 };

/** `{returns, opens, nodes, heapMb, wasmMb, scroll, told, toldSlow}`; `returns`: the first opening, if the chat remembers. */
export async function long(chat, session, { messages }) {
  const { page } = session;
  await chat.seen(page);
  let returns = null;
  if (chat.launcher) {
    await chat.approach(page);
    await pause(500);
    const { usable } = await open(chat, page, chat.remembers ? `hist-${messages - 1}-end` : undefined);
    if (chat.remembers) returns = usable;
    await pause(500);
  }
  const opens = await chat.handOver(page, messages, DRAWN_LIMIT_MS);
  await page.evaluate(() => window.__bench.quiet());
  const nodes = await page.evaluate(() => window.__bench.nodes());
  const told = await tell(chat, page, TOLD.times, { from: 1_000_000, limit: TOLD.limit });
  await session.cpu(4);
  const toldSlow = await tell(chat, page, TOLD.times, { from: 2_000_000, limit: TOLD.limit });
  await session.cpu(1);
  const heapMb = (await session.heapBytes()) / 1e6;
  const wasmMb = (await page.evaluate(() => window.__bench.wasmBytes())) / 1e6;
  const scroll = await page.evaluate(() => window.__bench.scrollThrough());
  return { returns, opens, nodes, heapMb, wasmMb, scroll, told, toldSlow };
}
