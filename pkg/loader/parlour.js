// The script tag: `<script async src="https://chat.example/parlour.js" data-bot="…"></script>`.
// Built by `cargo xtask dist` into one classic script; see `install.js` for what it does.
import { install } from "./install.js";
import { served } from "./served.js";

const script = document.currentScript;
const inner = `v/${__VERSION__}/`;
// A tag with `integrity` names the copy that lies beside the other files; what is asked for begins above them.
const base = new URL(".", script ? script.src.replace(inner, "") : location.href).href;

install({
  assets: served(base + inner, script?.nonce),
  gateway: base,
  version: __VERSION__,
  script,
});
