// The launcher: a real button, painted before anything is fetched.

const DARK = "--_base:#5cc39c;--_on:#062119;--_pane:#151b18";

/** The launcher's style sheet. The two modes without a launcher have an n. */
export const STYLE = `:host{display:contents;--_base:#1f6f54;--_on:#fff;--_pane:#fff;--_accent:var(--parlour-accent,var(--_given,var(--_base)));--_on-accent:var(--parlour-on-accent,var(--_auto-on,var(--_on)))}
@supports (color:contrast-color(red)){:host{--_auto-on:contrast-color(var(--_accent))}}
:host([theme=dark]){${DARK}}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${DARK}}}
:host([position^=s]),:host([position^=l]){--_side:0 auto}
:host([mode=inline]){display:block;position:relative;block-size:var(--parlour-height,min(600px,90vh))}
[part=launcher]{all:initial;box-sizing:border-box;position:fixed;z-index:var(--parlour-z,2147483000);inset-block-end:env(safe-area-inset-bottom,0);inset-inline:var(--_side,auto 0);margin:var(--parlour-offset,20px);inline-size:var(--parlour-launcher-size,60px);block-size:var(--parlour-launcher-size,60px);display:grid;place-items:center;border:2px solid #0000;border-radius:50%;background:var(--parlour-launcher-bg,var(--_accent));color:var(--_on-accent);cursor:pointer;box-shadow:0 6px 24px #0004}
[part=launcher]:focus-visible{outline:3px solid var(--_accent);outline-offset:3px}
[part=launcher]::before{position:absolute;inset-block-end:129%;inset-inline:var(--_side,auto 0);border-radius:20px}
[part=launcher][title^=T]::before{content:attr(title);inline-size:200px;padding:12px;background:#b22;color:#fff;font:14px sans-serif}
[part=launcher][aria-busy=true]::before{content:"";pointer-events:none;inline-size:min(var(--parlour-width,392px),100vw - 40px);block-size:min(var(--parlour-height,640px),100vh - 118px);background:linear-gradient(#8883 0 0)0 68px/100% 1px no-repeat var(--parlour-surface,var(--_pane));box-shadow:inherit}
slot>i{inline-size:44%;block-size:38%;border:2.5px solid;border-radius:50%;border-end-start-radius:0}
:host([hidden]),:host([mode*=n]) [part=launcher]:not([title^=T]){display:none}
@media print{[part=launcher]{display:none}}`;

/** The button, closed. */
export function launcher(heading) {
  const button = document.createElement("button");
  const slot = document.createElement("slot");
  button.setAttribute("part", "launcher");
  button.setAttribute("aria-label", heading ? "Chat with " + heading : "Chat");
  button.setAttribute("aria-expanded", "false");
  slot.name = "launcher";
  slot.append(document.createElement("i"));
  button.append(slot);
  return button;
}
