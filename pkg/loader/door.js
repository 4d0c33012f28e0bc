// The door to the files that are fetched when they are first needed: parts of the view, and languages.
//
// `files.json` lists both with their hashes; its own hash is in this code, which the loader has verified.
import { reject } from "./config.js";
import { preload } from "./preload.js";
import { remembering } from "./remembering.js";
import { chosen } from "./tags.js";

/** The files below `base`. @returns {{part(name: string): Promise<object>, words(tag: string): Promise<object | undefined>}} */
export function served(base, integrity) {
  const once = remembering();
  const json = (path, integrity) =>
    once(path, () =>
      fetch(base + path, { integrity, credentials: "omit" }).then((response) =>
        response.ok ? response.json() : reject("load_failed")
      )
    );
  const files = () => json("files.json", integrity);
  // A failed address may stay in the browser's module map, so each second try goes to another one.
  const module = (name, hash) =>
    once(name, (again) => {
      const address = `${base}parts/${name}.js${again ? "?" + again : ""}`;
      return preload(address, hash, door.nonce).then(() => import(address));
    });
  const door = {
    part: (name) => files().then(({ parts }) => (parts[name] ? module(name, parts[name]) : reject("load_failed"))),
    words: (tag) =>
      files().then(({ words }) => {
        const found = chosen(tag, Object.keys(words));
        return found && json(`words/${found}.json`, words[found]);
      }),
  };
  return door;
}
