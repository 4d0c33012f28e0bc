// How long it takes from the moment that the server or the line is back until every tab is level again.
//
// A sample is what was said and not yet shown with its answer everywhere when the line came back, one message that is
// said at that moment among it. Its clock runs while line and server are there: another outage in the midst stops it
// and does not end it, so that no slow recovery is hidden by the next death.
import { percentile } from "./time.mjs";

const TICK_MS = 50;
/** A sample this old is closed as it is; what keeps it open is found when the round is checked. */
const OLDEST_MS = 90_000;
/** Whatever is not level by then is told, with what it waits for. */
const SLOW_MS = 8_000;

export class Recovery {
  /** Milliseconds, by what came back. */
  samples = { server: [], network: [], offline: [], "half-open": [] };
  /** Samples whose page was left before they ended. */
  overtaken = 0;
  #open = [];

  /** `slow(sample)` is told of each that takes long. */
  constructor(slow) {
    this.slow = slow;
    let before = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      this.#tick(now - before);
      before = now;
    }, TICK_MS);
  }

  /** The server or the line of this visitor is back. */
  begin(kind, visitor) {
    const waiting = visitor.unseen();
    if (waiting.length) this.#open.push({ kind, visitor, round: visitor.round, age: visitor.age, waiting, ms: 0, since: Date.now() });
  }

  #tick(ms) {
    this.#open = this.#open.filter((sample) => {
      const { visitor, kind } = sample;
      if (visitor.round !== sample.round || visitor.age !== sample.age) {
        this.overtaken += 1;
        return false;
      }
      if (!visitor.isReached(kind)) return true;
      sample.ms += ms;
      sample.waiting = sample.waiting.filter((message) => !visitor.isSeen(message) && !message.refused && !message.interrupted);
      if (sample.waiting.length && sample.ms > SLOW_MS && !sample.isTold) {
        sample.isTold = true;
        this.slow(sample);
      }
      if (sample.waiting.length && sample.ms < OLDEST_MS) return true;
      this.samples[kind].push(Math.round(sample.ms));
      return false;
    });
  }

  stop() {
    clearInterval(this.timer);
  }

  /** Of some kinds together: how many, and p50, p95, p99 and the longest in milliseconds. */
  figures(...kinds) {
    const sorted = kinds.flatMap((kind) => this.samples[kind]).toSorted((one, other) => one - other);
    const [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share));
    return { count: sorted.length, p50, p95, p99, most };
  }
}
