// What goes wrong with what a browser keeps, and with its clock.
import { clearStorage } from "../stage/in-page.mjs";
import { sleep, until, within } from "../time.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const everywhere = (visitor, work, given) => Promise.all(visitor.liveTabs().map((tab) => tab.evaluate(work, given)));

const setRefuses = (visitor, refuses) => {
  visitor.refuses = refuses;
  return everywhere(visitor, (refuses) => (window.soak.refuses = refuses), refuses);
};

export const STORAGE = [
  {
    name: "quota full",
    group: "storage",
    weight: 2,
    async run(visitor, dice) {
      await setRefuses(visitor, true);
      await visitor.say();
      await visitor.say();
      await sleep(dice.between(500, 4_000));
      const [tab] = visitor.liveTabs();
      if (tab && dice.chance(0.3)) {
        visitor.pageEnds(tab);
        await tab.open(() => tab.page.reload({ waitUntil: "domcontentloaded" }));
      }
      await setRefuses(visitor, false);
      return true;
    },
  },
  {
    // As "clear this site's data" does, while none of its pages is open.
    name: "storage cleared",
    group: "storage",
    weight: 1,
    async run(visitor, dice) {
      const tabs = [...visitor.tabs.values()].filter((tab) => !tab.isGone);
      if (visitor.isBlocked || visitor.isFramed || tabs.length === 0) return false;
      if (dice.chance(0.5)) await visitor.say();
      for (const tab of tabs) tab.isReady = false;
      await until(8_000, () => !visitor.isOffline);
      for (const tab of tabs) await within(20_000, tab.page.goto(visitor.run.site.elsewhere), "leaving");
      visitor.storageEnds();
      await tabs[0].evaluate(clearStorage);
      await within(20_000, tabs[0].page.close(), "closing a tab");
      const [slot] = [...visitor.tabs].find(([, tab]) => tab === tabs[0]);
      for (const tab of tabs.slice(1)) tab.isGone = true;
      await visitor.openTab(slot);
      for (const tab of tabs.slice(1)) {
        tab.isGone = false;
        await tab.open();
      }
      return true;
    },
  },
];

export const CLOCK = [
  {
    name: "clock jump",
    group: "clock",
    weight: 1,
    async run(visitor, dice) {
      const shift = dice.pick([HOUR, -HOUR, 400 * DAY, -400 * DAY, 1_000 - Date.now(), 0]);
      await everywhere(visitor, (shift) => (window.soak.shift = shift), shift);
      await visitor.say();
      return true;
    },
  },
];
