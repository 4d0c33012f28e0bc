// The way through cards that stand side by side: two buttons, the arrow keys, and where one is.
//
// `data`: `{track: Element}`, the scrolling row, whose children are the cards.
import { isRtl, label, make } from "./make.js";

export const css = `
.way{display:flex;align-items:center;gap:4px;margin-block-start:4px}
.way button{inline-size:44px;block-size:44px;display:grid;place-items:center;padding:0;border:0;border-radius:50%;background:none;color:var(--_text)}
.way button:hover{background:var(--_soft)}
.way button[aria-disabled=true]{opacity:.35;cursor:default}
.way button::before{content:"";inline-size:9px;block-size:9px;border:solid currentColor;border-width:2px 2px 0 0;rotate:45deg}
.way button:first-child::before,.way button:last-child:dir(rtl)::before{rotate:-135deg}
.way button:first-child:dir(rtl)::before{rotate:45deg}
.way span{color:var(--_muted);font-size:.8667em;font-variant-numeric:tabular-nums}
`;

export function walk(host, { track }, { word }) {
  const cards = [...track.children];
  const [back, forth] = [-1, 1].map((step) => {
    const button = make("button", { type: "button" });
    button.addEventListener("click", () => go(step));
    return button;
  });
  const place = make("span");
  const way = make("div", { className: "way", hidden: true }, back, place, forth);
  // Asked each time: the language may change.
  const turn = () => (isRtl(track) ? -1 : 1);
  const far = (card) => (turn() < 0
    ? track.getBoundingClientRect().right - card.getBoundingClientRect().right
    : card.getBoundingClientRect().left - track.getBoundingClientRect().left);
  const isAtEnd = () => Math.abs(track.scrollLeft) + track.clientWidth >= track.scrollWidth - 2;
  const now = () => {
    if (isAtEnd()) return cards.length - 1;
    const all = cards.map((card) => Math.abs(far(card)));
    return all.indexOf(Math.min(...all));
  };
  const go = (step) => {
    // At its end a row shows more than one card: the way back begins at the first of them.
    const first = cards.findIndex((card) => far(card) > -2);
    const card = cards[Math.max(0, Math.min(cards.length - 1, (first < 0 ? cards.length - 1 : first) + step))];
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
    track.scrollBy({ left: far(card) * turn(), behavior });
  };
  const follow = () => {
    way.hidden = track.scrollWidth <= track.clientWidth + 1;
    place.textContent = word("slide", { n: now() + 1, total: cards.length });
    label(back, { "aria-disabled": Math.abs(track.scrollLeft) < 2 });
    label(forth, { "aria-disabled": isAtEnd() });
  };
  const press = (event) => {
    const steps = { ArrowRight: turn(), ArrowLeft: -turn(), Home: -cards.length, End: cards.length };
    if (event.target !== track || !(event.key in steps)) return;
    event.preventDefault();
    go(steps[event.key]);
  };
  const sizes = new ResizeObserver(follow);
  track.addEventListener("scroll", follow, { passive: true });
  track.addEventListener("keydown", press);
  sizes.observe(track);
  const update = () => {
    label(track, { "aria-label": word("carousel") });
    label(back, { "aria-label": word("previous") });
    label(forth, { "aria-label": word("next") });
    follow();
  };
  host.append(way);
  update();
  return {
    update,
    destroy() {
      sizes.disconnect();
      track.removeEventListener("scroll", follow);
      track.removeEventListener("keydown", press);
    },
  };
}
