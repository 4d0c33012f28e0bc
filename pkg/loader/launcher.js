// The launcher: a real button, painted before anything is fetched.

const NS = "http://www.w3.org/2000/svg";
const BUBBLE = "M6.2 17a9 7.4 0 1 1 4 1.6q-2 2-5 2 1-1.6 1-3.6Z";
const CHEVRON = "m6 9.5 6 6 6-6";

const DARK = "color-scheme:dark;--_base:#5cc39c;--_on:#062119";

const STYLE = `:host{all:initial;display:contents;--_base:#1f6f54;--_on:#fff;--_accent:var(--parlour-accent,var(--_given,var(--_base)));--_on-accent:var(--parlour-on-accent,var(--_auto-on,var(--_on)))}
@supports (color:oklch(from red l c h)){:host{--_auto-on:oklch(from var(--_accent) clamp(0,(.57 - l)*999,1) 0 0)}}
:host([theme=dark]){${DARK}}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${DARK}}}
:host([hidden]){display:none}
button{all:initial;box-sizing:border-box;position:fixed;z-index:var(--parlour-z,2147483000);inset-block-end:0;inset-inline-end:0;margin:var(--parlour-offset,20px);inline-size:var(--parlour-launcher-size,60px);block-size:var(--parlour-launcher-size,60px);display:grid;place-items:center;border-radius:50%;background:var(--parlour-launcher-bg,var(--_accent));color:var(--_on-accent);cursor:pointer;box-shadow:0 6px 24px #0004}
:host([position=start]) button,:host([position=start]) button::before{inset-inline:0 auto}
button:focus-visible{outline:3px solid var(--_accent);outline-offset:3px}
button[title^=T]::before{content:attr(title);position:absolute;inset-block-end:115%;inset-inline-end:0;inline-size:200px;padding:8px 12px;border-radius:12px;background:#b3261e;color:#fff;font:14px/1.4 sans-serif}
svg{grid-area:1/1;inline-size:47%;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
[aria-expanded=true] svg:first-child,[aria-expanded=false] svg:last-child{display:none}
[aria-busy=true]::after{content:"";position:absolute;inset:0;border-radius:50%;border:3px solid;border-inline-color:transparent}
@media (prefers-reduced-motion:no-preference){[aria-busy]::after{animation:turn 1s linear infinite}}
@keyframes turn{to{rotate:1turn}}
@media (forced-colors:active){button{border:2px solid}}
@media print{button{display:none}}`.split("button").join("[part=launcher]");

let shared;

/** The launcher's stylesheet, one for all instances. */
export function style() {
  if (!shared) (shared = new CSSStyleSheet()).replaceSync(STYLE);
  return shared;
}

const icon = (shape) => {
  const svg = document.createElementNS(NS, "svg");
  const path = document.createElementNS(NS, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
};

/** The button, closed. */
export function launcher(heading) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", "launcher");
  button.setAttribute("aria-label", heading ? "Chat with " + heading : "Chat");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "window");
  button.append(icon(BUBBLE), icon(CHEVRON));
  return button;
}
