// The chat's files as the gateway serves them: immutable, and verified before they run.
import { preload } from "./preload.js";

export function served(base, nonce) {
  const glueAt = base + "widget.js";
  let files;
  let loaded;

  // Whatever is not the file, the page of a 404 included, fails its hash.
  const verifiedWasm = () => fetch(base + "widget.wasm", { integrity: __WASM_SRI__, credentials: "omit" });

  const forget = (error) => {
    files = loaded = undefined;
    throw error;
  };

  const fetched = () =>
    (files = files || Promise.all([verifiedWasm(), preload(glueAt, __GLUE_SRI__, nonce)]).catch(forget));

  return {
    /** Fetches ahead; what fails is fetched again when it is needed. */
    warm: () => void fetched().catch(() => {}),
    /** The glue, with the wasm running. */
    load: () =>
      (loaded =
        loaded ||
        fetched()
          .then(([wasm]) => import(glueAt).then((glue) => glue.default({ module_or_path: wasm }).then(() => glue)))
          .catch(forget)),
  };
}
