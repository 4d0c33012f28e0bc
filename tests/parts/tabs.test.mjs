// Tabs of one browser: who leads, who hears what, and what they have in common.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Browser, pass, settle } from "./browser.mjs";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_795_255_200_000 }));
afterEach(() => mock.timers.reset());

const WAYS = [
  ["locks and channels", {}],
  ["a lease and channels", { locks: false }],
];

for (const [way, has] of WAYS) {
  test(`of eight tabs with ${way} one leads, and what it says all others hear once`, async () => {
    const browser = new Browser(has);
    const tabs = Array.from({ length: 8 }, () => browser.open());
    await pass(1_000);
    assert.equal(browser.leaders().length, 1);
    const [leader] = browser.leaders();
    leader.group.tell({ cursor: "e1.1", line: "online", name: "message", data: "{}" });
    await settle();
    for (const tab of tabs) {
      const heard = tab.words().filter(({ name }) => name);
      assert.deepEqual(heard, tab === leader ? [] : [{ cursor: "e1.1", line: "online", name: "message", data: "{}" }]);
    }
    // For as long as it lives it stays the one.
    await pass(60_000);
    assert.deepEqual(browser.leaders(), [leader]);
  });

  test(`with ${way} another tab leads within two seconds after the one that led was closed`, async () => {
    const browser = new Browser(has);
    for (let tabs = 0; tabs < 3; tabs += 1) browser.open();
    await pass(1_000);
    const [leader] = browser.leaders();
    leader.gone();
    await pass(2_000);
    assert.equal(browser.leaders().length, 1);
    // It was told to look after what that tab had still to send.
    assert.ok(browser.leaders()[0].words().some(({ rows }) => rows));
  });

  test(`with ${way} a tab that crashed or is frozen is noticed`, async () => {
    for (const ends of ["crash", "freeze"]) {
      const browser = new Browser(has);
      for (let tabs = 0; tabs < 3; tabs += 1) browser.open();
      await pass(1_000);
      const [leader] = browser.leaders();
      if (ends === "crash") leader.crash();
      else leader.frozen = true;
      await pass(12_000);
      assert.equal(browser.leaders().length, 1, ends);
      if (ends === "crash") continue;
      // It wakes up, and there is one that leads again.
      leader.frozen = false;
      await pass(3_000);
      assert.equal(browser.leaders().length, 1);
      assert.equal(leader.group.leads(), false);
    }
  });

  test(`with ${way} a hidden tab yields after thirty seconds to one that is seen, and not before`, async () => {
    const browser = new Browser(has);
    const first = browser.open();
    await pass(1_000);
    const hiddenToo = browser.open({ hidden: true });
    const seen = browser.open();
    first.looks(true);
    await pass(29_000);
    assert.deepEqual(browser.leaders(), [first]);
    await pass(7_000);
    assert.deepEqual(browser.leaders(), [seen]);
    assert.equal(hiddenToo.group.leads(), false);
  });
}

test("a hidden tab goes on leading where no other is seen", async () => {
  const browser = new Browser();
  const first = browser.open({ hidden: true });
  browser.open({ hidden: true });
  await pass(120_000);
  assert.deepEqual(browser.leaders(), [first]);
});

test("whoever comes later is told how far the log is", async () => {
  const browser = new Browser();
  const leader = browser.open();
  await settle();
  leader.group.tell({ cursor: "e1.7", line: "online", name: "message", data: "{}" });
  const late = browser.open();
  await settle();
  assert.deepEqual(late.words(), [{ cursor: "e1.7", line: "online" }]);
});

test("whoever comes in the middle of an answer hears it from its beginning, and nothing of it at its end", async () => {
  const browser = new Browser();
  const leader = browser.open();
  await settle();
  const tell = (name, data) => leader.group.tell({ cursor: "e1.7", line: "online", name, data: JSON.stringify(data) });
  const heard = async () => {
    const tab = browser.open();
    await settle();
    const [{ name, data }] = tab.words();
    return [name, data && JSON.parse(data)];
  };
  tell("partial", { in_reply_to: "m1", offset: 0, text: "One. " });
  tell("partial", { in_reply_to: "m1", offset: 5, text: "Two." });
  // Somebody says something else meanwhile.
  tell("message", { mid: "m2", author: "visitor" });
  assert.deepEqual(await heard(), ["partial", { in_reply_to: "m1", offset: 0, text: "One. Two." }]);
  // A piece is missing: nothing is better than half of it.
  tell("partial", { in_reply_to: "m1", offset: 20, text: "Four." });
  assert.deepEqual(await heard(), [undefined, undefined]);
  tell("partial", { in_reply_to: "m1", offset: 0, text: "One. Two. Three." });
  assert.equal((await heard())[0], "partial");
  tell("message", { in_reply_to: "m1", author: "bot" });
  assert.deepEqual(await heard(), [undefined, undefined]);
});

