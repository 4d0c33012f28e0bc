// What every page of a run is given before its first script: a clock and a storage that can fail, and an ear.

/**
 * Runs in the page. `blocked`: reading the storage itself throws, as where site data is refused. `forgets`: what was put
 * into the database is not found again; it breaks the outbox on purpose.
 */
export function prepare({ blocked, forgets }) {
  if (window.soak) return;
  const soak = { shift: 0, refuses: false, send: null };
  window.soak = soak;

  const Clock = Date;
  window.Date = class extends Clock {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Clock.now() + soak.shift);
    }
    static now() {
      return Clock.now() + soak.shift;
    }
  };

  const refuse = (owner, name) => {
    const own = owner[name];
    owner[name] = function (...given) {
      if (soak.refuses) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      return own.apply(this, given);
    };
  };
  refuse(Storage.prototype, "setItem");
  refuse(IDBObjectStore.prototype, "put");
  refuse(IDBObjectStore.prototype, "add");
  if (blocked) {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("Access is denied for this document.", "SecurityError");
        },
      });
    }
  }

  if (forgets) {
    const own = IDBObjectStore.prototype.getAll;
    IDBObjectStore.prototype.getAll = function () {
      return own.call(this, IDBKeyRange.only("nothing"));
    };
  }

  const tell = (what) => window.soakTell?.(what)?.catch(() => {});
  for (const name of ["message", "status", "connection", "error", "before-send"]) {
    document.addEventListener(`parlour:${name}`, ({ detail }) => {
      if (name !== "before-send") return tell({ name, ...detail });
      tell({ name, id: detail.message.id, text: detail.message.actions[0]?.text });
    });
  }

  /** Says it by the public verb. What comes of it is told when it is known. */
  soak.send = (text) => {
    window.Parlour("send", text, { silent: true }).then(
      () => {},
      (error) => tell({ name: "rejected", text, code: error.code }),
    );
  };
}

/** Runs in the page: takes everything the site has stored. */
export async function clearStorage() {
  const areas = ["localStorage", "sessionStorage"];
  for (const area of areas) {
    try {
      window[area].clear();
    } catch {
      // It is refused: then there is nothing in it.
    }
  }
  try {
    const bases = await indexedDB.databases();
    await Promise.all(
      bases.map(({ name }) => new Promise((done) => {
        const asked = indexedDB.deleteDatabase(name);
        asked.onsuccess = asked.onerror = asked.onblocked = () => done();
      })),
    );
  } catch {
    // The same.
  }
}

/** Runs in the page: the rows that are drawn, as `[place, number of places, text]`; `null` without a log. */
export function drawnRows() {
  const log = document.querySelector("parlour-chat")?.shadowRoot?.querySelector("[role=log]");
  if (!log) return null;
  return [...log.querySelectorAll("li[aria-posinset]")].map((row) => [
    Number(row.getAttribute("aria-posinset")),
    Number(row.getAttribute("aria-setsize")),
    // A notice of the window's own is no message.
    /notice/.test(row.part.value) ? null : (row.querySelector('[part~="bubble"]')?.innerText ?? null),
  ]);
}

/** Runs in the page: moves the log by `share` of its height, or to its beginning, and waits until that is drawn. */
export async function scroll(share) {
  const log = document.querySelector("parlour-chat").shadowRoot.querySelector("[role=log]");
  if (share) log.scrollBy(0, log.clientHeight * share);
  else log.scrollTo(0, 0);
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return log.scrollTop + log.clientHeight >= log.scrollHeight - 2;
}

/** Runs in the page: whether nothing of it outlives the page. */
export async function hasNoStorage() {
  try {
    localStorage.setItem("soak", "1");
    return localStorage.getItem("soak") !== "1";
  } catch {
    return true;
  }
}
