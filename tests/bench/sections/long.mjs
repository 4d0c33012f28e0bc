// A long conversation in the log: how it opens, what stands in the page, how it scrolls, how a message gets into it.
import { open, pause, tell } from "../browser/visitor.mjs";

/** A chat that has not drawn the conversation by then is not waited for, ms. */
const DRAWN_LIMIT_MS = 30_000;
const TOLD = { times: 8, limit: 10_000 };

/** `{opens, nodes, heapMb, wasmMb, scroll, told, toldSlow}`. */
export async function long(chat, session, { messages }) {
  const { page } = session;
  await chat.seen(page);
  if (chat.launcher) {
    await chat.approach(page);
    await pause(500);
    await open(chat, page);
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
  return { opens, nodes, heapMb, wasmMb, scroll, told, toldSlow };
}