for (const [what, has, more] of [
  ["no channels", { channels: false }],
  ["neither channels nor storage", { channels: false, storage: false }],
  ["neither locks nor storage", { locks: false, storage: false }],
  ["no locks where nothing may be kept", { locks: false }, { keeps: false }],
]) {
  test(`with ${what} each tab stands alone`, async () => {
    const browser = new Browser(has);
    const tabs = [browser.open(more), browser.open(more)];
    await pass(20_000);
    assert.deepEqual(tabs.map((tab) => tab.group.leads()), [true, true]);
    tabs[0].group.tell({ cursor: "e1.1", line: "online" });
    await settle();
    assert.deepEqual(tabs[1].words(), []);
  });
}

test("what is no word of a tab is not heard, nor what a tab says that has lost its lease", async () => {
  const browser = new Browser({ locks: false });
  const [leader, other] = [browser.open(), browser.open()];
  await pass(1_000);
  const stranger = browser.open.call(browser);
  const before = other.words().length;
  for (const told of [null, 7, "text", {}, { word: 7 }, { nth: 1, word: { cursor: "e1.9" } }]) {
    const channel = stranger.channels[0];
    channel.postMessage(told);
  }
  await settle();
  assert.equal(other.words().length, before);
  leader.group.tell({ cursor: "e1.1" });
  await settle();
  assert.equal(other.words().length, before + 1);
});

test("a tab that is put aside holds nothing, and comes back as one of many", async () => {
  const browser = new Browser();
  const [leader, other] = [browser.open(), browser.open()];
  leader.group.shows(true);
  await pass(1_000);
  leader.happens("pagehide");
  await settle();
  assert.deepEqual([leader.group.leads(), other.group.leads()], [false, true]);
  assert.equal(leader.channels.length, 0);
  assert.equal(await other.group.unseen(), true);
  leader.happens("pageshow");
  await settle();
  assert.deepEqual([leader.group.leads(), other.group.leads()], [false, true]);
  assert.equal(await other.group.unseen(), false);
});

test("a visitor who left while a tab was put aside is gone there too, and only then", async () => {
  for (const [away, back] of [["pagehide", "pageshow"], ["freeze", "resume"]]) {
    const browser = new Browser();
    const [aside, other] = [browser.open(), browser.open()];
    await pass(1_000);
    const leaves = () => aside.words().filter(({ left }) => left).length;
    aside.happens(away);
    aside.happens(back);
    await settle();
    assert.equal(leaves(), 0);
    aside.happens(away);
    await settle();
    // It closed its channel, or the browser could not have put it aside.
    other.group.tell({ left: "1" });
    browser.kept.delete("parlour:era:chat");
    await settle();
    assert.equal(leaves(), 0);
    aside.happens(back);
    assert.equal(leaves(), 1);
  }
  // Where nothing is kept, nothing is missed.
  const tab = new Browser().open({ keeps: false });
  await settle();
  for (const name of ["pagehide", "pageshow"]) tab.happens(name);
  assert.deepEqual(tab.words(), []);
});

test("a tab learns of another visitor when it comes back, and when it is looked at, before it does anything else", async () => {
  for (const back of ["pageshow", "resume", "visibilitychange"]) {
    const browser = new Browser();
    const tab = browser.open();
    await pass(1_000);
    const words = () => tab.words().filter(({ left }) => left).length;
    if (back !== "visibilitychange") tab.happens("pagehide");
    // Somebody leaves, of which this tab has not heard, and somebody else begins another conversation.
    browser.kept.delete("parlour:era:chat");
    browser.open({ conversation: 9 });
    await pass(1_000);
    assert.equal(words(), 0, back);
    tab.happens(back);
    assert.equal(words(), 1, back);
  }
});

