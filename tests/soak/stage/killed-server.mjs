// The real server, which dies again and again and is started at once.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { sleep, until } from "../time.mjs";
import { freePort } from "../../e2e/stage/free-port.mjs";

/** Lives, in milliseconds: most end by then where no named place was come to. */
const LIFE_MS = [5_000, 16_000];
/** How often a named place is come to before it is the last, at most: about a life of usual traffic. */
const PLACES = { validated: 14, inserting: 70, committing: 20, committed: 14, framing: 30 };
const START_LIMIT_MS = 20_000;
/** How it dies: where it comes to a named place, while it starts, or at any moment. */
const WAYS = [...Object.keys(PLACES), "starting", "random"].map((name) => ({ name, weight: name === "random" ? 5 : 1 }));

export class KilledServer {
  /** Deaths by kind. */
  kills = { random: 0, starting: 0, ...Object.fromEntries(Object.keys(PLACES).map((name) => [name, 0])) };
  /** Milliseconds from each death to the next listening. */
  gaps = [];
  /** Lines that no server should write. */
  complaints = [];
  isUp = false;
  #child = null;
  #ends = false;
  #isSpared = true;
  #listeners = [];

  constructor({ program, config, folder, dice, environment }) {
    Object.assign(this, { program, config, folder, dice, environment });
    this.next = dice.of("ways to die").bag(WAYS);
    this.log = createWriteStream(`${folder}/server.log`);
  }

  /** Starts it, on a port that stays. It is spared until `hunt()`. */
  async start() {
    this.port = await freePort();
    await this.#up();
  }

  /** `heard(isUp, at)` at each death and each return. */
  onChange(heard) {
    this.#listeners.push(heard);
  }

  /** From now on it is killed. */
  hunt() {
    this.#isSpared = false;
    this.#plan();
  }

  /** No more kills; returns when it is up. */
  async spare() {
    this.#isSpared = true;
    clearTimeout(this.timer);
    await until(START_LIMIT_MS, () => this.isUp);
    // One that was started to die at a named place still would.
    if (this.armed) await this.restart();
  }

  /** Ends it as an operator does, and starts it again. */
  async restart() {
    await this.stop();
    this.#ends = false;
    await this.#up();
  }

  async stop() {
    this.#ends = true;
    clearTimeout(this.timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), START_LIMIT_MS);
    await ended;
    clearTimeout(late);
  }

  /** Resident memory in MB, and open files. */
  async size() {
    const status = await readFile(`/proc/${this.#child.pid}/status`, "utf8");
    const files = await readdir(`/proc/${this.#child.pid}/fd`);
    return { megabytes: Math.round(Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024), files: files.length };
  }

  killCount() {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0);
  }

  /** Decides how the next server ends, before it is started. A place that the last one did not come to has another try. */
  #arm() {
    const missed = this.armed && this.armed !== this.endedAs ? this.armed : null;
    this.armed = null;
    if (this.#isSpared) return {};
    const name = missed ?? this.next().name;
    if (name === "random") return {};
    this.armed = name;
    return name === "starting" ? {} : { PARLOUR_FAIL_POINT: `${name}:${this.dice.whole(1, PLACES[name])}` };
  }

  /** When the one that runs is killed, if it has not ended before. */
  #plan() {
    clearTimeout(this.timer);
    if (!this.#isSpared) this.timer = setTimeout(() => this.#kill("random"), this.dice.between(...LIFE_MS));
  }

  #kill(kind) {
    this.killedAs = kind;
    this.#child?.kill("SIGKILL");
  }

  async #up() {
    for (;;) {
      const more = this.#arm();
      const child = spawn(this.program, ["serve", "--config", this.config], {
        cwd: this.folder,
        env: { ...process.env, ...this.environment, PARLOUR_LISTEN: `127.0.0.1:${this.port}`, ...more },
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.#child = child;
      this.killedAs = null;
      if (this.armed === "starting") setTimeout(() => this.#child === child && this.#kill("starting"), this.dice.between(0, 120));
      if (await this.#listens(child)) return this.#isNowUp(child);
      if (this.#ends) return;
      await sleep(20);
    }
  }

  /** `true` once it listens, `false` if it died before. */
  #listens(child) {
    return new Promise((resolve, reject) => {
      let said = "";
      const late = setTimeout(() => reject(new Error(`the server does not listen after ${START_LIMIT_MS} ms:\n${said}`)), START_LIMIT_MS);
      const hear = (chunk) => {
        this.#read(chunk.toString());
        said += chunk;
        if (said.includes("listening on ")) {
          clearTimeout(late);
          said = "";
          resolve(true);
        }
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        clearTimeout(late);
        this.#died(code, signal);
        resolve(false);
      });
    });
  }

  #isNowUp(child) {
    const now = Date.now();
    if (this.diedAt) this.gaps.push(now - this.diedAt);
    this.isUp = child.exitCode === null && child.signalCode === null;
    // It may have died in this very moment; then the next one is under way.
    if (!this.isUp) return this.#ends ? undefined : this.#up();
    this.#plan();
    for (const heard of this.#listeners) heard(true, now);
    child.once("exit", () => {
      this.isUp = false;
      if (this.#ends) return;
      for (const heard of this.#listeners) heard(false, Date.now());
      this.#up().catch((error) => this.complaints.push(`it did not come back: ${error.message}`));
    });
    return undefined;
  }

  #died(code, signal) {
    clearTimeout(this.timer);
    this.diedAt = Date.now();
    if (this.#ends && signal === null) return;
    this.endedAs = signal === "SIGABRT" ? this.armed : this.killedAs;
    if (this.endedAs && /SIGABRT|SIGKILL/.test(signal)) this.kills[this.endedAs] += 1;
    else this.complaints.push(`the server ended with ${signal ?? code}`);
  }

  #read(text) {
    this.log.write(text);
    for (const line of text.split("\n")) {
      if (/panicked at|\bERROR\b/.test(line)) this.complaints.push(line.trim().slice(0, 300));
    }
  }
}

/**
 * New stores whose server dies at each commit of its migrations, and at a moment of its start; then it comes up.
 * Returns how often it was killed, and the stores' files.
 */
export async function killWhileMigrating({ program, config, folder, dice, environment }, rounds) {
  let kills = 0;
  const files = [];
  for (let round = 0; round < rounds; round += 1) {
    const file = `${folder}/migrating-${round}.db`;
    files.push(file);
    const env = { ...process.env, ...environment, PARLOUR_LISTEN: "127.0.0.1:0", PARLOUR_STORE: `sqlite:${file}` };
    for (const isLast of [false, false, true]) {
      const more = isLast ? {} : { PARLOUR_FAIL_POINT: `committing:${dice.whole(1, 12)}` };
      const child = spawn(program, ["serve", "--config", config], { cwd: folder, env: { ...env, ...more }, stdio: ["ignore", "pipe", "pipe"] });
      const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
      const heard = new Promise((resolve) => child.stdout.on("data", (chunk) => `${chunk}`.includes("listening") && resolve("up")));
      const outcome = await Promise.race([ended, heard, sleep(START_LIMIT_MS).then(() => "late")]);
      if (outcome === "SIGABRT") kills += 1;
      if (outcome === "late") throw new Error("a store that was migrated by killed servers does not open");
      child.kill("SIGKILL");
      await ended;
    }
  }
  return { kills, files };
}
