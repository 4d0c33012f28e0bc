// The chat's files as the gateway serves them: immutable, and verified before they run.
//
// The wasm is fetched with `integrity`. A dynamic `import()` takes no integrity, so the glue is first
// fetched by `<link rel="modulepreload" integrity>`: a browser that honours it puts the verified module
// into its module map, and the `import()` of the same address takes it from there. One that ignores
// `integrity` on such links runs what the gateway sent over its connection.
import { reject } from "./config.js";

export function served(base, nonce) {
  const glueAt = base + "widget.js";
  let files;
  let loaded;

  const verifiedGlue = () =>
    new Promise((done, failed) => {
      const link = document.createElement("link");
      if (!link.relList.supports("modulepreload")) return done();
      link.rel = "modulepreload";
      link.crossOrigin = "";
      link.integrity = __GLUE_SRI__;
      if (nonce) link.nonce = nonce;
      link.onload = link.onerror = ({ type }) => {
        link.remove();
        if (type === "load") done();
        else reject("load_failed").catch(failed);
      };
      link.href = glueAt;
      document.head.append(link);
    });

  const verifiedWasm = () =>
    fetch(base + "widget.wasm", { integrity: __WASM_SRI__, credentials: "omit" }).then((response) =>
      response.ok ? response : reject("load_failed")
    );

  const forget = (error) => {
    files = loaded = undefined;
    throw error;
  };

  const fetched = () => (files = files || Promise.all([verifiedWasm(), verifiedGlue()]).catch(forget));

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
