// Where messages wait until the server has them, a row each: in IndexedDB; where that fails or stays silent, in the
// browser's storage. Nothing here throws into the page.

/** Milliseconds until IndexedDB counts as silent: a browser may leave what it is asked without an answer. */
const SILENT_MS = 1_500;
/** Rows that are read: `OUTBOX_ROWS` of the machine's limits.rs. */
const MOST = 1_000;
const ROWS = "rows";
const isFull = (error) => error?.name === "QuotaExceededError";

/**
 * The rows of one chat. What is asked for is done in order:
 * `put(mid, row, isNew)` is told as `heard(mid, "stored" | "held" | "full")`, held for what no storage takes and full
 * for what none has room for (a row that is not new and is gone stays away); `read()` as `heard(undefined, rows)`;
 * `drop(mid)` and `wipe()` are not told, and `end()` is that nothing is any more.
 *
 * @param {{gateway: string, bot: string, storage: "local" | "session"}} chat
 * @param {(mid: string | undefined, told: string | string[]) => void} heard
 * @returns {(what: string, mid?: string, row?: string, isNew?: boolean) => Promise<void> | undefined} resolves when it is done
 */
export const unsent = ({ gateway, bot, storage }, heard) => {
  const id = `${gateway}|${bot}`;
  const head = `parlour:unsent:${id}|`;
  const isLocal = storage === "local";
  let isSilent = !isLocal;
  let opened;
  let last = Promise.resolve();

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
  const keys = () => {
    try {
      return Object.keys(area()).filter((key) => key.startsWith(head));
    } catch {
      return [];
    }
  };
  const take = (gone, use) => {
    for (const key of gone) area().removeItem(key);
    // A silent database is not waited for.
    const taken = transact("readwrite", use, true).catch(() => {});
    return isSilent ? undefined : taken;
  };
  const range = () => IDBKeyRange.bound([id], [id, []]);

  const does = {
    async put(mid, row, isNew) {
      let error;
      try {
        const isThere = await transact("readwrite", (rows) => {
          const key = [id, mid];
          if (isNew) return rows.put(row, key);
          const asked = rows.getKey(key);
          asked.onsuccess = () => asked.result && rows.put(row, key);
          return asked;
        });
        if (isThere) return "stored";
      } catch (why) {
        error = why;
      }
      try {
        const place = area();
        if (isNew || place.getItem(head + mid)) place.setItem(head + mid, row);
        return "stored";
      } catch (why) {
        return isFull(error) || isFull(why) ? "full" : "held";
      }
    },
    read: async () => [
      ...keys().map((key) => area().getItem(key)),
      ...(await transact("readonly", (rows) => rows.getAll(range(), MOST), true).catch(() => [])),
    ],
    drop: (mid) => take(keys().filter((key) => key === head + mid), (rows) => rows.delete([id, mid])),
    wipe: () => take(keys(), (rows) => rows.delete(range())),
    end: () => (heard = undefined),
  };

  return (what, mid, ...given) => {
    if (what === "end") return does.end();
    return (last = last
      .then(() => does[what](mid, ...given))
      .catch(() => (what === "read" ? [] : undefined))
      .then((told) => void (told && heard?.(mid, told))));
  };
};
