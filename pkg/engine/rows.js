// Where a page's bot keeps its rows: texts under ordered keys.
//
// `transact(wanted, answer)` reads what is wanted, hands it to `answer`, stores what that returns and resolves with
// it: all in one transaction, which is the lock between the tabs of a page, and not before its commit.
// `ring()` says that something was stored, `listen(heard)` hears it from every tab and returns what ends it.

const ROWS = "rows";

/** Rows in IndexedDB, shared by the tabs of an origin. Rejects where the browser has none to give. */
export async function browserRows(name) {
  let opened;
  const forget = () => (opened = undefined);
  const database = () => {
    opened ||= new Promise((done, failed) => {
      const opening = indexedDB.open(name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(ROWS);
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        // Somebody wants to delete it, or the browser took it away: the next call opens it again.
        database.onversionchange = () => {
          database.close();
          forget();
        };
        database.onclose = forget;
        done(database);
      };
    }).catch((error) => {
      forget();
      throw error;
    });
    return opened;
  };
  await database();

  const transact = async ({ keys, span, limit, isReading }, answer) => {
    const source = await database();
    return new Promise((done, failed) => {
      const mode = isReading ? "readonly" : "readwrite";
      const transaction = source.transaction(ROWS, mode, { durability: "strict" });
      const rows = transaction.objectStore(ROWS);
      let reply;
      let reason;
      transaction.oncomplete = () => done(reply);
      transaction.onabort = () => failed(reason ?? transaction.error);
      // Requests of a transaction are answered in order.
      const singles = keys.map((key) => (key ? rows.get(key) : undefined));
      const finish = (log) => {
        try {
          reply = answer(singles.map((single) => single?.result), log);
          for (const [from, to] of reply.drops) rows.delete(IDBKeyRange.bound(from, to));
          for (const [key, row] of reply.puts) rows.put(row, key);
        } catch (error) {
          reason = error;
          transaction.abort();
        }
      };
      if (!span) {
        singles.findLast(Boolean).onsuccess = () => finish([]);
      } else if (limit > 0) {
        rows.getAll(IDBKeyRange.bound(...span), limit).onsuccess = ({ target }) => finish(target.result);
      } else {
        const log = [];
        rows.openCursor(IDBKeyRange.bound(...span), "prev").onsuccess = ({ target: { result: cursor } }) => {
          if (cursor) log.unshift(cursor.value);
          if (cursor && log.length < -limit) cursor.continue();
          else finish(log);
        };
      }
    });
  };

  const channel = () => new BroadcastChannel(name);
  return {
    transact,
    ring() {
      const bell = channel();
      bell.postMessage(0);
      bell.close();
    },
    listen(heard) {
      const bell = channel();
      bell.onmessage = heard;
      return () => bell.close();
    },
  };
}

/** Rows that live as long as the page. */
export function memoryRows() {
  const rows = new Map();
  const listeners = new Set();
  const within = ([from, to]) => [...rows.keys()].filter((key) => from <= key && key <= to).sort();
  return {
    async transact({ keys, span, limit }, answer) {
      const found = span ? within(span) : [];
      const log = limit < 0 ? found.slice(limit) : found.slice(0, limit);
      const reply = answer(keys.map((key) => rows.get(key)), log.map((key) => rows.get(key)));
      for (const drop of reply.drops) for (const key of within(drop)) rows.delete(key);
      for (const [key, row] of reply.puts) rows.set(key, row);
      return reply;
    },
    ring() {
      for (const heard of [...listeners]) queueMicrotask(heard);
    },
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
