// Where messages wait until the server has them, a row each: in IndexedDB; where that fails or stays silent, in the
// browser's storage. Nothing here throws into the page.
//
// A row belongs to the page whose name stands at its end, as long as that page holds a Web Lock of this name: what a page
// has still to send, no other one sends, which may be in another conversation by now. Of a page that has ended, or was put
// aside, the next one to read takes the rows over, in one transaction. Where there are no locks, rows have no names and are
// everybody's.

/** Milliseconds until IndexedDB counts as silent: a browser may leave what it is asked without an answer. */
const SILENT_MS = 1_500;
/** Rows that are read: `OUTBOX_ROWS` of the machine's limits.rs. */
const MOST = 1_000;
const ROWS = "rows";
const LOCK = "parlour:page:";
/** The name of its page, at the end of a row. */
const PAGE = /,"page":"(\w+)"}$/;
const quiet = () => {};
const safely = (use) => {
  try {
    return use();
  } catch {}
};
const isFull = (error) => error?.name === "QuotaExceededError";

/**
 * The rows of one chat. What is asked for is done in order:
 * `put(mid, row, isNew)` is told as `heard(mid, "stored" | "held" | "full")`, held for what no storage takes and full
 * for what none has room for (a row that is not new and is gone stays away); `read()` as `heard(undefined, messages)`, in
 * the order of typing, each once and without what belongs to other pages; `drop(mid)` and `wipe()` are not told, and
 * `end()` is that nothing is any more. `may(mid)` gives nothing, or for a page that has come back whether it is still this
 * one's to send; what is not is told as `heard(mid, "gone")`.
 *
 * @param {{gateway: string, bot: string, storage: "local" | "session"}} chat
 * @param {(mid: string | undefined, told: string | object[]) => void} heard
 * @returns {(what: string, mid?: string, row?: string, isNew?: boolean) => Promise<unknown> | undefined} resolves when it is done
 */
