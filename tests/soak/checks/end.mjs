// What must hold of the whole run, of the file as it lies there at the end.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isTaken } from "../ledger.mjs";
import { BOT } from "../stage/site.mjs";

const run = promisify(execFile);

/** Why a message may not be taken: nothing keeps it, and its visitor is told so or still has the text. */
const REFUSALS = ["storage", "kept in the text box"];

/** Counts of what was lost, doubled and out of order in the store (I1, I2, I4). */
export function judge(ledger, note) {
  const counts = { lost: 0, doubled: 0, gaps: 0, unanswered: 0, answeredTwice: 0, excused: {}, refused: {}, neverSaid: 0, ignored: 0, foreignIds: 0 };
  for (const message of ledger.messages.values()) {
    const { text, rows, echoes, mid, excuse, refused, interrupted } = message;
    if (rows.length > 1) {
      counts.doubled += 1;
      note("doubled", `"${text}" stands at ${rows.map((row) => `${row.conversation}.${row.seq}`).join(" and ")}`);
    }
    if (rows.length > 0) {
      if (mid && rows[0].mid !== mid) counts.foreignIds += 1;
      if (echoes.length === 0) {
        counts.unanswered += 1;
        note("unanswered", `"${text}"`);
      }
      if (echoes.length > rows.length) {
        counts.answeredTwice += 1;
        note("answered twice", `"${text}"`);
      }
    } else if (excuse) counts.excused[excuse] = (counts.excused[excuse] ?? 0) + 1;
    else if (REFUSALS.includes(refused)) counts.refused[refused] = (counts.refused[refused] ?? 0) + 1;
    else if (refused) {
      counts.ignored += 1;
      note("ignored", `"${text}" was refused (${refused}), and its storage was well`);
    } else if (isTaken(message)) {
      counts.lost += 1;
      note("lost", `"${text}" said in ${message.visitor}.${message.slot} by the ${message.by}, ${message.sentAt ? "and told to be sent" : "never told to be sent"}${interrupted ? `, ${interrupted}` : ""}`);
    } else if (interrupted) counts.neverSaid += 1;
    else {
      counts.ignored += 1;
      note("ignored", `"${text}" was said and never shown, and nothing happened to its page`);
    }
  }
  for (const [conversation, rows] of ledger.conversations) {
    const places = rows.map((row) => row.seq).filter((seq) => seq > 0).toSorted((one, other) => one - other);
    if (places.every((seq, at) => seq === at + 1)) continue;
    counts.gaps += 1;
    note("gap", `conversation ${conversation} has no places from 1 on without a gap`);
  }
  return counts;
}

/** Report rows against the log's (I6): each visitor's text is in it as often as it is stored. */
export async function reportAgrees({ program, config, folder, environment }, ledger) {
  const { stdout } = await run(program, ["report", "--config", config, "--bot", BOT], {
    cwd: folder,
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 30,
  });
  const told = new Map();
  for (const { message } of JSON.parse(stdout)) told.set(message, (told.get(message) ?? 0) + 1);
  let wrong = 0;
  for (const { text, rows } of ledger.messages.values()) if ((told.get(text) ?? 0) !== rows.length) wrong += 1;
  return { rows: [...told.values()].reduce((sum, count) => sum + count, 0), wrong };
}

/** Work that waits for nobody any more (I7). */
export async function leftOver(store) {
  const [{ jobs }] = await store.ask("SELECT (SELECT count(*) FROM waiting) + (SELECT count(*) FROM outbound) AS jobs");
  return jobs;
}
