// What a builder sees of a chat with `debug`: every request, masked, by the event `parlour:wire`; and what can be done
// to them, by the verb `debug`. The panel is another part (debug-panel.js), fetched when it is opened.
//
// No part of the window: `../loader/chat.js` fetches it, and asks what it gives in the network's place.
import { tell } from "../loader/config.js";
import { controls as controlling } from "./debug/controls.js";
import { PERMIT_MS } from "./debug/limits.js";
import { masking } from "./debug/mask.js";
import { tapping } from "./debug/tap.js";
import { uploading } from "./debug/upload.js";
import { violations } from "./debug/violations.js";
import { wire as wiring } from "./debug/wire.js";
import { button } from "./shared/sheet.js";

const BUTTON = `
.bug{flex:none;min-inline-size:44px;min-block-size:44px;padding:0 8px;border:0;border-radius:22px;background:none;color:var(--parlour-header-text,var(--_muted));font:600 13px/1 ui-monospace,monospace;white-space:nowrap}
.bug:hover,.bug[aria-expanded=true]{background:var(--_soft);color:var(--_text)}
.bug+[part=menu]{margin-inline-start:-8px}
@media print{.bug{display:none}}
`;

const fault = (code, message) => Object.assign(new Error(message), { code });

/** Whether this page may look: where a server is asked, the bot's owner says. A bot in the page is the page's own. */
const permitted = async ({ flow, gateway, bot }) => {
  if (flow) return true;
  const address = `${gateway}/api/webchat/bot/${encodeURIComponent(bot)}/config`;
  try {
    const answer = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(PERMIT_MS) });
    return (await answer.json()).debug === true;
  } catch (error) {
    console.warn(`Parlour: ${gateway} does not say whether this page may debug the bot ${bot}: ${error.message}`);
    throw error;
  }
};

/**
 * Looks at one chat; rejects with `debug_refused` where that is not permitted, and with what `fetch` says where nobody
 * could be asked.
 *
 * @param {{element: HTMLElement, chat: object, config: object, root: ShadowRoot, part: (name: string) => Promise<object>,
 *   tap: (server?: typeof fetch) => void}} self `tap` takes what the chat is to ask in the network's place, and nothing
 *   to end that.
 */
export async function debug({ element, chat, config, root, part, tap }) {
  if (!(await permitted(config))) {
    const said = `the bot ${config.bot} of ${config.gateway} lets no page of ${window.origin} debug it. Write it into the bot's debug_origins in the server's parlour.toml: debug_origins = ["${window.origin}"].`;
    console.warn(`Parlour: ${said}`);
    throw fault("debug_refused", said);
  }
  const mask = masking();
  const controls = controlling();
  const wire = wiring(mask, (entry) => tell(element, "wire", entry));
  const self = { server: () => config.server ?? fetch, wire, controls };
  const asks = tapping(self);
  tap(asks);
  // Parts of the window that know the network ask by these (../parts/README.md, "Rules").
  Object.assign(root, { fetch: asks, XMLHttpRequest: uploading(self) });

  const seen = violations();
  const sheets = [new CSSStyleSheet(), new CSSStyleSheet()];
  sheets[0].replaceSync(BUTTON);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
  const bug = button("bug", () => (end ? close() : open(true)), "{ }");
  bug.setAttribute("aria-label", "Debug");
  bug.setAttribute("aria-expanded", false);
  /** Ends the panel that is there. */
  let end;
  let isWanted = false;
  const close = () => {
    isWanted = false;
    const had = end?.();
    end = undefined;
    bug.setAttribute("aria-expanded", false);
    if (had) bug.focus();
  };
  /** Only who presses takes the focus along. */
  const open = async (isPressed) => {
    isWanted = true;
    const { panel, css } = await part("debug-panel");
    if (!isWanted || end || !bug.isConnected) return;
    sheets[1].replaceSync(css);
    end = panel({ chat, config, controls, element, kept: seen.kept, root, wire, isPressed, close });
    bug.setAttribute("aria-expanded", true);
  };
  /** Puts the button where it belongs, once there is a window; another one may have taken its place. */
  const stand = () => {
    const menu = root.querySelector("[part=header] > [part=menu]");
    if (!menu || bug.parentNode === menu.parentNode) return;
    end?.();
    end = undefined;
    menu.before(bug);
    if (isWanted) open().catch(() => {});
  };
  const unlisten = chat.on("open", stand);
  stand();

  const report = () => ({
    permitted: true,
    capabilities: chat.state().capabilities,
    controls: { ...controls.now, headers: mask.headers(controls.now.headers) },
    wire: [...wire.entries],
  });

  return {
    /** The verb: takes what is to be done to requests, gives what is known. */
    control(given = {}) {
      // By name a call may end in `{ id }`.
      const { id, panel, ...wanted } = Object(given);
      const wrong = controls.set(wanted);
      if (wrong !== undefined) throw fault("field_invalid", `debug: ${wrong} has a value that is not allowed.`);
      if (panel === true) open().catch(() => {});
      if (panel === false) close();
      return report();
    },
    leave() {
      tap();
      unlisten();
      seen.end();
      end?.();
      bug.remove();
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => !sheets.includes(one));
      delete root.fetch;
      delete root.XMLHttpRequest;
    },
  };
}