export const unsent = ({ gateway, bot, storage }, heard) => {
  const id = `${gateway}|${bot}`;
  const head = `parlour:unsent:${id}|`;
  const isLocal = storage === "local";
  let isSilent = !isLocal;
  let opened;
  let last = Promise.resolve();
  /** This page's name, once the lock of it is held; what lets go of the lock. */
  let me;
  let held;
  let release = quiet;
  /** Ids of this page's rows, and whether they stand in the database; of those that another one has taken. */
  const mine = new Map();
  const gone = new Set();
  /** What finds the latter, of a page that has come back. */
  let returning;

  const hold = () =>
    (held ||= new Promise((done) => {
      if (!isLocal || !heard) return done();
      const name = me || Math.random().toString(36).slice(2);
      let isOver = false;
      release = () => (isOver = true);
      navigator.locks
        .request(LOCK + name, () => {
          if (isOver) return;
          me = name;
          done();
          return new Promise((end) => (release = end));
        })
        .catch(done);
      setTimeout(done, SILENT_MS);
    }).catch(quiet));

  const open = () =>
    (opened ||= new Promise((done, failed) => {
      const asked = indexedDB.open("parlour:unsent", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(ROWS);
      asked.onerror = (event) => {
        event.preventDefault();
        failed(asked.error);
      };
      asked.onsuccess = ({ target: { result } }) => {
        // Somebody wants to delete it, or the browser took it away: the next message opens it again.
        result.onclose = result.onversionchange = () => {
          result.close();
          opened = undefined;
        };
        done(result);
      };
    }).catch((error) => {
      opened = undefined;
      throw error;
    }));

  /** One transaction; where there was silence before, only for what must be tried all the same. */
  const transact = (mode, use, mustTry) =>
    new Promise((done, failed) => {
      if (isSilent && !(mustTry && isLocal)) return failed();
      let stop = () => (stop = undefined);
      const timer = setTimeout(() => {
        isSilent = true;
        try {
          // What reads rows or takes them away may come late.
          if (!mustTry) stop();
        } catch {}
        failed();
      }, SILENT_MS);
      open()
        .then(
          (database) =>
            new Promise((done, failed) => {
              // What comes too late is kept somewhere else by now.
              if (!stop) return failed();
              const transaction = database.transaction(ROWS, mode, { durability: "strict" });
              stop = () => transaction.abort();
              transaction.onabort = () => failed(transaction.error);
              const asked = use(transaction.objectStore(ROWS));
              transaction.oncomplete = () => done(asked.result);
            }),
        )
        .then(done, failed)
        .then(() => clearTimeout(timer));
    });

  const area = () => window[storage + "Storage"];
  /** Keys of the rows that stand in the storage. */
  const keys = () => safely(() => Object.keys(area()).filter((key) => key.startsWith(head))) || [];
  const take = (names, use) => {
    for (const name of names) area().removeItem(name);
    // A silent database is not waited for.
    const taken = transact("readwrite", use, true).catch(quiet);
    return isSilent ? undefined : taken;
  };
  const range = () => IDBKeyRange.bound([id], [id, []]);
  const all = (rows) => rows.getAll(range(), MOST);
  const owner = (row) => row.match(PAGE)?.[1];
  const signed = (row) => (me ? row.replace(PAGE, "}").slice(0, -1) + `,"page":"${me}"}` : row);
  const keep = (mid, isDeep) => mine.set(mid, isDeep) && "stored";
  const lose = (mid) => {
    gone.add(mid);
    heard?.(mid, "gone");
  };

  const rest = () => {
    held = undefined;
    release();
  };
  // A page that holds a lock is not put to sleep.
  const done = () => mine.size || rest();
  // Where it cannot be known, nothing is gone.
  const look = async () => {
    await hold();
    const deep = await transact("readonly", all).catch(quiet);
    const rows = [...keys().map((key) => area().getItem(key)), ...(deep || [])];
    const left = rows.filter((row) => owner(row) === me).map((row) => JSON.parse(row).mid);
    for (const [mid, isDeep] of mine) if ((deep || !isDeep) && !left.includes(mid) && mine.delete(mid)) lose(mid);
  };
  const back = () => {
    if (held || !mine.size) return;
    const looked = (returning = last = last.then(look).catch(quiet));
    looked.then(() => looked === returning && (returning = undefined));
  };
  const doors = isLocal && heard ? { pagehide: rest, freeze: rest, pageshow: back, resume: back } : {};
  // Those of the document are met on their way to it.
  for (const name in doors) window.addEventListener(name, doors[name], true);

  const does = {
    async put(mid, row, isNew) {
      await hold();
      row = signed(row);
      let error;
      try {
        const isThere = await transact("readwrite", (rows) => {
          const key = [id, mid];
          if (isNew) return rows.put(row, key);
          const asked = rows.getKey(key);
          asked.onsuccess = () => asked.result && rows.put(row, key);
          return asked;
        });
        if (isThere) return keep(mid, true);
      } catch (why) {
        error = why;
      }
      try {
        const place = area();
        if (isNew || place.getItem(head + mid)) place.setItem(head + mid, row);
        return keep(mid);
      } catch (why) {
        return isFull(error) || isFull(why) ? "full" : "held";
      }
    },
    async read() {
      await hold();
      const locks = await safely(() => navigator.locks.query().catch(quiet));
      const lives = (locks?.held || []).map(({ name }) => name);
      const isFree = (row) => owner(row) === me || !lives.includes(LOCK + owner(row));
      const isLeft = (row) => me && owner(row) !== me && isFree(row);
      const told = new Map();
      const take = (row, sign) =>
        safely(() => {
          const message = JSON.parse(row);
          if (isFree(row)) told.set(message.mid, message) && keep(message.mid, !sign);
          if (sign && isLeft(row)) sign(signed(row), message.mid);
        });
      for (const key of keys()) take(area().getItem(key), (row) => area().setItem(key, row));
      const claim = (rows) => {
        const asked = all(rows);
        asked.onsuccess = () => asked.result.forEach((row) => take(row, (row, mid) => rows.put(row, [id, mid])));
        return asked;
      };
      const found = transact("readwrite", claim, true).catch(() => (isSilent ? [] : transact("readonly", all, true)));
      (await found.catch(() => [])).forEach((row) => take(row));
      for (const mid of told.keys()) gone.delete(mid);
      done();
      return [...told.values()].sort((one, other) => one.at - other.at || (one.mid < other.mid ? -1 : 1));
    },
    async drop(mid) {
      if (gone.has(mid)) return;
      mine.delete(mid);
      await take(keys().filter((key) => key === head + mid), (rows) => rows.delete([id, mid]));
      done();
    },
    async wipe() {
      mine.clear();
      await take(keys(), (rows) => rows.delete(range()));
      done();
    },
    end() {
      heard = undefined;
      for (const name in doors) window.removeEventListener(name, doors[name], true);
      rest();
    },
    may: (mid) =>
      (returning || gone.has(mid)) &&
      // Told when it was answered: what is on its way is not given up.
      Promise.resolve(returning).then(() => !gone.has(mid) || void setTimeout(lose, 0, mid)),
  };

  return (what, mid, ...given) => {
    if (what === "end" || what === "may") return does[what](mid);
    return (last = last
      .then(() => does[what](mid, ...given))
      .catch(() => (what === "read" ? [] : undefined))
      .then((told) => void (told && heard?.(mid, told))));
  };
};
