// What goes wrong between one visitor and the server.
import { sleep } from "../time.mjs";

/** Longest that a connection without life is waited for: the widget gives one up after 40 s. */
const HALF_OPEN_MS = 45_000;

async function spoilt(visitor, ms, trouble, back = "network") {
  const felt = visitor.line.spoil(trouble);
  await visitor.say();
  await sleep(ms);
  visitor.line.heal();
  await visitor.returned(back);
  return felt.felt > 0;
}

const kind = (name, weight, ms, more = () => ({})) => ({
  name,
  group: "network",
  weight,
  run: (visitor, dice) => spoilt(visitor, dice.between(...ms), { kind: name, ...more(dice) }),
});

export const NETWORK = [
  kind("latency", 3, [1_500, 5_000], (dice) => ({ ms: dice.between(0, 2_500), jitter: dice.between(0, 2_500) })),
  kind("reset before", 3, [300, 2_500]),
  kind("reset after", 4, [800, 2_500]),
  kind("cut", 4, [800, 2_500], (dice) => ({ share: dice.next() })),
  kind("bad gateway", 2, [500, 3_000]),
  kind("stall", 2, [1_000, 6_000], (dice) => ({ way: dice.pick(["up", "down", "both"]) })),
  kind("narrow", 2, [1_500, 5_000]),
  kind("sliced", 2, [1_500, 5_000]),
  {
    // One way is dead for good and nobody is told: only silence tells.
    name: "half-open",
    group: "network",
    weight: 1,
    async run(visitor, dice) {
      const felt = visitor.line.spoil({ kind: "half-open" });
      await visitor.say();
      await sleep(dice.between(500, 2_000));
      visitor.line.heal();
      await visitor.returned("half-open");
      for (const end = Date.now() + HALF_OPEN_MS; Date.now() < end && !visitor.line.isClean(); ) await sleep(100);
      return felt.felt > 0;
    },
  },
  {
    name: "offline",
    group: "network",
    weight: 3,
    async run(visitor, dice) {
      const { context } = visitor;
      visitor.isOffline = true;
      try {
        await context.setOffline(true);
        await visitor.say();
        await sleep(dice.between(300, 5_000));
      } finally {
        await context.setOffline(false).catch(() => {});
        visitor.isOffline = false;
      }
      await visitor.returned("offline");
      return true;
    },
  },
];
