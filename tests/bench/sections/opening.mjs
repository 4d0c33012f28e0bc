// The three first visits: on a fast machine; on a slow one with everything fetched; on a slow one on a slow line.
import { open, pause, talk } from "../browser/visitor.mjs";

/** Long enough for a launcher's own work to be over, ms. */
const SETTLE_MS = { fast: 800, slow: 1_500 };
/** How long the pointer rests on the launcher before a warm press, ms: files are there, wasm has not run. */
const REST_MS = { fast: 500, slow: 1_500 };
/** What is measured at which CPU slowdown, and on which line. */
export const VISITS = {
  fast: { cpu: 1, isSlow: false },
  warm: { cpu: 4, isSlow: false },
  slow: { cpu: 4, isSlow: true },
};

async function begun(chat, session, settle) {
  const { page } = session;
  await chat.seen(page);
  await pause(settle);
  const { ScriptDuration, TaskDuration } = await session.counters();
  const found = await page.evaluate(() => ({ marks: window.__bench.marks, blocked: window.__bench.blocked(), longest: window.__bench.longest(), shift: window.__bench.shift() }));
  const { marks, ...others } = found;
  return { seen: chat.launcher ? marks.launcher : marks.input, ...others, script: ScriptDuration * 1_000, task: TaskDuration * 1_000 };
}

async function warmly(chat, page, rest) {
  if (!chat.launcher) return null;
  await chat.approach(page);
  await pause(rest);
  return open(chat, page);
}

/** Everything at full speed: seen, opened with files fetched, talked to. */
export async function fast(chat, session, { talk: count }) {
  const found = await begun(chat, session, SETTLE_MS.fast);
  if (chat.name === "blank") return found;
  found.open = await warmly(chat, session.page, REST_MS.fast);
  found.turns = await talk(chat, session.page, count);
  return found;
}

/** A processor four times slower: opened with files fetched, talked to. */
export async function warm(chat, session, { talk: count }) {
  await chat.seen(session.page);
  await pause(SETTLE_MS.slow);
  const open = await warmly(chat, session.page, REST_MS.slow);
  return { open, turns: await talk(chat, session.page, count) };
}

/** The same processor on a slow line: seen, and opened by somebody who presses at once. */
export async function slow(chat, session) {
  const found = await begun(chat, session, SETTLE_MS.slow);
  if (chat.launcher) found.open = await open(chat, session.page);
  return found;
}
