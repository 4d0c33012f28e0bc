// The chat's files as the bundler places them: part of the page's own build, so not hashed again. Each is
// named in full, for only what stands in `import()` and `new URL()` is seen by bundlers.
import { checking, meeting } from "./loader/chat.js";
import { reject } from "./loader/config.js";
import { preparing } from "./loader/flow.js";
import { ahead } from "./loader/language.js";
import { remembering } from "./loader/remembering.js";
import { chosen } from "./loader/tags.js";
import { place } from "./wasm-of-widget.js";

/** Parts of the view: every file of parts/. */
const PARTS = {
  agreement: () => import("./parts/agreement.js"),
  attach: () => import("./parts/attach.js"),
  ended: () => import("./parts/ended.js"),
  help: () => import("./parts/help.js"),
  identity: () => import("./parts/identity.js"),
  menu: () => import("./parts/menu.js"),
  prechat: () => import("./parts/prechat.js"),
  streaming: () => import("./parts/streaming.js"),
  transcript: () => import("./parts/transcript.js"),
  upload: () => import("./parts/upload.js"),
  voice: () => import("./parts/voice.js"),
  attention: () => import("./parts/attention.js"),
  cover: () => import("./parts/cover.js"),
  debug: () => import("./parts/debug.js"),
  "debug-panel": () => import("./parts/debug-panel.js"),
  date: () => import("./parts/date.js"),
  form: () => import("./parts/form.js"),
  location: () => import("./parts/location.js"),
  rating: () => import("./parts/rating.js"),
  rich: () => import("./parts/rich.js"),
  rules: () => import("./parts/rules.js"),
  select: () => import("./parts/select.js"),
};

/** Languages: every `.json` of words/, which is a module in the package. */
const WORDS = {
  ar: () => import("./words/ar.js"),
  bg: () => import("./words/bg.js"),
  bn: () => import("./words/bn.js"),
  ca: () => import("./words/ca.js"),
  cs: () => import("./words/cs.js"),
  da: () => import("./words/da.js"),
  de: () => import("./words/de.js"),
  el: () => import("./words/el.js"),
  es: () => import("./words/es.js"),
  et: () => import("./words/et.js"),
  eu: () => import("./words/eu.js"),
  fa: () => import("./words/fa.js"),
  fi: () => import("./words/fi.js"),
  fil: () => import("./words/fil.js"),
  fr: () => import("./words/fr.js"),
  ga: () => import("./words/ga.js"),
  he: () => import("./words/he.js"),
  hi: () => import("./words/hi.js"),
  hr: () => import("./words/hr.js"),
  hu: () => import("./words/hu.js"),
  id: () => import("./words/id.js"),
  is: () => import("./words/is.js"),
  it: () => import("./words/it.js"),
  ja: () => import("./words/ja.js"),
  ka: () => import("./words/ka.js"),
  kk: () => import("./words/kk.js"),
  ko: () => import("./words/ko.js"),
  lt: () => import("./words/lt.js"),
  lv: () => import("./words/lv.js"),
  mk: () => import("./words/mk.js"),
  ms: () => import("./words/ms.js"),
  nb: () => import("./words/nb.js"),
  nl: () => import("./words/nl.js"),
  pl: () => import("./words/pl.js"),
  pt: () => import("./words/pt.js"),
  "pt-BR": () => import("./words/pt-BR.js"),
  ro: () => import("./words/ro.js"),
  ru: () => import("./words/ru.js"),
  sk: () => import("./words/sk.js"),
  sl: () => import("./words/sl.js"),
  sq: () => import("./words/sq.js"),
  sr: () => import("./words/sr.js"),
  sv: () => import("./words/sv.js"),
  sw: () => import("./words/sw.js"),
  ta: () => import("./words/ta.js"),
  th: () => import("./words/th.js"),
  tr: () => import("./words/tr.js"),
  uk: () => import("./words/uk.js"),
  ur: () => import("./words/ur.js"),
  vi: () => import("./words/vi.js"),
  "zh-CN": () => import("./words/zh-CN.js"),
  "zh-TW": () => import("./words/zh-TW.js"),
};

function door() {
  const once = remembering();
  return {
    part: (name) => (PARTS[name] ? once(name, PARTS[name]) : reject("load_failed")),
    words: async (tag) => {
      const found = chosen(tag, Object.keys(WORDS));
      return found && once("words/" + found, () => WORDS[found]().then((words) => words.default));
    },
  };
}

const wrong = (code, facts) => PARTS.help().then(({ help }) => reject("load_failed", help(facts, code)));

/** The wasm: not to be had where a bundle is no module, or where a site answers any address with a page. */
async function wasm() {
  let address;
  try {
    address = place();
  } catch {
    return wrong("bundle", {});
  }
  const answer = await fetch(address);
  return /html/.test(answer.headers.get("Content-Type")) ? wrong("page", { address }) : answer;
}

/** What stands behind the launcher, as `served.js` gives it. */
export function bundled() {
  let kept;
  // Not an `await` in here: Parcel would take what is read of `glue` here for all that is needed of it.
  const made = (glue) => {
    const from = door();
    let running;
    const start = () =>
      (running ||= Promise.all([
        wasm().then((module_or_path) => glue.default({ module_or_path })),
        ahead(from),
      ]).catch((error) => {
        running = undefined;
        throw error;
      }));
    const meet = meeting({ glue, door: from, start, prepare: preparing(() => import("./engine/index.js")), ladder: () => import("./frame/ladder.js") });
    return { meet, check: checking(from) };
  };
  const get = () => import("./wasm/parlour_widget.js").then(made);
  const more = () =>
    (kept ||= get().catch((error) => {
      kept = undefined;
      throw error;
    }));
  return { more, warm: () => void more().catch(() => {}) };
}
