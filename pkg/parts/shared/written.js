// A conversation as a file: `entries` are `[{author, name, text, at}]`, oldest first.

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** When it was said, by the visitor's clock. */
const time = (at, locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at);

/** As plain text, a paragraph for each message. */
const text = (entries, locale) =>
  entries
    .map(({ name, text, at }) => `[${time(at, locale)}] ${name ? `${name}: ` : ""}${text}`)
    .join("\n\n") + "\n";

/** As a page of its own, which fetches nothing and runs nothing. */
const html = (entries, locale) => `<!doctype html>
<html lang="${escaped(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parlour</title>
<style>body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 sans-serif}p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0 1.2rem}time{color:#666;font-size:.85em}</style></head><body>
${entries
  .map(
    ({ author, name, text, at }) =>
      `<article data-author="${author}"><b dir="auto">${escaped(name)}</b> <time datetime="${new Date(at).toISOString()}">${escaped(time(at, locale))}</time><p dir="auto">${escaped(text)}</p></article>`,
  )
  .join("\n")}
</body></html>
`;

const json = (entries) =>
  JSON.stringify(entries.map((one) => ({ ...one, at: new Date(one.at).toISOString() })), undefined, 2) + "\n";

const FORMS = { text, html, json };

/** The conversation as `text`, `html` or `json`; `undefined` for another word. */
export const written = (form, entries, locale) => Object.hasOwn(FORMS, form) ? FORMS[form](entries, locale) : undefined;
