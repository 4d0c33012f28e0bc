// The tabs of one browser with the same conversation: one of them leads, and what it hears goes to the others.
//
// Who leads, a Web Lock says, or a lease in `localStorage` where there are none (a page without TLS); what is said goes
// over a `BroadcastChannel`. A tab that may use neither stands alone. Two that lead for a while do no
// harm: the server knows a message by its id, and a reader an event by its place in the log.
//
// Everything on this origin may listen and speak here: no token is said, and what is heard is read as if it came from
// the network.

/** Changes with what is said: tabs with an older widget have leaders of their own. */
const VERSION = 1;
/** Milliseconds between two questions of a tab that follows: does anybody lead, and is it looked at? */
const ASK_MS = 5_000;
/** Milliseconds after which the tab that leads looks again for what other pages have left. */
const SEEK_MS = 10_000;
/** Milliseconds a tab that leads may take to answer. A hidden one does at once; a frozen one never. */
const ANSWER_MS = 3_000;
const SPREAD_MS = 1_000;
/** Milliseconds after which a hidden tab yields to one that is seen: its timers are slow from then on. */
const HIDDEN_MS = 30_000;
/** Milliseconds a lease holds, and after which it is written anew. */
const LEASE_MS = 8_000;
const RENEW_MS = 2_000;
/** Milliseconds after which a lease that was taken is looked at again: another tab may have taken it at the same time. */
const SETTLE_MS = 100;
/** Milliseconds until what a page held that has ended is free: it says so in its last moment. */
const LET_GO_MS = 500;
/** Milliseconds a message waits for those of other tabs: an order is worth that much, not more. */
const TURN_MS = 4_000;
const quiet = () => {};

/** Who leads, by a lock. `lead` is told; `fail`: there are no locks here. */
function byLock(name, lead, fail) {
  let end;
  const ask = (options) => {
    const stop = new AbortController();
    let isOver = false;
    end = () => {
      isOver = true;
      stop.abort();
    };
    navigator.locks
      .request(name, options || { signal: stop.signal }, () => {
        if (isOver) return;
        lead(true);
        return new Promise((done) => (end = () => done((isOver = true))));
      })
      .catch(({ name }) => {
        if (isOver) return;
        if (name !== "AbortError") return fail();
        // Another tab took it.
        lead(false);
        ask();
      });
  };
  ask();
  return {
    seize() {
      end();
      ask({ steal: true });
    },
    quit: () => end(),
  };
}

/** The same by a lease. Its number grows with every tab that takes it, and goes with what that tab says. */
function byLease(name, me, lead) {
  const key = name + ":lease";
  let mine = 0;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const write = (nth) => localStorage.setItem(key, JSON.stringify({ who: me, nth, until: Date.now() + LEASE_MS }));
  const take = () => {
    const nth = Math.max((read().nth || 0) + 1, Date.now());
    write(nth);
    setTimeout(() => {
      if (timer && read().who === me && read().nth === nth) lead(true, (mine = nth));
    }, SETTLE_MS);
  };
  const look = () => {
    const { who, nth, until } = read();
    if (mine && who === me && nth === mine) return write(nth);
    if (mine) lead(false, (mine = 0));
    const now = Date.now();
    // A clock that was set back must not make a lease of a year.
    if (!(until > now && until <= now + LEASE_MS)) take();
  };
  /** Where storage has no room any more, every tab leads. */
  const safely = (use) => {
    try {
      use();
    } catch {
      lead(true);
    }
  };
  const heard = (event) => event.key === key && safely(look);
  let timer = 1;
  look();
  timer = setInterval(safely, RENEW_MS, look);
  addEventListener("storage", heard);
  return {
    seize: () => safely(take),
    look: () => safely(look),
    quit() {
      clearInterval(timer);
      timer = 0;
      removeEventListener("storage", heard);
      if (read().who === me) localStorage.removeItem(key);
    },
  };
}

