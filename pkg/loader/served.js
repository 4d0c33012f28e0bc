// The chat's files as the gateway serves them: immutable, and verified before they run.
import { reject } from "./config.js";
import { preload } from "./preload.js";

export function served(base, nonce) {
  const glueAt = base + "widget.js";
  let files;
  let loaded;

  const verifiedWasm = () =>
    fetch(base + "widget.wasm", { integrity: __WASM_SRI__, credentials: "omit" }).then((response) =>
      response.ok ? response : reject("load_failed")
    );

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
