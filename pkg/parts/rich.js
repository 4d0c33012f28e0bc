// What a bot shows beside text: pictures, sounds, films, files, cards, pages and places.
//
// `data` has a `kind`, and by it:
// - `image`, `audio`, `video`, `file`: `url`, which is allowed; `text`, its caption, and `plain`, that without markers;
//   `failed`, what is said of one that cannot be had; of a picture or film perhaps `width` and `height`, the shape of
//   its room, which else is 4:3 for a picture and 16:9 for a film
// - `card`, `carousel`: `cards`, each `{title, text, image, link, buttons}`; `image` is allowed or empty, a button
//   has `title` and what it `opens` or `says`; `open`, whether buttons may be pressed
// - `link`: `url`, `title`, `text`, `image`
// - `location`: `latitude`, `longitude`, `text`
//
// The bubble stands already and has its `part` and `data-kind`: what is drawn goes into it, before `host`.
import { css as ways, walk } from "./shared/carousel.js";
import { css as light, enlarge } from "./shared/lightbox.js";
import { label, make } from "./shared/make.js";
import { carousel, content, lightbox } from "../words/en.js";

export const words = { ...carousel, ...content, ...lightbox };

export const css = ways + light + `
[part~=bubble] .title{font-weight:650;line-height:1.35}
[part~=bubble] .small{color:var(--_muted);font-size:.8667em}
:is([data-kind=image],[data-kind=video]){inline-size:300px}
[part~=message] :is([data-kind=image],[data-kind=video],[data-kind=link],[data-kind=card]){padding:0}
[data-kind]>:is(.caption,.small,.title,p){padding-inline:14px}
[data-kind]>.caption{padding-block-end:12px}
[data-kind]>.small[role]{padding-block-start:12px}
[part~=message] :is([data-kind=location],[data-kind=audio])>*{padding:0}
.caption>*+*{margin-block-start:.4em}
.picture{display:block;inline-size:100%;padding:0;border:0;background:var(--_line);cursor:zoom-in}
.picture:focus-visible{outline-offset:-4px}
.picture img,video{display:block;inline-size:100%;object-fit:cover}
:is(.picture img,video)[width]{block-size:auto;max-block-size:420px}
.picture img:not([width]){aspect-ratio:4 / 3}
video{background:#000;object-fit:contain}
video:not([width]){aspect-ratio:16 / 9}
audio{display:block;inline-size:280px;max-inline-size:100%}
[part~=message] [data-kind=file]{padding:0}
[part~=bubble] .file{display:flex;align-items:center;gap:12px;min-block-size:60px;padding:8px 16px 8px 8px;text-decoration:none}
.file:dir(rtl){padding-inline:8px 16px}
.file:hover .title{text-decoration:underline}
.ending{flex:none;display:grid;place-items:center;inline-size:44px;block-size:44px;border-radius:12px;background:var(--_accent);color:var(--_on-accent);font-size:.8em;font-weight:700}
[part~=card]{position:relative;display:flex;flex-direction:column;inline-size:280px;max-inline-size:100%;overflow:clip;border:1px solid var(--_line);border-radius:18px;background:var(--_surface);color:var(--_text);overflow-wrap:anywhere;text-wrap:pretty}
[part~=card]>*+*{margin-block-start:4px}
[part~=card]>img{display:block;inline-size:100%;aspect-ratio:16 / 10;object-fit:cover;background:var(--_line)}
[part~=card]>:is(p,ul,ol){padding-inline:14px}
[part~=card]>:is(ul,ol){padding-inline-start:32px}
[part~=card]>.title{margin-block-start:12px}
[part~=card]>p:is(:last-child,:has(+.press),:has(+.loaded)){padding-block-end:12px}
[part~=card]:has(.whole:hover){border-color:var(--_field)}
[part~=bubble] .whole{text-decoration:none}
.whole:hover{text-decoration:underline}
.whole::after{content:"";position:absolute;inset:0}
.whole:focus-visible{outline:0}
.whole:focus-visible::after{outline:3px solid var(--_edge);outline-offset:-4px;border-radius:18px}
.press{position:relative;z-index:1;display:block;inline-size:100%;min-block-size:44px;padding:8px 14px;border:0;border-block-start:1px solid var(--_line);background:none;color:var(--_text);font-weight:600;text-align:center;overflow-wrap:anywhere}
[part~=card]>.press{margin-block-start:0}
[part~=bubble] a.press{text-decoration:none}
.press:hover:not(:disabled){background:var(--_soft);text-decoration:underline}
.press:focus-visible{outline-offset:-4px;border-radius:6px}
.press:disabled{color:var(--_muted);cursor:default;font-weight:450}
.press[aria-pressed]{color:var(--_text);font-weight:650}
.press[aria-pressed]::before{content:"✓ " / ""}
[part~=message] [data-kind=carousel]{max-inline-size:100%;inline-size:100%;padding:0;border-radius:0;background:none;box-shadow:none}
[part~=bubble] .track{display:flex;align-items:stretch;gap:8px;padding:2px;overflow-x:auto;overscroll-behavior-inline:contain;scroll-snap-type:inline mandatory;scroll-padding-inline:2px;scrollbar-width:none;list-style:none}
[part~=bubble] .track>li{display:flex;flex:none;inline-size:min(240px,84%);margin:0;overflow:clip;scroll-snap-align:start}
.track>li>.press:first-of-type{margin-block-start:auto}
@media (forced-colors:active){[part~=card],.ending{border:1px solid CanvasText}
.picture{border:1px solid ButtonText}}
@media print{.press,.way{display:none}}
`;

/** What a position is handed to when the visitor asks for a map. */
const MAP = "https://www.openstreetmap.org/?mlat=";
/** Letters of a file's ending that are shown. */
const ENDING = /\.([a-z0-9]{1,5})$/i;

