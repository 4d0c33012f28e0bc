// A dynamic `import()` takes no integrity, so a module is first fetched by
// `<link rel="modulepreload" integrity>`: a browser that honours it puts the verified module into its
// module map, and the `import()` of the same address takes it from there. One that ignores `integrity`
// on such links runs what the gateway sent over its connection.
import { reject } from "./config.js";

/** Resolves when the module at this address is there, and is the one of this hash. */
export const preload = (href, integrity, nonce) =>
  new Promise((done, failed) => {
    const link = document.createElement("link");
    if (!link.relList.supports("modulepreload")) return done();
    link.rel = "modulepreload";
    link.crossOrigin = "";
    link.integrity = integrity;
    if (nonce) link.nonce = nonce;
    link.onload = link.onerror = ({ type }) => {
      link.remove();
      if (type === "load") done();
      else reject("load_failed").catch(failed);
    };
    link.href = href;
    document.head.append(link);
  });
