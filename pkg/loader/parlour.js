// The script tag: `<script async src="https://chat.example/parlour.js" data-bot="…"></script>`.
// Built by `cargo xtask dist` into one classic script; see `install.js` for what it does.
import { install } from "./install.js";
import { served } from "./served.js";

const script = document.currentScript;
const base = new URL(".", script ? script.src : location.href).href;

install({
  assets: served(`${base}v/${__VERSION__}/`, script?.nonce),
  gateway: base,
  version: __VERSION__,
  script,
});
