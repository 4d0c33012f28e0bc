// Where the frame stands: as the window would (widget/src/view/panel/style.css and modes.css).

const COVERS = "inset-block:var(--_top,0) auto;inset-inline:0;margin:0;inline-size:100%;block-size:var(--_seen,100dvh);border-radius:0;box-shadow:none";
const STYLE = `iframe{all:initial;box-sizing:border-box;position:fixed;z-index:var(--parlour-z,2147483000);inset-block-end:calc(var(--parlour-launcher-size,60px) + 14px + env(safe-area-inset-bottom,0px));inset-inline:var(--_side,auto 0);margin:var(--parlour-offset,20px);inline-size:min(var(--parlour-width,392px),calc(100vw - 40px));block-size:min(var(--parlour-height,640px),calc(100dvh - var(--parlour-launcher-size,60px) - 58px));border:0;border-radius:var(--parlour-radius,20px);background:var(--parlour-surface,#fff);box-shadow:0 1px 2px rgb(10 25 18/.08),0 8px 24px rgb(10 25 18/.12),0 24px 64px rgb(10 25 18/.16)}
:host([theme=dark]) iframe{background:var(--parlour-surface,#151b18)}
@media (prefers-color-scheme:dark){:host(:not([theme=light])) iframe{background:var(--parlour-surface,#151b18)}}
:host([mode=fullscreen]) iframe{${COVERS}}
@media (max-width:480px){iframe{${COVERS}}}
:host([mode=inline]) iframe{position:absolute;z-index:auto;inset:0;margin:0;inline-size:100%;block-size:100%;box-shadow:none;border-radius:var(--parlour-radius,20px)}
:host iframe[hidden]{display:none}
:host iframe:focus-visible{outline:3px solid var(--_accent);outline-offset:2px}
@media (forced-colors:active){iframe{border:1px solid CanvasText}}`;

let shared;

/** Puts the sheet into `root`; returns what takes it out. */
export function adopt(root) {
  if (!shared) (shared = new CSSStyleSheet()).replaceSync(STYLE);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, shared];
  return () => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== shared));
}
