// Where a conversation is kept: under the name and in the shape of the chat's window, so that both go on with one
// conversation on a page. The rules are those of widget/src/outbox.rs.
import { OUTBOX_MESSAGES } from "./limits.js";

/** `localStorage` and `sessionStorage` by their short names, a place of the caller's, or none. Reading may throw. */
export const placeOf = (storage) => {
  if (storage === undefined || storage === "none") return undefined;
  return typeof storage === "object" ? storage : globalThis[`${storage}Storage`];
};

/** @returns {{load(): string | undefined, store(saved: string): boolean, wipe(): void}} `store` says whether it is kept. */
export function kept({ storage, gateway, bot }) {
  const key = `parlour:${gateway}|${bot}`;
  /** Ids of messages this one has had: one of them that it no longer writes is done with. */
  const had = new Set();
  const read = (place) => {
    try {
      return JSON.parse(place.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const within = (use) => {
    try {
      const place = placeOf(storage);
      return place && use(place);
    } catch {
      return false;
    }
  };
  return {
    load: () =>
      within((place) => {
        const text = place.getItem(key);
        for (const { mid } of read(place).outbox ?? []) had.add(mid);
        return text ?? undefined;
      }) || undefined,
    store: (saved) =>
      within((place) => {
        const mine = JSON.parse(saved);
        for (const { mid } of mine.outbox) had.add(mid);
        const others = (read(place).outbox ?? []).filter(({ mid }) => !had.has(mid));
        mine.outbox.push(...others.slice(0, Math.max(0, OUTBOX_MESSAGES - mine.outbox.length)));
        place.setItem(key, JSON.stringify(mine));
        return true;
      }) !== false,
    wipe: () => void within((place) => place.removeItem(key)),
  };
}
