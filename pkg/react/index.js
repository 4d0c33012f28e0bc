"use client";
// `parlour/react`: `<ParlourChat>`, the element with its options as props, its events as `on…`, its verbs as ref.
// On a server it renders `<parlour-chat>` and nothing else happens.
import { createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import "../index.js";
import { kebab, KEYS } from "../loader/config.js";
import { OBJECTS } from "../loader/names.js";

/** `onBeforeSend` hears `before-send`. */
const EVENT = /^on([A-Z]\w*)$/;
/** Told by verbs once the chat is there, for what is told anew goes with the next message. */
const VERBS = { variables: "setVariables", profile: "setProfile" };

const isBrowser = typeof window === "object";
// A server has no layout, and says so.
const useSettled = isBrowser ? useLayoutEffect : useEffect;

/** Options that are attributes, and the other props by what they are. */
function sorted(props) {
  const [attributes, objects, listeners] = [{}, {}, {}];
  for (const [key, value] of Object.entries(props)) {
    const event = EVENT.exec(key);
    if (KEYS.includes(key)) {
      if (value !== undefined && value !== null && value !== false) attributes[kebab(key)] = value === true ? "" : String(value);
    } else if (OBJECTS.includes(key)) objects[key] = value;
    else if (event) listeners[kebab(event[1]).slice(1)] = value;
    else attributes[key === "className" ? "class" : key] = value;
  }
  return { attributes, objects, listeners };
}

/** The ref is the instance, as `init()` gives it. */
export const ParlourChat = forwardRef(function ParlourChat(props, ref) {
  const element = useRef(null);
  const told = useRef({});
  const { attributes, objects, listeners } = sorted(props);
  const heard = useRef(listeners);
  heard.current = listeners;
  const names = Object.keys(listeners).toSorted().join(" ");

  useImperativeHandle(ref, () => element.current.chat, []);

  // Before anything is fetched: an object is read when the chat is.
  useSettled(() => {
    const { chat } = element.current;
    for (const [key, value] of Object.entries(objects)) {
      const written = typeof value === "function" ? value : JSON.stringify(value);
      if (told.current[key] === written) continue;
      told.current[key] = written;
      if (VERBS[key] && chat.state().ready) chat[VERBS[key]](value).catch(() => {});
      else if (key === "userToken" && typeof value !== "function" && chat.state().ready) chat.update({ userToken: value }).catch(() => {});
      else if (key === "rules" && value) chat.update({ rules: value }).catch(() => {});
      else element.current[key] = value;
    }
  });

  useSettled(() => {
    const ends = names.split(" ").filter(Boolean).map((name) => element.current.chat.on(name, (...given) => heard.current[name]?.(...given)));
    return () => ends.forEach((end) => end());
  }, [names]);

  // The element reflects what the visitor does (`open`), perhaps before React looks.
  return createElement("parlour-chat", { ...attributes, ref: element, suppressHydrationWarning: true });
});