const paragraph = (className, properties, ...children) => make("p", { className, ...properties }, ...children);

/** A picture is fetched from when it has its address, so that comes last; one that cannot be had leaves no hole. */
const picture = (src, failed) => {
  const image = make("img", { alt: "", loading: "lazy", decoding: "async", referrerPolicy: "no-referrer" });
  image.addEventListener("error", failed || (() => (image.hidden = true)));
  image.src = src;
  return image;
};

/** Room of the shape that it will have: browsers take it from these two, also before anything is there. */
const shaped = (element, { width, height }) => (width ? label(element, { width, height }) : element);

const named = (address) => {
  const last = address.split(/[?#]/)[0].split("/").pop();
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

export function draw(host, data, tools) {
  const { word, ask, link, marked } = tools;
  const place = host.parentElement;
  const bubble = place.parentElement;
  const { kind, text } = data;
  const follows = [];
  const ends = [];
  const follow = (act) => follows.push(act);
  const blocks = (text) => [...marked(text).childNodes];
  const captioned = (...nodes) => {
    const caption = make("div", { className: "caption" }, ...blocks(text));
    return caption.firstChild ? [...nodes, caption] : nodes;
  };

  const media = () => {
    const { url, plain } = data;
    const failed = label(paragraph("small", { hidden: true }), { role: "status" });
    follow(() => (failed.textContent = data.failed));
    const fails = (node) => () => {
      node.hidden = true;
      failed.hidden = false;
    };
    if (kind !== "image") {
      const player = make(kind, { controls: true, playsInline: true, preload: kind === "video" ? "metadata" : "none" });
      follow(() => label(player, { "aria-label": word(kind) }));
      player.addEventListener("error", fails(player));
      shaped(player, data).src = url;
      return captioned(player, failed);
    }
    const button = label(make("button", { type: "button", className: "picture" }), { "aria-haspopup": "dialog" });
    const image = shaped(picture(url, fails(button)), data);
    const over = make("div");
    let press = 0;
    let shown;
    const now = () => ({ src: url, text: plain, press });
    follow(() => {
      image.alt = plain || word("image");
      shown?.update(now());
    });
    button.addEventListener("click", () => {
      press += 1;
      if (shown) return shown.update(now());
      shown = enlarge(over, now(), tools);
      ends.push(shown.destroy);
    });
    button.append(image);
    return captioned(make("div", {}, button, over), failed);
  };

  const file = () => {
    const last = named(data.url);
    const anchor = link(data.url, { kind });
    const name = text || last;
    const title = make("span", { className: "title", dir: name ? "auto" : "", textContent: name });
    if (!name) follow(() => (title.textContent = word("file")));
    const ending = make("span", { className: "ending", textContent: last.match(ENDING)?.[1].toUpperCase() || "…" });
    anchor.prepend(label(ending, { "aria-hidden": true }), title);
    anchor.className = "file";
    anchor.download = last;
    return [anchor];
  };

  let pressed;
  const pressing = ({ title, opens, says }) => {
    const anchor = opens && link(opens, { text: title });
    if (anchor) return Object.assign(anchor, { className: "press", dir: "auto" });
    const button = make("button", { type: "button", className: "press", dir: "auto", textContent: title });
    button.addEventListener("click", () => {
      pressed = button;
      if (!ask("button", says)) pressed = undefined;
    });
    follow(() => {
      button.disabled = !says || !data.open;
      if (pressed === button) label(button, { "aria-pressed": true });
    });
    return button;
  };
  const heading = (address, title, kind) => {
    const anchor = address && link(address, { text: title, kind });
    if (anchor) anchor.className = "whole";
    return paragraph("title", { dir: "auto" }, anchor || title);
  };
  const card = ({ title, text, image, link, buttons }) => [
    ...(image ? [picture(image)] : []),
    heading(link, title, "card"),
    ...blocks(text),
    ...buttons.map(pressing),
  ];

  const cards = () => {
    if (kind === "card") return card(data.cards[0]);
    const items = data.cards.map((one) => label(make("li", {}, ...card(one)), { part: "card" }));
    const track = make("ul", { className: "track", tabIndex: 0 }, ...items);
    const way = make("div");
    // It measures: the row must stand in the page.
    queueMicrotask(() => {
      const walks = walk(way, { track }, tools);
      follow(walks.update);
      ends.push(walks.destroy);
    });
    return [track, way];
  };

  const page = () => {
    const { url, title, image } = data;
    const head = heading(url, title || url, "link");
    const anchor = head.querySelector("a");
    // The host stands below, so the title need not tell it.
    anchor?.querySelector(".host")?.remove();
    const foot = anchor ? [paragraph("small", {}, make("bdi", { textContent: anchor.hostname }))] : [];
    return [...(image ? [picture(image)] : []), head, ...blocks(text), ...foot];
  };

  const point = () => {
    const { latitude, longitude } = data;
    const title = paragraph("title", { dir: text ? "auto" : "", textContent: text });
    const map = link(MAP + latitude + "&mlon=" + longitude, { text: " " });
    const nodes = [title, paragraph("small", { dir: "ltr", textContent: `${latitude}, ${longitude}` })];
    follow(() => {
      if (!text) title.textContent = word("location");
      if (map) map.firstChild.data = word("openMap");
    });
    return map ? [...nodes, map] : nodes;
  };

  const drawn = { file, card: cards, carousel: cards, link: page, location: point }[kind] || media;
  place.before(...drawn());
  place.hidden = true;
  const update = (now) => {
    data = now;
    follows.forEach((act) => act());
  };
  update(data);
  return { update, destroy: () => ends.forEach((end) => end()) };
}
