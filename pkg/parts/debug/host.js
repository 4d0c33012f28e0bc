// What is told of the page, with what a builder wants in its place.

/** What asks that the page is told with (../../loader/chat.js). */
const TELLING = /\/(session|messages\/?)$/;
/** Where a profile begins: between quotes of a text it would stand with backslashes. */
const PROFILE = '"user_profile":{';

/**
 * The body with `now.host` in the page's metadata, and what is to be called once the server has it; nothing where it
 * goes as it is. Where the page has not changed, and so is not told, a change of `now.host` is: all of the metadata
 * with it, for the server keeps what came last.
 *
 * Nothing else of the body is written anew: a page may have given every array a `toJSON`.
 */
export function hosting(now) {
  /** What the page told last of itself. */
  let own = {};
  /** What of `now.host` the server has; one object is one setting. */
  let known = now.host;
  return ({ method, url, body }) => {
    const { host } = now;
    if (method !== "POST" || typeof body !== "string" || !TELLING.test(url)) return;
    let profile;
    try {
      profile = JSON.parse(body).user_profile;
    } catch {
      return;
    }
    const told = profile?.web;
    if (told) own = told;
    else if (known === host) return;
    const sent = () => (known = host);
    if (told && !Object.keys(host).length) return { body, sent };
    // Emptied is not told.
    const web = `"web":${JSON.stringify(Object.fromEntries(Object.entries({ ...own, ...host }).filter(([, value]) => value !== "")))}`;
    if (told) return { body: body.replace(`"web":${JSON.stringify(told)}`, () => web), sent };
    if (!profile) return { body: `${body.slice(0, -1)},${PROFILE}${web}}}`, sent };
    return { body: body.replace(PROFILE, () => PROFILE + web + (Object.keys(profile).length ? "," : "")), sent };
  };
}
