// Chats side by side: `cargo xtask bench peers` runs this and hands on its options (options.mjs).
// Figures go to standard output when all is measured; what is being done goes to standard error.
import { loadavg } from "node:os";
import { blank, chats } from "./adapters/index.mjs";
import { launch, Session } from "./browser/session.mjs";
import { within } from "./browser/visitor.mjs";
import { machine } from "./machine.mjs";
import { options } from "./options.mjs";
import { figures } from "./report/figures.mjs";
import { goals } from "./report/goals.mjs";
import { text } from "./report/tables.mjs";
import { bytes } from "./sections/bytes.mjs";
import { long } from "./sections/long.mjs";
import { fast, slow, VISITS, warm } from "./sections/opening.mjs";
import { Files } from "./servers/files.mjs";
import { startOurs } from "./servers/ours.mjs";

/** What one session of a section may take, ms; the first waits for the servers to compress their files, the last reads ten thousand messages. */
const SESSION_LIMIT_MS = { bytes: 300_000, fast: 60_000, warm: 90_000, slow: 60_000, long: 150_000 };
/** Sessions of a long conversation take up to minutes each. */
const LONG_ROUNDS = 3;

const wanted = options();
const unknown = wanted.only.filter((name) => !chats.some((chat) => chat.name === name));
if (unknown.length) throw new Error(`--only ${unknown}: there are ${chats.map(({ name }) => name).join(", ")}`);
const chosen = chats.filter(({ name }) => !wanted.only.length || wanted.only.includes(name));

const records = [];
/** Chats that failed in a section once are not waited for again. */
const givenUp = new Set();
/** Asked to end, it ends after the session under way and prints what was found. */
let isStopped = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (isStopped = true));
let browser = await launch();

async function session(section, run, chat, life = {}) {
  if (isStopped || givenUp.has(section + chat.name)) return;
  const begun = { section, chat: chat.name, load: loadavg()[0] };
  let opened;
  try {
    opened = await within(SESSION_LIMIT_MS[section], "opening the page", Session.open(browser, servers, chat, life));
    const found = await within(SESSION_LIMIT_MS[section], section, run(chat, opened, wanted));
    records.push({ ...begun, ...found });
    const errors = opened.errors.length ? ` (${opened.errors[0]})` : "";
    console.error(`${section} ${chat.name}${errors}`);
  } catch (error) {
    const failed = String(error.message).split("\n")[0];
    records.push({ ...begun, failed });
    givenUp.add(section + chat.name);
    console.error(`${section} ${chat.name}: ${failed}`);
  } finally {
    await opened?.end();
    await chat.left();
    if (!browser.isConnected()) browser = await launch();
  }
}

/** Each section begins with a new browser: what the last one left behind is nobody's advantage. */
async function fresh() {
  await browser.close();
  browser = await launch();
}

const servers = { files: await Files.start(process.env.PARLOUR_BENCH_PEERS), ours: await startOurs() };
try {
  const about = machine(browser.version());
  const isWanted = (section) => wanted.sections.includes(section);
  if (isWanted("bytes")) for (const chat of chosen) await session("bytes", bytes, chat);
  for (let round = 1; round <= wanted.rounds; round += 1) {
    console.error(`round ${round} of ${wanted.rounds}`);
    for (const [section, run] of Object.entries({ fast, warm, slow }).filter(([section]) => isWanted(section))) {
      await fresh();
      // One after the other within a round: a machine that gets busier does so for all of them.
      for (const chat of section === "warm" ? chosen : [blank, ...chosen]) await session(section, run, chat, VISITS[section]);
    }
    if (!isWanted("long") || round > LONG_ROUNDS) continue;
    await fresh();
    for (const chat of chosen.filter(({ hasHistory }) => hasHistory)) await session("long", long, chat, { history: wanted.messages });
  }
  const found = figures(records, chosen.map(({ name }) => name));
  const judged = goals(found);
  console.log(wanted.json ? JSON.stringify({ machine: about, options: wanted, figures: found, goals: judged }) : text(about, wanted, found, judged));
} finally {
  await browser.close();
  await servers.ours.dispose();
  await servers.files.end();
}
