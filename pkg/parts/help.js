// What is wrong with how a chat was set up, in words for whoever set it up. Fetched where something is wrong, and only
// then: the events carry codes and keys, and the visitor reads sentences of the window's.
import { kebab, KEYS, tell } from "../loader/config.js";
import { OBJECTS } from "../loader/names.js";

/** Changed letters by which a name of more than `SHORT` letters may be missed; a shorter one by one. */
const FAR = 2;
const SHORT = 5;

/** Letters to change, leave out or put in to make `other` of `one` (Levenshtein). */
const distance = (one, other) => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 0; at < one.length; at += 1) {
    const next = [at + 1];
    for (let to = 0; to < other.length; to += 1) {
      next.push(Math.min(next[to] + 1, row[to + 1] + 1, row[to] + (one[at] === other[to] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1);
};

/** The name among `names` that `name` was to be, if there is one. */
export const nearest = (name, names) => {
  const far = (one) => distance(name.toLowerCase(), one.toLowerCase());
  const best = names.reduce((best, one) => (far(one) < far(best) ? one : best));
  return far(best) <= (name.length > SHORT ? FAR : 1) ? best : undefined;
};

const SENTENCES = {
  origin_refused: ({ bot, gateway, origin }) =>
    origin === "null"
      ? `this page has no origin (a sandbox without allow-same-origin), so that no server can know it.`
      : `the bot ${bot} of ${gateway} does not talk to pages of ${origin}. Write it into the bot's origins in the server's parlour.toml: origins = ["${origin}"].`,
  not_found: ({ bot, gateway }) => `${gateway} has no bot ${bot}. Compare with the id of its [[bot]] in the server's parlour.toml.`,
  unreadable: ({ gateway, origin }) =>
    `what answers at ${gateway}/api/webchat/ is no Parlour server. ` +
    (gateway === origin
      ? 'That is the page\'s own origin, which is asked where no gateway is given: name the server, gateway="https://chat.example".'
      : "Is this the address of the gateway?"),
  bundle: () =>
    "the bundle is no ES module, so that it does not know where its files lie. Build ES modules (esbuild: --bundle --splitting --format=esm --outdir=dist) and load them with <script type=\"module\">.",
  page: ({ address }) =>
    `${address} was answered with a page of HTML in place of WebAssembly. Copy node_modules/parlour/wasm to where the bundle looks for it, beside the bundle (README, "Bundlers").`,
};

const told = (element, key, given, message, allowed) => {
  console.warn(message);
  tell(element, "error", { code: "config_invalid", message, key, given, allowed });
};

/** Names that have been told, by element: attributes are looked at again with each change. */
const before = new WeakMap();

/** Tells of names that are none: of options in `given`, and of attributes that were to be one. */
function strange(element, names, given) {
  const all = [...KEYS, ...OBJECTS];
  if (!before.has(element)) before.set(element, new Set());
  for (const name of names) {
    if (before.get(element).has(name)) continue;
    before.get(element).add(name);
    const meant = nearest(name.replaceAll("-", ""), all);
    if (name in given) {
      const more = meant ? `did you mean "${meant}"?` : `there are: ${all.join(" ")}`;
      told(element, name, given[name], `Parlour: unknown option "${name}"; ${more}`, meant ?? all.join(" "));
    } else if (meant) {
      const how = OBJECTS.includes(meant)
        ? `${meant} is no attribute: give it as a property, or in a child <script type="application/json">`
        : `did you mean "${kebab(meant)}"?`;
      told(element, name, element.getAttribute(name), `Parlour: unknown attribute "${name}"; ${how}`, kebab(meant));
    }
  }
}

/**
 * Says on the console what is wrong: `help(facts, code)`, facts being `{bot, gateway}` of a chat or the `address` of a
 * file, gives the sentence; `help(element, names, given)` is about names that are no options.
 */
export function help(about, what, given = {}) {
  if (Array.isArray(what)) return strange(about, what, given);
  const said = SENTENCES[what]?.({ origin: window.origin, ...about });
  if (said) console.warn(`Parlour: ${said}`);
  return said;
}
