// What is told of the page the chat stands in (server contract §3.2, embed contract §2 `page-url`), and of the visitor
// and the bot's variables by the page.

/** Characters of a page's title, address and referrer that are sent; the profile may hold 8 KB in all. */
const LONGEST = 1_000;

/** A text that is not empty, cut to what is sent; a page may have made anything of what is read. */
const text = (read) => {
  try {
    const value = read();
    return typeof value === "string" && value ? value.slice(0, LONGEST) : undefined;
  } catch {}
};

/** Brands, platform and form, as `Chromium 156; Linux; desktop`; the user agent's text where there is no structured one. */
const browser = () => {
  const { brands, platform, mobile } = navigator.userAgentData || {};
  if (!Array.isArray(brands)) return navigator.userAgent;
  // Browsers add a meaningless brand on purpose ("Not A;Brand"), so that nobody relies on it.
  const real = brands.filter(({ brand }) => !/\bNot\b/.test(brand)).map(({ brand, version }) => `${brand} ${version}`);
  return [real.join(", "), platform, mobile ? "mobile" : "desktop"].join("; ");
};

/** Which page it is; `how` is the configuration's `pageUrl`. Cheap: it is read whenever something is said. */
export const place = (how) => ({
  host: text(() => location.host) || "",
  ...(how !== "off" && {
    hostPageUrl: text(() => (how === "full" ? location.href : location.href.split(/[?#]/)[0])),
    title: text(() => document.title),
  }),
});

/** The page as it is now, and the browser. */
export const page = (how) => ({
  ...place(how),
  ...(how !== "off" && {
    referrer: text(() => document.referrer.match(/^[^/]+\/\/[^/]+/)[0]),
    language: text(() => navigator.language),
    timezone: text(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    screen: text(() => screen.width + "x" + screen.height),
    viewport: text(() => innerWidth + "x" + innerHeight),
    userAgentData: text(browser),
  }),
});

/** What of it makes it another page. */
export const mark = ({ host, hostPageUrl, title }) => [host, hostPageUrl, title].join();

/**
 * The JSON object `body` with what is told beside it; nothing of it is read anew. A page may have given every array a
 * `toJSON`, so what is in it must not be written again.
 */
export const telling = (body, told) => {
  const more = Object.entries(told).filter(([, value]) => value && typeof value === "object");
  const written = more.map(([key, value]) => JSON.stringify(key) + ":" + JSON.stringify(value));
  return `{${[body.slice(1, -1), ...written].filter(Boolean).join()}}`;
};
