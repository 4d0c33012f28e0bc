// Every fault, and when one comes.
import { isLate } from "../checks/round.mjs";
import { sleep } from "../time.mjs";
import { CLOCK, STORAGE } from "./browser.mjs";
import { NETWORK } from "./network.mjs";
import { TABS } from "./tabs.mjs";

/** Share of each group. */
const GROUPS = [
  { weight: 0.56, faults: NETWORK },
  { weight: 0.3, faults: TABS },
  { weight: 0.08, faults: STORAGE },
  { weight: 0.06, faults: CLOCK },
];
/** Milliseconds between two of them on average. */
const PAUSE_MS = 1_700;

export class Faults {
  /** How often each was injected and felt, by name. */
  injected = Object.fromEntries(GROUPS.flatMap(({ faults }) => faults).map(({ name }) => [name, 0]));
  /** Those that something kept from their end, by name and what. */
  failed = {};
  #running = new Set();

  constructor(run, dice) {
    Object.assign(this, { run, dice });
    this.draw = GROUPS.map((group) => ({ ...group, next: dice.of(group.faults[0].group).bag(group.faults) }));
  }

  count() {
    return Object.values(this.injected).reduce((sum, count) => sum + count, 0);
  }

  /** Until the run is over. */
  async go() {
    while (!this.run.isOver()) {
      await sleep(this.dice.wait(PAUSE_MS));
      const group = this.dice.weighed(this.draw);
      const isFree = (visitor) => !visitor.isSettling && !(group.faults === NETWORK ? visitor.isSpoilt : visitor.trouble);
      const free = this.run.visitors.filter(isFree);
      if (!free.length) continue;
      const [visitor, fault] = [this.dice.pick(free), group.next()];
      const work = this.#inject(fault, visitor).finally(() => this.#running.delete(work));
      this.#running.add(work);
    }
    await Promise.all(this.#running);
  }

  async #inject(fault, visitor) {
    const isNetwork = fault.group === "network";
    const { round } = visitor;
    if (isNetwork) visitor.isSpoilt = true;
    else visitor.trouble = fault.name;
    visitor.history.push(`${fault.name} after ${visitor.said} messages`);
    try {
      if (await fault.run(visitor, this.dice.of(`${fault.name}/${this.count()}`))) this.injected[fault.name] += 1;
    } catch (error) {
      // Its page went away by another fault, or the machine was too slow for it.
      const why = `${fault.name}: ${isLate(error) ? "late" : `${error.message}`.split("\n")[0].slice(0, 120)}`;
      this.failed[why] = (this.failed[why] ?? 0) + 1;
      if (!isNetwork && visitor.round === round) await visitor.repair().catch(() => {});
    } finally {
      if (isNetwork) visitor.isSpoilt = false;
      // A round that was broken off has another trouble by now.
      else if (visitor.round === round) visitor.trouble = null;
    }
  }
}
