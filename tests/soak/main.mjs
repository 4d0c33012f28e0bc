// A real browser and a real server under faults, for some minutes. `cargo xtask soak` runs it; see README.md.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { chromium } from "@playwright/test";
import { judge, leftOver, reportAgrees } from "./checks/end.mjs";
import { Dice } from "./dice.mjs";
import { Faults } from "./faults/all.mjs";
import { Ledger } from "./ledger.mjs";
import { Recovery } from "./recovery.mjs";
import { block, checks, rows } from "./report.mjs";
import { KilledServer, killWhileMigrating } from "./stage/killed-server.mjs";
import { Line } from "./stage/line.mjs";
import { configure, Site } from "./stage/site.mjs";
import { Store } from "./stage/store.mjs";
import { percentile, sleep, until, within } from "./time.mjs";
import { Visitor } from "./visitor.mjs";

const env = (name, otherwise) => process.env[`PARLOUR_SOAK_${name}`] ?? otherwise;
const minutes = Number(env("MINUTES", "5"));
const seed = Number(env("SEED", `${Math.floor(Math.random() * 2 ** 31)}`));
const visitorCount = Number(env("VISITORS", "6"));
const manyTabs = Number(env("TABS", "8"));
// A machine that others use too may be given more time.
const patience = Number(env("PATIENCE", "1"));
const folder = env("FOLDER", "/tmp/parlour-soak");
const program = process.env.PARLOUR_BIN;

/** Messages in a second, of all visitors together; and what an hour must have at least. */
const PACE = 4.6;
const HOUR = { kills: 300, messages: 10_000 };
/** Kinds that a run of a few minutes may not meet; one of less than three may miss any. */
const SELDOM = ["half-open", "storage cleared"];
const seldom = () => (minutes >= 30 ? [] : minutes >= 3 ? SELDOM : Object.keys({ ...server.kills, ...faults.injected }));
const NEW_STORES = 6;
const QUIET_MS = 8_000;
const EACH_NOTE = 12;

const began = Date.now();
const notes = new Map();
const note = (kind, text) => {
  const told = notes.get(kind) ?? [];
  notes.set(kind, [...told, text]);
  if (told.length < EACH_NOTE) console.log(`  ! ${kind}: ${text}`);
};

// What happens to a page while something is asked of it is nobody's to wait for any more.
process.on("unhandledRejection", (error) => note("harness", `${error?.stack}`.split("\n").slice(0, 3).join(" ")));

const dice = new Dice(seed);
console.log(`seed ${seed}, ${minutes} min, ${visitorCount} visitors`);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const environment = { PARLOUR_STORE: `sqlite:${folder}/parlour.db`, PARLOUR_LOG: process.env.PARLOUR_LOG ?? "warn" };
const setup = { program, config: await configure(folder), folder, environment };

const migrating = await killWhileMigrating({ ...setup, dice: dice.of("migrations") }, NEW_STORES);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.stop().finally(() => process.exit(2)));
const server = new KilledServer({ ...setup, dice: dice.of("kills") });
await server.start();
const sizeBefore = await sizeOfNew();
const site = await Site.start();
const ledger = new Ledger();
const store = new Store(`${folder}/parlour.db`);
const recovery = new Recovery(({ kind, visitor, ms, waiting }) =>
  note("slow", `${visitor.name} round ${visitor.round}, ${(ms / 1_000).toFixed(1)} s after ${kind}: ${visitor.lacks(waiting[0])}`),
);
let browsing = null;
let browserEnds = 0;
let isStopping = false;
let ends = Infinity;
let brokenOff = 0;
const run = {
  browser: () => (browsing ??= launch()),
  ledger,
  note,
  recovery,
  server,
  site,
  // Breaks a mechanism on purpose, to see that it is found.
  forgets: env("BREAK") === "outbox",
  visitors: [],
  tally: { tabsCompared: 0, placesCompared: 0, notShown: 0, shownTwice: 0, misordered: 0 },
  pause: (visitorCount / PACE) * 1_000,
  isOver: () => isStopping || Date.now() > ends,
  readStore: reader(),
  brokenOff(visitor, error) {
    // With its browser a profile is gone, and all that was only there.
    if (!browsing) return ledger.of(visitor.name, visitor.round).forEach((message) => message.rows.length || (message.excuse ??= "the browser ended"));
    brokenOff += 1;
    return note("broken off", `${visitor.name} round ${visitor.round}: ${`${error.stack}`.split("\n").slice(0, 3).join(" ")}`);
  },
};
for (let number = 0; number < visitorCount; number += 1) {
  const kind = ["tabs", "framed", "blocked"][number] ?? "plain";
  const line = new Line(() => server.port);
  await line.start();
  const slots = kind === "tabs" ? manyTabs : kind === "plain" ? 1 + (number % 2) : 1;
  run.visitors.push(new Visitor(`v${number}`, { kind, slots, line, dice: dice.of(`visitor ${number}`), run }));
}
server.onChange((isUp) => {
  if (isUp) for (const visitor of run.visitors) visitor.returned("server").catch(() => {});
});

ends = Date.now() + minutes * 60_000;
const faults = new Faults(run, dice.of("faults"));
const talks = run.visitors.map((visitor) => visitor.live());
const mishaps = faults.go();
const clock = setInterval(progress, 10_000);
server.hunt();
await Promise.race([Promise.all(talks), sleep(minutes * 60_000 + 300_000).then(() => note("harness", "some visitors did not come to their end"))]);
isStopping = true;
clearInterval(clock);
await within(60_000, mishaps, "the last faults").catch((error) => note("harness", error.message));
await server.spare();
recovery.stop();
await run.readStore();
await figuresAndEnd();

