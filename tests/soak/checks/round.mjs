// What must hold of one visitor when all is level: each tab shows the log, whole and in order (I3), and what was said
// in one tab stands in the order of saying (P3).
import { Late, until } from "../time.mjs";

const CONVERSING_MS = 30_000;

const plain = (text) => text.replace(/\s+/g, " ").trim();

export async function checkRound(visitor, run) {
  const { ledger, note } = run;
  await run.readStore();
  for (const tab of visitor.liveTabs()) {
    const { texts, size } = await tab.everything();
    // A tab that is loaded late has none yet when all others are level.
    let number = null;
    await until(CONVERSING_MS, async () => (number = await tab.conversation()) !== null);
    const rows = (ledger.conversations.get(number) ?? []).toSorted((one, other) => one.seq - other.seq);
    if (rows.length === 0) note("unknown", `${tab.name}: it says that it is in conversation ${number}`);
    const shown = texts.filter((text) => text !== null).map(plain);
    const stored = rows.map((row) => plain(row.text));
    run.tally.tabsCompared += 1;
    run.tally.placesCompared += stored.length;
    if (texts.length !== size) note("not whole", `${tab.name}: ${texts.length} of ${size} places could be looked at`);
    compare(tab, shown, stored, run);
  }
  order(visitor, run);
}

/** What is missing, twice, or elsewhere in a tab. */
function compare(tab, shown, stored, { tally, note }) {
  if (shown.length === stored.length && shown.every((text, at) => text === stored[at])) return;
  const counts = (list) => list.reduce((counts, text) => counts.set(text, (counts.get(text) ?? 0) + 1), new Map());
  const [seen, kept] = [counts(shown), counts(stored)];
  const missing = [...kept].filter(([text, count]) => (seen.get(text) ?? 0) < count);
  const twice = [...seen].filter(([text, count]) => (kept.get(text) ?? 0) < count);
  tally.notShown += missing.length;
  tally.shownTwice += twice.length;
  if (missing.length) note("not shown", `${tab.name}: ${missing.length}, the first "${missing[0][0]}"`);
  if (twice.length) note("shown twice", `${tab.name}: ${twice.length}, the first "${twice[0][0]}"`);
  if (!missing.length && !twice.length) {
    const at = shown.findIndex((text, at) => text !== stored[at]);
    tally.misordered += 1;
    note("out of order", `${tab.name}: place ${at + 1} shows "${shown[at]}", the log has "${stored[at]}"`);
  }
}

/** What was said in one tab one after the other is stored one after the other. */
function order(visitor, { ledger, tally, note }) {
  const last = new Map();
  for (const message of ledger.of(visitor.name, visitor.round)) {
    // One that failed stands where it was tried again.
    if (message.rows.length !== 1 || message.hasFailed) continue;
    const [{ conversation, seq }] = message.rows;
    const place = `${message.slot}/${conversation}`;
    const before = last.get(place);
    if (before && before.seq > seq) {
      tally.misordered += 1;
      note("out of order", `"${message.text}" was said after "${before.text}" and stands before it`);
    }
    last.set(place, { seq, text: message.text });
  }
}

/** Whether an error only says that something took too long. */
export const isLate = (error) => error instanceof Late || error.name === "TimeoutError";
