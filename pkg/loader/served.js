// The chat's files as the gateway serves them: immutable, and verified before they run. The loader knows the
// hash of `widget.js`, which knows all others.
import { preload } from "./preload.js";

export function served(base, nonce) {
  const at = base + "widget.js";
  const get = () => preload(at, __GLUE_SRI__, nonce);
  let kept;

  // What fails is tried once more, then forgotten: the next call tries again.
  const more = () =>
    (kept =
      kept ||
      get().catch(get).then(() => import(at)).catch((error) => {
        kept = 0;
        throw error;
      }));

  return {
    /** What stands behind the launcher, no wasm running. */
    more,
    /** Fetches ahead. The wasm goes to the browser's cache, from where `widget.js` takes, verifies and compiles it. */
    warm(isFramed) {
      if (!kept && !isFramed) fetch(base + "widget.wasm", { credentials: "omit" }).catch(() => {});
      more().then((module) => isFramed || module.warm()).catch(() => {});
    },
  };
}
