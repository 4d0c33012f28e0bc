// What the bot in the page has stored of its conversation (`engine/page/src/rows.rs`).

const ROWS = "rows";
/** The rows of conversations, behind which no letter of a key comes. */
const TALKS = ["c/", "c/~"];

let opened;

/** Opens the rows named `name`; nothing is made where there are none yet. */
function open(name) {
  if (opened?.name === name && !opened.isOver) return opened.database;
  opened?.close();
  const own = { name, isOver: false, close() {} };
  own.database = new Promise((done, failed) => {
    const opening = indexedDB.open(name, 1);
    // They belong to the engine, which makes them.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => {
      own.isOver = true;
      failed(opening.error);
    };
    opening.onsuccess = () => {
      const database = opening.result;
      own.close = () => {
        own.isOver = true;
        database.close();
      };
      database.onversionchange = database.onclose = own.close;
      done(own.open = database);
    };
  });
  opened = own;
  return own.database;
}

const newest = (database, mode, found) =>
  new Promise((done, failed) => {
    const transaction = database.transaction(ROWS, mode);
    const rows = transaction.objectStore(ROWS);
    let told = "";
    transaction.oncomplete = () => done(told);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
    rows.openCursor(IDBKeyRange.bound(...TALKS), "prev").onsuccess = ({ target: { result: cursor } }) => {
      if (cursor) told = found(cursor, JSON.parse(cursor.value));
    };
  });

const state = (_, talk) => JSON.stringify(talk.state);

/** Where the newest conversation of these rows stands, as JSON; empty where there is none. */
export async function stands(name) {
  const at = opened?.name === name && !opened.isOver && opened.open;
  try {
    // Without waiting where it is open: the engine opens its own transaction soon.
    return await (at ? newest(at, "readonly", state) : open(name).then((database) => newest(database, "readonly", state)));
  } catch {
    return "";
  }
}

/** Sets a variable of that conversation, or takes it away where `value` is not given. */
export async function change(name, cvar, value) {
  const database = await open(name);
  return newest(database, "readwrite", (cursor, talk) => {
    const cvars = (talk.state.cvars ??= {});
    if (value === undefined) delete cvars[cvar];
    else cvars[cvar] = JSON.parse(value);
    cursor.update(JSON.stringify(talk));
    return JSON.stringify(talk.state);
  });
}

/** Takes away what an earlier bot of this name has stored: its rows, and what its chat remembers of them. */
export async function wipe(name) {
  opened?.close();
  await new Promise((done) => {
    const deleting = indexedDB.deleteDatabase(name);
    deleting.onsuccess = deleting.onerror = done;
    // A page that is being left still has it; it is deleted once that is gone.
    deleting.onblocked = done;
  });
  const own = name.slice(name.indexOf(":") + 1);
  for (const area of [localStorage, sessionStorage]) {
    for (const key of Object.keys(area)) if (key.startsWith("parlour:") && key.includes(own)) area.removeItem(key);
  }
}
