// A visitor: a browser profile with tabs, in which somebody talks and things go wrong.
import { isSettled, isTaken } from "./ledger.mjs";
import { checkRound } from "./checks/round.mjs";
import { prepare } from "./stage/in-page.mjs";
import { echo } from "./stage/site.mjs";
import { Tab } from "./tab.mjs";
import { sleep, until, within } from "./time.mjs";

/** Messages that are said in one profile; then it is checked and another takes its place. */
const ROUND = [60, 110];
/** Unanswered messages with which a visitor waits before saying more. The outbox holds 50. */
const PATIENCE = 12;
/** Share of messages that are typed; the others are said by the verb. */
const TYPED = 0.1;
const LEVEL_MS = 150_000;
const WORDS = "river lantern maple copper harbour violet thunder meadow pepper window größe 東京 привет naïve".split(" ");

export class Visitor {
  round = 0;
  /** Grows when the profile's conversation may be another one. */
  age = 0;
  rounds = 0;
  isSettling = true;
  isOffline = false;
  /** Its storage takes nothing at this moment. */
  refuses = false;
  /** What goes wrong in its tabs at this moment, at most one thing at once. */
  trouble = null;
  tabs = new Map();
  /** What went wrong in this round, oldest first. */
  history = [];
  #order = 0;
  #saying = Promise.resolve();

  /** `run`: what belongs to all visitors: `{browser(), ledger, site, server, recovery, note, isOver, pause}`. */
  constructor(name, { kind, slots, line, dice, run }) {
    Object.assign(this, { name, kind, slots, line, dice, run });
    this.isFramed = kind === "framed";
    this.isBlocked = kind === "blocked";
    this.address = run.site.page(name, line.origin, this.isFramed);
  }

  /** Talks in one round after the other until the run is over. */
  async live() {
    while (!this.run.isOver()) {
      try {
        await this.#begin();
        const until = this.#order + this.dice.whole(...ROUND);
        while (!this.run.isOver() && this.#order < until) {
          await sleep(this.dice.wait(this.run.pause));
          await this.say();
        }
        await this.#settle();
        await checkRound(this, this.run);
        this.rounds += 1;
      } catch (error) {
        this.run.brokenOff(this, error);
        await sleep(500);
      }
      await this.#end();
    }
  }

  async #begin() {
    this.isSettling = true;
    this.round += 1;
    this.#order = 0;
    this.history = [];
    this.context = await within(30_000, (await this.run.browser()).newContext({ viewport: { width: 900, height: 700 }, locale: "en-GB" }), "a new profile");
    await this.context.exposeBinding("soakTell", ({ page }, what) => this.#told(page, what));
    await this.context.addInitScript(prepare, { blocked: this.isBlocked, forgets: this.run.forgets });
    for (let slot = 0; slot < this.slots; slot += 1) await this.openTab(`${slot}`);
    this.isSettling = false;
  }

  /** A tab in this place, and the first of them until its conversation is there, which the others share. */
  async openTab(slot) {
    const page = await within(20_000, this.context.newPage(), "a new tab");
    const tab = new Tab(page, { name: `${this.name}.${slot}`, address: this.address, isFramed: this.isFramed });
    this.tabs.set(slot, tab);
    await tab.open();
    if ([...this.tabs.values()].filter((tab) => !tab.isGone).length === 1) await this.#conversing(tab);
  }

  /** What a fault that was given up has left behind: every place has a tab again. */
  async repair() {
    for (const [slot, tab] of [...this.tabs]) {
      if (tab.isLive) continue;
      this.pageEnds(tab);
      tab.isGone = true;
      await within(10_000, tab.page.close(), "closing a tab").catch(() => {});
      await this.openTab(slot);
    }
  }

