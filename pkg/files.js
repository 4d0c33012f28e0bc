// The chat's files as the bundler places them: part of the page's own build, so not hashed again. Each is
// named in full, for only what stands in `import()` and `new URL()` is seen by bundlers.
import { meeting } from "./loader/chat.js";
import { check } from "./loader/check.js";
import { reject } from "./loader/config.js";
import { remembering } from "./loader/door.js";
import { preparing } from "./loader/flow.js";
import { ahead } from "./loader/language.js";
import { chosen } from "./loader/tags.js";
import { WIDGET_WASM } from "./places.js";

/** Parts of the view: every file of parts/. */
const PARTS = {
  agreement: () => import("./parts/agreement.js"),
  attach: () => import("./parts/attach.js"),
  ended: () => import("./parts/ended.js"),
  menu: () => import("./parts/menu.js"),
  prechat: () => import("./parts/prechat.js"),
  transcript: () => import("./parts/transcript.js"),
  upload: () => import("./parts/upload.js"),
  voice: () => import("./parts/voice.js"),
  attention: () => import("./parts/attention.js"),
  cover: () => import("./parts/cover.js"),
  date: () => import("./parts/date.js"),
  form: () => import("./parts/form.js"),
  location: () => import("./parts/location.js"),
  rating: () => import("./parts/rating.js"),
  rich: () => import("./parts/rich.js"),
  rules: () => import("./parts/rules.js"),
  select: () => import("./parts/select.js"),
};

/** Languages: every `.json` of words/. */
const WORDS = {
  ar: () => new URL("./words/ar.json", import.meta.url),
  bg: () => new URL("./words/bg.json", import.meta.url),
  bn: () => new URL("./words/bn.json", import.meta.url),
  ca: () => new URL("./words/ca.json", import.meta.url),
  cs: () => new URL("./words/cs.json", import.meta.url),
  da: () => new URL("./words/da.json", import.meta.url),
  de: () => new URL("./words/de.json", import.meta.url),
  el: () => new URL("./words/el.json", import.meta.url),
  es: () => new URL("./words/es.json", import.meta.url),
  et: () => new URL("./words/et.json", import.meta.url),
  eu: () => new URL("./words/eu.json", import.meta.url),
  fa: () => new URL("./words/fa.json", import.meta.url),
  fi: () => new URL("./words/fi.json", import.meta.url),
  fil: () => new URL("./words/fil.json", import.meta.url),
  fr: () => new URL("./words/fr.json", import.meta.url),
  ga: () => new URL("./words/ga.json", import.meta.url),
  he: () => new URL("./words/he.json", import.meta.url),
  hi: () => new URL("./words/hi.json", import.meta.url),
  hr: () => new URL("./words/hr.json", import.meta.url),
  hu: () => new URL("./words/hu.json", import.meta.url),
  id: () => new URL("./words/id.json", import.meta.url),
  is: () => new URL("./words/is.json", import.meta.url),
  it: () => new URL("./words/it.json", import.meta.url),
  ja: () => new URL("./words/ja.json", import.meta.url),
  ka: () => new URL("./words/ka.json", import.meta.url),
  kk: () => new URL("./words/kk.json", import.meta.url),
  ko: () => new URL("./words/ko.json", import.meta.url),
  lt: () => new URL("./words/lt.json", import.meta.url),
  lv: () => new URL("./words/lv.json", import.meta.url),
  mk: () => new URL("./words/mk.json", import.meta.url),
  ms: () => new URL("./words/ms.json", import.meta.url),
  nb: () => new URL("./words/nb.json", import.meta.url),
  nl: () => new URL("./words/nl.json", import.meta.url),
  pl: () => new URL("./words/pl.json", import.meta.url),
  pt: () => new URL("./words/pt.json", import.meta.url),
  "pt-BR": () => new URL("./words/pt-BR.json", import.meta.url),
  ro: () => new URL("./words/ro.json", import.meta.url),
  ru: () => new URL("./words/ru.json", import.meta.url),
  sk: () => new URL("./words/sk.json", import.meta.url),
  sl: () => new URL("./words/sl.json", import.meta.url),
  sq: () => new URL("./words/sq.json", import.meta.url),
  sr: () => new URL("./words/sr.json", import.meta.url),
  sv: () => new URL("./words/sv.json", import.meta.url),
  sw: () => new URL("./words/sw.json", import.meta.url),
  ta: () => new URL("./words/ta.json", import.meta.url),
  th: () => new URL("./words/th.json", import.meta.url),
  tr: () => new URL("./words/tr.json", import.meta.url),
  uk: () => new URL("./words/uk.json", import.meta.url),
  ur: () => new URL("./words/ur.json", import.meta.url),
  vi: () => new URL("./words/vi.json", import.meta.url),
  "zh-CN": () => new URL("./words/zh-CN.json", import.meta.url),
  "zh-TW": () => new URL("./words/zh-TW.json", import.meta.url),
};

function door() {
  const once = remembering();
  return {
    part: (name) => (PARTS[name] ? once(name, PARTS[name]) : reject("load_failed")),
    words: async (tag) => {
      const found = chosen(tag, Object.keys(WORDS));
      return found && once("words/" + found, () => fetch(WORDS[found]()).then((response) => response.json()));
    },
  };
}

/** What stands behind the launcher, as `served.js` gives it. */
export function bundled() {
  let kept;
  const get = async () => {
    const glue = await import("./wasm/parlour_widget.js");
    const from = door();
    let running;
    const start = () =>
      (running ||= Promise.all([
        glue.default({ module_or_path: WIDGET_WASM() }),
        ahead(from),
      ]).catch((error) => {
        running = undefined;
        throw error;
      }));
    const meet = meeting({ glue, door: from, start, prepare: preparing(() => import("./engine/index.js")), ladder: () => import("./frame/ladder.js") });
    return { meet, check };
  };
  const more = () =>
    (kept ||= get().catch((error) => {
      kept = undefined;
      throw error;
    }));
  return { more, warm: () => void more().catch(() => {}) };
}