test("a visitor who leaves is gone in the tabs of their other conversations too", async () => {
  const browser = new Browser();
  const tabs = [browser.open(), browser.open({ conversation: 8 })];
  await pass(1_000);
  const happens = (event) => tabs[1].listeners.filter(({ name }) => name === "storage").forEach(({ use }) => use(event));
  happens({ key: "parlour:era:another", newValue: null });
  happens({ key: "parlour:era:chat", newValue: "7" });
  happens({ key: null, newValue: null });
  assert.deepEqual(tabs[1].words().filter(({ left }) => left), []);
  happens({ key: "parlour:era:chat", newValue: null });
  assert.equal(tabs[1].words().filter(({ left }) => left).length, 1);
});

test("a tab that leads and is looked at looks after what a tab that crashed has left", async () => {
  const browser = new Browser();
  const tab = browser.open();
  await pass(1_000);
  const looks = () => tab.words().filter(({ rows }) => rows).length;
  const before = looks();
  tab.looks(true);
  assert.equal(looks(), before);
  tab.looks(false);
  assert.equal(looks(), before + 1);
  // And from time to time: its lock may outlive it for a moment.
  await pass(10_000);
  assert.equal(looks(), before + 2);
});

test("a visitor who starts over is no other one, nor is one whose storage was emptied", async () => {
  const browser = new Browser();
  const tab = browser.open();
  await pass(1_000);
  browser.open({ conversation: 8 });
  await settle();
  tab.happens("visibilitychange");
  assert.deepEqual([...browser.kept], [["parlour:era:chat", "7"]]);
  browser.kept.clear();
  tab.happens("visibilitychange");
  assert.deepEqual(tab.words().filter(({ left }) => left), []);
});

for (const [way, has] of WAYS) {
  test(`with ${way} a tab whose chat does nothing any more lets another one lead`, async () => {
    for (const end of [() => false, () => { throw new Error("unreachable"); }]) {
      const browser = new Browser(has);
      const tabs = [browser.open(), browser.open()];
      await pass(1_000);
      const [leader] = browser.leaders();
      leader.answers = end;
      await pass(9_000);
      assert.deepEqual(browser.leaders(), tabs.filter((tab) => tab !== leader));
      assert.equal(leader.channels.length, 0);
    }
  });
}

test("two messages at once are both seen in no tab", async () => {
  const { group } = new Browser().open();
  assert.deepEqual(await Promise.all([group.unseen(), group.unseen()]), [true, true]);
});

test("a window that is open in any tab is seen, until it is closed there or the tab ends", async () => {
  const browser = new Browser();
  const [one, other, third] = [browser.open(), browser.open(), browser.open()];
  assert.equal(await one.group.unseen(), true);
  other.group.shows(true);
  third.group.shows(true);
  await settle();
  assert.equal(await one.group.unseen(), false);
  other.group.shows(false);
  await settle();
  assert.equal(await one.group.unseen(), false);
  third.crash();
  await settle();
  assert.equal(await one.group.unseen(), true);
});

test("messages of several tabs go one after the other, and wait four seconds at most", async () => {
  const browser = new Browser();
  const [one, other] = [browser.open(), browser.open()];
  const begun = [];
  let first;
  one.group.turn((done) => {
    begun.push("first");
    first = done;
    return () => {};
  });
  await settle();
  const stop = other.group.turn(() => begun.push("given up"));
  other.group.turn(() => {
    begun.push("second");
    return () => {};
  });
  stop();
  await pass(3_900);
  assert.deepEqual(begun, ["first"]);
  first();
  await settle();
  assert.deepEqual(begun, ["first", "second"]);
  one.group.turn(() => {
    begun.push("third");
    return () => {};
  });
  await pass(3_900);
  assert.deepEqual(begun, ["first", "second"]);
  await pass(200);
  assert.deepEqual(begun, ["first", "second", "third"]);
});

test("what is left behind: no listener, no channel, no lease", async () => {
  for (const [, has] of WAYS) {
    const browser = new Browser(has);
    const tabs = [browser.open(), browser.open()];
    await pass(1_000);
    for (const tab of tabs) tab.group.leave();
    await pass(10_000);
    assert.deepEqual(tabs.map((tab) => [tab.listeners.length, tab.channels.length]), [[0, 0], [0, 0]]);
    assert.deepEqual([...browser.kept.keys()], ["parlour:era:chat"]);
  }
});