/**
 * What has been said so far of an answer that is being made, with this word: whoever comes later hears it from its
 * beginning.
 */
function grown(before, { line, name, data }) {
  if (line !== "online") return;
  if (name !== "partial" && (name !== "message" || !before)) return before;
  const { in_reply_to, offset, text } = JSON.parse(data);
  const isSame = before?.in_reply_to === in_reply_to;
  if (name === "message") return isSame ? undefined : before;
  const said = offset && isSame ? before.text : "";
  return said.length === offset ? { in_reply_to, offset: 0, text: said + text } : undefined;
}

/**
 * Joins the tabs that have `name` in common.
 *
 * `heard(isLeading)` is called at once and whenever that changes; `heard(word)` with what another tab says, whose word
 * carries a `cursor` if that tab leads. An empty word says nothing: what does not answer it with `true` is a chat that does
 * nothing any more, which lets go of all it holds.
 *
 * @param {string} name of the chat, a `|`, and the conversation's number
 * @param {boolean} keeps whether anything may be written to `localStorage`
 * @param {(told: boolean | object) => boolean | void} heard
 */
export function tabs(name, keeps, heard) {
  const me = Math.random().toString(36).slice(2);
  const place = `parlour:tabs:${VERSION}:${name}`;
  let leads;
  /** The number of this tab's lease, and the greatest that was heard of; 0 with locks. */
  let mine = 0;
  let newest = 0;
  /** What was said last, and what of an answer, for whoever comes. */
  let last;
  let answer;
  let line;
  let election;
  let asking;
  let seeking;
  let late;
  let hidden;
  let isShown = false;
  let unshow = quiet;
  /** Whose this browser is: the conversation with which the visitor's first tab began. It goes when they leave. */
  const key = "parlour:era:" + name.replace(/\|\d+$/, "");
  const era = (begins) => {
    try {
      if (begins && keeps && !localStorage.getItem(key)) localStorage.setItem(key, begins);
      return keeps && localStorage.getItem(key);
    } catch {}
  };
  const since = era(name.split("|").pop());

  const lead = (is, nth = 0) => {
    mine = nth;
    if (leads === is) return;
    leads = is;
    last = answer = undefined;
    if (is) {
      late = clearTimeout(late);
      say({ nth, word: {} });
    }
    heard(is);
  };
  const say = (told) => {
    try {
      line?.postMessage(told);
    } catch {
      // No room for it; what is missing is asked of the server.
    }
  };
  const look = () => {
    const now = era();
    // That they left may not have been heard.
    if (now && now !== since) return heard({ left: "1" });
    hidden = document.hidden ? (hidden ?? performance.now()) : undefined;
    if (hidden !== undefined) return;
    ask();
    seek();
  };
  /** Of a page that crashed nobody tells, and its rows may still have been taken for its own. */
  const seek = () => leads && heard({ rows: true });
  const ask = () => {
    if (leads || !line) return;
    say({ asks: me, sees: !document.hidden });
    // One after the other: the first says that it leads.
    late ||= setTimeout(() => {
      late = 0;
      if (!leads) election.seize();
    }, ANSWER_MS + SPREAD_MS * Math.random());
  };

  const isWell = () => {
    try {
      return heard({});
    } catch {}
  };

  const hear = (told) => {
    if (!told || typeof told !== "object") return;
    const { asks, sees, take, nth, word } = told;
    if (asks) {
      if (!leads) return;
      // It leads, and does nothing any more: something of it has ended in the middle.
      if (!isWell()) return leave();
      const yields = sees && performance.now() - hidden >= HIDDEN_MS;
      const word = answer ? { ...last, name: "partial", data: JSON.stringify(answer) } : last || {};
      return say(yields ? { take: asks, nth: mine } : { nth: mine, word });
    }
    if (nth >= newest) {
      newest = nth;
      late = clearTimeout(late);
      if (leads && nth > mine) election.look();
    } else if (nth !== undefined) return;
    if (take === me) election.seize();
    if (!word || typeof word !== "object") return;
    if (word.rows) setTimeout(() => heard(word), LET_GO_MS);
    else heard(word);
  };

  const vote = () => {
    if (!keeps) throw new Error("nothing may be written");
    election = byLease(place, me, lead);
  };
  /** Whether they have left meanwhile: a tab that was put aside does not hear of it. */
  const check = () => {
    if (!since || era() === since) return false;
    heard({ left: "1" });
    return true;
  };
  const begin = () => {
    if (line || check()) return;
    try {
      line = new BroadcastChannel(place);
      line.onmessage = ({ data }) => hear(data);
      leads = undefined;
      lead(false);
      if (navigator.locks) {
        election = byLock(place, lead, () => {
          try {
            vote();
          } catch {
            lead(true);
          }
        });
      } else vote();
      asking = setInterval(ask, ASK_MS);
      seeking = setInterval(seek, SEEK_MS);
      look();
      if (document.hidden) ask();
      shows(isShown);
    } catch {
      end();
      lead(true);
    }
  };
  const end = () => {
    clearInterval(asking);
    clearInterval(seeking);
    late = clearTimeout(late);
    unshow();
    election?.quit();
    line?.close();
    election = line = undefined;
  };

  /** The window is open here, or no more. */
  const shows = (is) => {
    isShown = is;
    unshow();
    unshow = quiet;
    if (!is || !line) return;
    let isOver = false;
    unshow = () => (isOver = true);
    navigator.locks
      ?.request(place + ":shown", { mode: "shared" }, () => !isOver && new Promise((done) => (unshow = done)))
      .catch(quiet);
  };

  // A page that is put aside gives up what it holds, or it could not be: another tab is to go on, also with what this one
  // had still to send.
  const rest = () => {
    if (!line) return;
    say({ word: { rows: true } });
    end();
    lead(false);
  };
  // They left, in whichever conversation.
  const gone = (event) => event.key === key && !event.newValue && since && heard({ left: "1" });
  const doors = [
    [window, "storage", gone],
    [window, "pagehide", rest],
    [document, "freeze", rest],
    [window, "pageshow", begin],
    [document, "resume", begin],
    [document, "visibilitychange", look],
  ];
  for (const [target, name, use] of doors) target.addEventListener(name, use);
  const leave = () => {
    heard = quiet;
    leads = false;
    for (const [target, name, use] of doors) target.removeEventListener(name, use);
    end();
  };
  begin();

  return {
    leads: () => leads,
    check,
    shows,
    /** Whether no tab shows its window; where there are no locks, each knows of its own. */
    async unseen() {
      try {
        return (await navigator.locks.query()).held.every(({ name }) => name !== place + ":shown");
      } catch {
        return true;
      }
    },
    /** Says it to the others; of a tab that leads, how far it is. */
    tell(word) {
      if (word.cursor) {
        last = { cursor: word.cursor, line: word.line };
        try {
          answer = grown(answer, word);
        } catch {
          // What cannot be read, nobody can.
        }
      }
      say({ nth: leads ? mine : undefined, word });
    },
    /**
     * Begins what sends a message when no other tab is sending one, or after a while. `start(done)` gives what stops it
     * and calls `done` at its end; what this returns does the same, begun or not.
     */
    turn(start) {
      const stop = new AbortController();
      let isOver = false;
      let end = quiet;
      let ended = quiet;
      const go = () => {
        if (!isOver && end === quiet) end = start(() => ended());
      };
      if (navigator.locks) {
        navigator.locks
          .request(place + ":send", { signal: stop.signal }, () => {
            go();
            return isOver ? undefined : new Promise((done) => (ended = done));
          })
          .catch(go);
        setTimeout(() => stop.abort(), TURN_MS);
      } else go();
      return () => {
        isOver = true;
        stop.abort();
        ended();
        end();
      };
    },
    leave,
  };
}
