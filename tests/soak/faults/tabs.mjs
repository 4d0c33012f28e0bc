// What happens to tabs.
import { sleep, until, within } from "../time.mjs";

/** Sometimes something is said just before, so that there is something to lose. */
async function sayBefore(visitor, dice) {
  if (dice.chance(0.6)) await visitor.say();
}

/** Whoever reads that nothing is kept leaves when all is sent, if they can; a crash does not ask. */
const LEAVES_MS = 6_000;

const anyTab = (visitor, dice) => dice.pick([...visitor.tabs].filter(([, tab]) => tab.isLive));

async function session(visitor, tab) {
  return within(5_000, visitor.context.newCDPSession(tab.page), "a session with the browser");
}

async function replaced(visitor, slot, tab, wait) {
  tab.isReady = false;
  tab.isGone = true;
  for (const error of tab.errors) visitor.run.note("uncaught in a page", error);
  await within(10_000, tab.page.close({ runBeforeUnload: false }), "closing a tab").catch(() => {});
  await sleep(wait);
  await visitor.openTab(slot);
}

const fault = (name, weight, run) => ({
  name,
  group: "tab",
  weight,
  async run(visitor, dice) {
    await sayBefore(visitor, dice);
    const found = anyTab(visitor, dice);
    if (!found) return false;
    if (name !== "crash" && found[1].hasNoStorage) await until(LEAVES_MS, () => !visitor.unseen().length);
    return (await run(visitor, dice, ...found)) ?? true;
  },
});

export const TABS = [
  fault("reload", 5, async (visitor, dice, slot, tab) => {
    visitor.pageEnds(tab);
    await tab.open(() => tab.page.reload({ waitUntil: "domcontentloaded" }));
  }),
  fault("close", 4, async (visitor, dice, slot, tab) => {
    visitor.pageEnds(tab);
    await replaced(visitor, slot, tab, dice.between(0, 2_500));
  }),
  fault("crash", 4, async (visitor, dice, slot, tab) => {
    const cdp = await session(visitor, tab);
    tab.isReady = false;
    visitor.pageEnds(tab);
    // It never answers: whoever would is gone.
    cdp.send("Page.crash").catch(() => {});
    const isCrashed = await until(5_000, () => tab.isGone);
    visitor.pageEnds(tab);
    await replaced(visitor, slot, tab, dice.between(0, 1_500));
    return isCrashed;
  }),
  fault("freeze", 3, async (visitor, dice, slot, tab) => {
    const cdp = await session(visitor, tab);
    tab.isFrozen = true;
    await within(5_000, cdp.send("Page.setWebLifecycleState", { state: "frozen" }), "freezing");
    await sleep(dice.between(500, 6_000));
    await within(5_000, cdp.send("Page.setWebLifecycleState", { state: "active" }), "thawing");
    tab.isFrozen = false;
    await cdp.detach().catch(() => {});
  }),
  fault("leave and come back", 3, async (visitor, dice, slot, tab) => {
    visitor.pageEnds(tab);
    tab.isReady = false;
    await until(LEAVES_MS, () => !visitor.isOffline);
    await within(20_000, tab.page.goto(visitor.run.site.elsewhere), "leaving");
    await sleep(dice.between(0, 1_500));
    await tab.open(() => tab.page.goBack({ waitUntil: "domcontentloaded" }));
  }),
];