  #conversing(tab) {
    return until(60_000, async () => tab.isGone || (await tab.conversation().catch(() => null)) !== null, 200);
  }

  #told(page, what) {
    const tab = [...this.tabs.values()].find((tab) => tab.page === page);
    if (tab) this.run.ledger.told(tab, what);
  }

  /** Messages said in this round. */
  get said() {
    return this.#order;
  }

  liveTabs() {
    return [...this.tabs.values()].filter((tab) => tab.isLive);
  }

  /** Says something in one of the tabs, if there is one and not too much is open. One after the other: order counts. */
  say() {
    return (this.#saying = this.#saying.then(() => this.#sayNow()));
  }

  async #sayNow() {
    const tab = this.dice.pick(this.liveTabs());
    if (!tab || this.unseen().length > PATIENCE) return;
    const order = (this.#order += 1);
    const slot = [...this.tabs].find(([, one]) => one === tab)[0];
    const by = this.dice.chance(TYPED) ? "keyboard" : "verb";
    const words = Array.from({ length: this.dice.whole(1, this.dice.chance(0.05) ? 60 : 6) }, () => this.dice.pick(WORDS));
    const text = `${this.name} ${this.round} ${order} ${words.join(" ")}`;
    const { name: visitor, round } = this;
    const isUnkept = this.refuses || tab.hasNoStorage;
    const message = this.run.ledger.say({ text, visitor, round, slot, order, by, tab, isUnkept, age: this.age });
    try {
      if (by === "verb") await tab.send(text);
      else if (!(await tab.type(text))) {
        // The text is not lost: it is where it was typed.
        message.refused ??= "kept in the text box";
        await tab.scope.locator('[part~="input"]').fill("");
      }
    } catch (error) {
      // Its page went away under it, or it did not get as far as being said: unless a bubble was seen, nothing is promised.
      message.interrupted = `${error.message}`.split("\n")[0];
    }
  }

  /** What was said in this round and is not yet shown with its answer in every tab. */
  unseen() {
    return this.run.ledger.of(this.name, this.round).filter((message) => !this.isSeen(message) && !isOver(message));
  }

  isSeen(message) {
    if (message.isDone) return true;
    const tabs = this.liveTabs();
    const answer = echo(message.text);
    message.isDone = tabs.length > 0 && tabs.every((tab) => tab.seen.has(answer));
    return message.isDone;
  }

  /** Whether nothing stands between this visitor and the server. */
  isReached(kind) {
    const isLineThere = kind === "half-open" ? !this.line.trouble : this.line.isClean();
    return this.run.server.isUp && isLineThere && !this.isOffline && !this.trouble && !this.refuses;
  }

  /** The server or the line is back: from now on it counts how long it takes. */
  async returned(kind) {
    if (this.isSettling) return;
    // Also if nobody is waiting for anything.
    this.say().catch(() => {});
    await sleep(0);
    this.run.recovery.begin(kind, this);
  }

  /** A page of it is about to go. What only that page has goes with it; where nothing is kept, the conversation too. */
  pageEnds(tab) {
    if (tab.hasNoStorage) this.age += 1;
    for (const message of this.run.ledger.of(this.name, this.round)) {
      if (message.tab !== tab) continue;
      if (tab.hasNoStorage) message.isDone = true;
      if (message.rows.length > 0) continue;
      if (!message.shownAt) message.interrupted ??= "its page ended";
      if (message.isUnkept && tab.saidItKeepsNothing) message.excuse ??= "the page had said that it keeps nothing";
    }
  }

  /** Its storage is about to be emptied, and its pages left. What only the browser has goes with it. */
  storageEnds() {
    this.age += 1;
    for (const message of this.run.ledger.of(this.name, this.round)) {
      if (message.rows.length === 0) message.excuse ??= "the visitor cleared the storage";
      message.isDone = true;
    }
  }

  /** Nothing more is said, and nothing goes wrong but with the server: all must become level. */
  async #settle() {
    this.isSettling = true;
    await until(60_000, () => !this.trouble);
    this.line.heal();
    const isLevel = await until(LEVEL_MS, async () => {
      await Promise.all(this.liveTabs().map((tab) => tab.retryFailed().catch(() => 0)));
      const messages = this.run.ledger.of(this.name, this.round);
      return messages.every(isSettled) && messages.every((message) => this.isSeen(message) || isOver(message));
    }, 300);
    if (!isLevel) this.run.note("not level", `${this.name} round ${this.round}: ${await this.#describe()}`);
  }

  /** What keeps a message from being seen everywhere, in one line. */
  lacks({ text, rows, echoes, shownAt, hasFailed, tab }) {
    const answer = echo(text);
    const without = this.liveTabs().filter((tab) => !tab.seen.has(answer)).map((tab) => tab.name);
    const how = [shownAt ? "" : "not shown", hasFailed ? "failed" : "", rows.length ? "" : "not stored", echoes.length ? "" : "not answered"];
    const faults = this.history.slice(-3).join(", ");
    return `"${text.slice(0, 40)}" of ${tab?.name} is not seen in ${without.join(" ") || "none"} ${how.filter(Boolean).join(", ")}; of ${this.liveTabs().length} tabs; ${this.unseen().length} wait; faults: ${faults}`;
  }

  async #describe() {
    const open = this.unseen().slice(0, 5);
    const messages = open.map((message) => `"${message.text}" taken ${isTaken(message)} rows ${message.rows.length} answers ${message.echoes.length}`);
    const tabs = await Promise.all(this.liveTabs().map((tab) => tab.describe()));
    return [...messages, ...tabs, `faults: ${this.history.slice(-12).join(", ")}`].join("; ");
  }

  async #end() {
    this.isSettling = true;
    for (const tab of this.tabs.values()) {
      tab.isReady = false;
      for (const error of tab.errors) this.run.note("uncaught in a page", error);
    }
    for (const message of this.run.ledger.of(this.name, this.round)) delete message.tab;
    this.tabs.clear();
    await within(20_000, this.context?.close() ?? Promise.resolve(), "closing a profile").catch(() => {});
    this.isOffline = this.refuses = false;
    this.trouble = null;
    this.line.heal();
  }
}

/** Whether nobody waits for it to be shown. */
const isOver = (message) => !!message.refused || !!message.excuse || (!message.shownAt && !!message.interrupted && message.rows.length === 0);
