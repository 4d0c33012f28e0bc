// The npm door. Importing it on a server defines nothing and touches no browser global; in a browser it
// defines `<parlour-chat>` and `window.Parlour`, as the script tag does.
import { bundled } from "./files.js";
import { install } from "./loader/install.js";

const isBrowser = typeof window === "object" && typeof customElements === "object";

export const version = "0.1.0";

const start = isBrowser ? install({ assets: bundled(), gateway: location.origin, version }) : undefined;

/** Puts a chat at the end of the page and gives its verbs. */
export function init(config) {
  if (!start) throw Object.assign(new Error("parlour: init() needs a browser"), { code: "unsupported" });
  if (typeof config !== "object" || !config) {
    throw Object.assign(new TypeError('parlour: init() takes an object: init({ bot: "…" })'), { code: "config_invalid" });
  }
  return start(config);
}