/** The server before anybody came. */
async function sizeOfNew() {
  await sleep(1_000);
  return server.size();
}

async function launch() {
  const args = (process.env.PARLOUR_BROWSER_ARGS ?? "--no-sandbox").split(" ").filter((arg) => arg !== "--headless");
  const browser = await chromium.launch({
    // Whoever interrupts the run ends it, and no other browser takes the place of the one that went.
    handleSIGINT: false,
    handleSIGTERM: false,
    executablePath: process.env.PARLOUR_BROWSER,
    args: [...args, "--test-third-party-cookie-phaseout"],
  });
  browser.on("disconnected", () => {
    browsing = null;
    if (!isStopping) browserEnds += 1;
  });
  return browser;
}

/** One reading of the store at a time, and none twice. */
function reader() {
  let reading = Promise.resolve();
  const read = () => (reading = reading.then(async () => (await store.more()).forEach((row) => ledger.row(row))).catch((error) => note("harness", `the store: ${error.message}`)));
  const often = async () => {
    for (;;) {
      await sleep(400);
      await read();
    }
  };
  setTimeout(often, 1_000);
  return read;
}

function progress() {
  const all = recovery.figures("server", "network", "offline");
  const time = Math.round((Date.now() - began) / 1_000);
  console.log(
    `${time} s: ${server.killCount()} kills, ${faults.count()} faults; ${ledger.messages.size} said, ${ledger.stored} stored, ${ledger.answered} answered; ` +
      `${run.tally.tabsCompared} tabs compared; level again p95 ${all.p95 ?? "?"} ms`,
  );
}

async function figuresAndEnd() {
  const quiet = await quietly();
  const files = [store, ...migrating.files.map((file) => new Store(file))];
  const integrity = await Promise.all(files.map((file) => file.integrity().catch((error) => `${error.message}`)));
  const counts = judge(ledger, note);
  const told = (kind) => notes.get(kind)?.length ?? 0;
  for (const complaint of server.complaints) note("server", complaint);
  for (const { conversation, seq, text } of ledger.strangers) note("strange", `conversation ${conversation}, place ${seq}: "${text}"`);
  const gaps = server.gaps.toSorted((one, other) => one - other);
  const scale = minutes / 60;
  const figures = {
    seed,
    minutes,
    commit: env("COMMIT", "unknown"),
    day: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores`,
    seconds: Math.round((Date.now() - began) / 1_000),
    visitors: visitorCount,
    tabs: run.visitors.reduce((sum, { slots }) => sum + slots, 0),
    kills: { ...server.kills, migrating: migrating.kills },
    faults: faults.injected,
    failedFaults: faults.failed,
    messages: {
      said: ledger.messages.size,
      typed: [...ledger.messages.values()].filter(({ by }) => by === "keyboard").length,
      stored: ledger.stored,
      answers: ledger.answered,
      others: ledger.others,
      strangers: ledger.strangers.length,
    },
    shown: { tabs: run.tally.tabsCompared, places: run.tally.placesCompared, missing: run.tally.notShown, twice: run.tally.shownTwice, misordered: run.tally.misordered },
    counts,
    recovery: {
      all: recovery.figures("server", "network", "offline"),
      ...Object.fromEntries(Object.keys(recovery.samples).map((kind) => [kind, recovery.figures(kind)])),
    },
    overtaken: recovery.overtaken,
    server: { before: sizeBefore, after: quiet.size, quiet: quiet.messages, gap: { p50: percentile(gaps, 0.5), p99: percentile(gaps, 0.99) } },
    report: await reportAgrees(setup, ledger).catch((error) => ({ rows: 0, wrong: `${error.message}` })),
    integrity,
    jobs: await leftOver(store).catch((error) => `${error.message}`),
    complaints: server.complaints,
    uncaught: told("uncaught in a page"),
    rounds: run.visitors.reduce((sum, { rounds }) => sum + rounds, 0),
    brokenOff,
    browserEnds,
    harness: told("harness"),
    notLevel: told("not level") + told("not whole"),
    dose: {
      kills: Math.ceil(HOUR.kills * scale),
      messages: Math.ceil(HOUR.messages * scale),
      optional: seldom(),
      p95: 5_000 * patience,
      p99: 10_000 * patience,
    },
  };
  const held = checks(figures).map(([claim, holds]) => ({ claim, holds }));
  await writeFile(`${folder}/figures.json`, JSON.stringify({ ...figures, checks: held, notes: Object.fromEntries(notes) }, undefined, 2));
  await writeFile(`${folder}/DELIVERY.block.md`, block(figures));
  console.log("");
  for (const [name, text] of rows(figures)) console.log(`${name.padEnd(20)} ${text}`);
  console.log("");
  for (const { claim, holds } of held) console.log(`${holds ? "holds " : "BROKEN"} ${claim}`);
  console.log(`\n${block(figures)}`);
  await server.stop();
  process.exit(held.every(({ holds }) => holds) ? 0 : 1);
}

/** With no fault at all: some messages, everybody leaves, and what the server holds then. */
async function quietly() {
  await server.restart();
  isStopping = false;
  ends = Date.now() + QUIET_MS;
  const before = ledger.messages.size;
  const [visitor] = run.visitors.slice(-1);
  await within(180_000, visitor.live(), "the quiet end").catch((error) => note("harness", error.message));
  isStopping = true;
  await within(20_000, run.browser().then((browser) => browser.close()), "closing the browser").catch(() => {});
  await site.stop();
  await run.readStore();
  const size = () => server.size().catch(() => ({ megabytes: Infinity, files: Infinity }));
  await until(5_000, async () => (await size()).files <= sizeBefore.files);
  return { messages: ledger.messages.size - before, size: await size() };
}
