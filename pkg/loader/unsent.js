// Where messages wait until the server has them, a row each: in IndexedDB; where that fails or stays silent, in the
// browser's storage. Nothing here throws into the page.
//
// A row belongs to the page whose name stands at its end, as long as that page holds a Web Lock of this name: what a page
// has still to send, no other one sends, which may be in another conversation by now. Of a page that has ended, or was put
// aside, rows are everybody's, as all are where there are no locks; a page that comes back begins anew with what is left.

/** Milliseconds until IndexedDB counts as silent: a browser may leave what it is asked without an answer. */
const SILENT_MS = 1_500;
/** The same for the first reading: what goes before it is read stands before what was typed earlier. */
const FIRST_MS = 6_000;
/** Rows that are read: `OUTBOX_ROWS` of the machine's limits.rs. */
const MOST = 1_000;
const ROWS = "rows";
const LOCK = "parlour:page:";
const quiet = () => {};
const isFull = (error) => error?.name === "QuotaExceededError";

/**
 * The rows of one chat. What is asked for is done in order:
 * `put(mid, row, isNew)` is told as `heard(mid, "stored" | "held" | "full")`, held for what no storage takes and full
 * for what none has room for (a row that is not new and is gone stays away); `read()` as `heard(undefined, rows)`, in any
 * order and without what belongs to other pages that live; `drop(mid)` and `wipe()` are not told, and
 * `end()` is that nothing is any more. `wasAside()` is whether this page has been put aside with messages of its own.
 *
 * @param {{gateway: string, bot: string, storage: "local" | "session"}} chat
 * @param {(mid: string | undefined, told: string | string[]) => void} heard
 * @returns {(what: string, mid?: string, row?: string, isNew?: boolean) => Promise<unknown> | undefined} resolves when it is done
 */
export const unsent = ({ gateway, bot, storage }, heard) => {
  const id = `${gateway}|${bot}`;
  const head = `parlour:unsent:${id}|`;
  const isLocal = storage === "local";
  let isSilent = !isLocal;
  let opened;
  let last = Promise.resolve();
  /** This page's name; what lets go of its lock. */
  const me = Math.random().toString(36).slice(2);
  let release;
  /** Ids of the rows that this page has written, and whether there were any when it was put aside. */
  const own = new Set();
  let isAside;
  /** Whether something stands nowhere but in this page, which must go on then. */
  let isLoose;

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
      }, mode === "readonly" && !isSilent ? FIRST_MS : SILENT_MS);
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
  const keys = () => {
    try {
      return Object.keys(area()).filter((key) => key.startsWith(head));
    } catch {
      return [];
    }
  };
  const take = (names, use) => {
    for (const name of names) area().removeItem(name);
    // A silent database is not waited for.
    const taken = transact("readwrite", use, true).catch(quiet);
    return isSilent ? undefined : taken;
  };
  const range = () => IDBKeyRange.bound([id], [id, []]);

  const hold = () => {
    if (release || !heard) return;
    release = quiet;
    addEventListener("pagehide", rest);
    navigator.locks?.request(LOCK + me, () => release && new Promise((end) => (release = end))).catch(quiet);
  };
  const rest = () => {
    removeEventListener("pagehide", rest);
    release?.();
    release = undefined;
    isAside = own.size;
  };

  const does = {
    async put(mid, row, isNew) {
      row = row.slice(0, -1) + `,"page":"${me}"}`;
      let error;
      try {
        hold();
        const isThere = await transact("readwrite", (rows) => {
          const key = [id, mid];
          if (isNew) return rows.put(row, key);
          const asked = rows.getKey(key);
          asked.onsuccess = () => asked.result && rows.put(row, key);
          return asked;
        });
        own.add(mid);
        if (isThere) return "stored";
      } catch (why) {
        error = why;
      }
      try {
        const place = area();
        if (isNew || place.getItem(head + mid)) place.setItem(head + mid, row);
        own.add(mid);
        return "stored";
      } catch (why) {
        isLoose = true;
        return isFull(error) || isFull(why) ? "full" : "held";
      }
    },
    async read() {
      const rows = await transact("readonly", (rows) => rows.getAll(range(), MOST), true).catch(() => []);
      const all = keys().map((key) => area().getItem(key)).concat(rows);
      let lives = [];
      try {
        // After the rows: who wrote one has asked for its lock before.
        const { held, pending } = await navigator.locks.query();
        lives = held.concat(pending).map(({ name }) => name);
      } catch {}
      return all.filter((row) => {
        const owner = row.split('"page":"').pop().slice(0, -2);
        return owner === me || !lives.includes(LOCK + owner);
      });
    },
    drop(mid) {
      own.delete(mid);
      return take(keys().filter((key) => key === head + mid), (rows) => rows.delete([id, mid]));
    },
    wipe: () => take(keys(), (rows) => rows.delete(range())),
    end() {
      heard = undefined;
      rest();
    },
    wasAside: () => !isLoose && isAside,
  };

  return (what, mid, ...given) => {
    if (what === "end" || what === "wasAside") return does[what]();
    return (last = last
      .then(() => does[what](mid, ...given))
      .catch(() => (what === "read" ? [] : undefined))
      .then((told) => void (told && heard?.(mid, told))));
  };
};
