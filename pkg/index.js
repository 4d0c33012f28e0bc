// The npm door. Importing it on a server defines nothing and touches no browser global; in a browser it
// defines `<parlour-chat>` and `window.Parlour`, as the script tag does.
import { install } from "./loader/install.js";

const isBrowser = typeof window === "object" && typeof customElements === "object";

/** The chat's files as the bundler places them: part of the page's own build, so not hashed again. */
const bundled = () => {
  let loaded;
  const load = async () => {
    const glue = await import("./wasm/parlour_widget.js");
    await glue.default({ module_or_path: new URL("./wasm/parlour_widget_bg.wasm", import.meta.url) });
    return glue;
  };
  return {
    warm() {
      import("./wasm/parlour_widget.js").catch(() => {});
    },
    load() {
      return (loaded ||= load().catch((error) => {
        loaded = undefined;
        throw error;
      }));
    },
  };
};

export const version = "0.1.0";

const start = isBrowser ? install({ assets: bundled(), gateway: location.origin, version }) : undefined;

/** Puts a chat at the end of the page and gives its verbs. */
export function init(config) {
  if (!start) throw Object.assign(new Error("parlour: init() needs a browser"), { code: "unsupported" });
  return start(config);
}
