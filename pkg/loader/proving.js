// The signed identity that goes with what opens a session (server contract §3.2), and what of a browser's storage is whose.

/** Milliseconds that a page's own function may take to give a token. */
const TOKEN_MS = 10_000;
/** What a chat keeps beside its main entry: as in `widget/src/outbox.rs`. */
const KINDS = ["", "open:", "draft:", "unread:", "rules:", "given:", "muted:", "era:", "who:"];
const quiet = () => {};

/** The token of a text or of a function that gives one, in time; nothing where nobody is signed in. */
export const token = (source, isRefused) =>
  typeof source !== "function"
    ? Promise.resolve(source || undefined)
    : new Promise((done, failed) => {
        const late = setTimeout(failed, TOKEN_MS, new Error("it did not answer in time"));
        const given = Promise.resolve({ refused: !!isRefused }).then(source);
        given.then((token) => done(token || undefined), failed).finally(() => clearTimeout(late));
      });

/** Who a token is of, as it may lie in a browser: no name, but always the same. "" is nobody in particular. */
export const who = (token) => {
  if (!token) return "";
  let name = token;
  try {
    name = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sub;
  } catch {
    // The server will refuse it.
  }
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (const letter of String(name)) {
    one = Math.imul(one ^ letter.codePointAt(), 0x01000193);
    other = Math.imul(other ^ one, 0x85ebca6b);
    other ^= other >>> 13;
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36);
};

/** What of one chat lies in these places, shaped like `Storage`; any of them may throw on every touch. */
export const belongings = (places, id) => {
  const key = (kind) => `parlour:${kind}${id}`;
  const each = (use) => places.map((place) => {
    try {
      return use(place);
    } catch {}
  });
  const owner = (place) => place.getItem(key("who:")) || "";
  return {
    /** Whose they are. */
    owner: () => each(owner).find(Boolean) || "",
    /** Takes away what is not `now`'s, and returns the tokens among it. */
    clear: (now) =>
      each((place) => {
        if (owner(place) === now) return;
        const saved = JSON.parse(place.getItem(key("")) || "{}");
        for (const kind of KINDS) place.removeItem(key(kind));
        return saved.token;
      }).filter(Boolean),
    isEmpty: () => !each((place) => KINDS.some((kind) => place.getItem(key(kind)) !== null)).some(Boolean),
    /** They are `now`'s. */
    mark: (now) => void each((place) => (now ? place.setItem(key("who:"), now) : place.removeItem(key("who:")))),
  };
};

/**
 * The line, with what `proof(isRefused)` gives beside what opens a session; where it gives nothing, nothing is sent or told.
 * A token that is refused is asked for once more, if it can be. `answered(status, isRefused)` hears how it ended.
 */
export const proving = (line, { proof, canAsk, answered }) => (request, heard) => {
  if (request.method !== "POST" || !request.url.endsWith("/session")) return line(request, heard);
  let stop = quiet;
  const open = async (isAgain) => {
    const proved = await proof(isAgain);
    if (!proved || heard === quiet) return;
    const body = JSON.stringify({ ...JSON.parse(request.body || "{}"), ...proved });
    stop = line({ ...request, body }, (status, text, pause) => {
      const isRefused = status === 401 && /"identity_invalid"/.test(text);
      if (isRefused && !isAgain && canAsk()) return void open(true).catch(() => heard(0));
      answered(status, isRefused);
      heard(status, text, pause);
    });
  };
  open(false).catch(() => heard(0));
  return () => {
    heard = quiet;
    stop();
  };
};
