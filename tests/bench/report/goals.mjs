// What our own chat shall reach. Pure.

/** `most`: a bound of its own; `ofFloor`: so many times what the floor took in the same run. */
export const GOALS = [
  { key: "before", says: "before opening at most 3 KB", most: 3 },
  { key: "seen", says: "first seen at most 1.1 × the floor", ofFloor: 1.1 },
  { key: "seenSlow", says: "first seen at most 1.1 × the floor, CPU 4×, slow 4G", ofFloor: 1.1 },
  { key: "blocked", says: "no blocking time before opening", most: 0 },
  { key: "open", says: "click → usable, files fetched, within 25 ms", most: 25 },
  { key: "openWarm", says: "click → usable, files fetched, within 90 ms at CPU 4×", most: 90 },
  { key: "openSlow", says: "click → usable, nothing fetched, within 900 ms at CPU 4× on slow 4G", most: 900 },
  { key: "answered", says: "click → a skeleton within 50 ms at CPU 4× on slow 4G", most: 50 },
  { key: "turn", says: "Enter → reply painted at most the floor", ofFloor: 1 },
  { key: "turnWarm", says: "Enter → reply painted at most 1.15 × the floor at CPU 4×", ofFloor: 1.15 },
  { key: "opens", says: "10,000 messages: opens within 100 ms", most: 100 },
  { key: "nodes", says: "10,000 messages: at most 1,500 nodes", most: 1_500 },
  { key: "over50", says: "10,000 messages: no frame over 50 ms while scrolling", most: 0 },
  { key: "told", says: "10,000 messages: Enter → painted within one frame, 16.7 ms", most: 16.7 },
  { key: "toldSlow", says: "10,000 messages: Enter → painted within 40 ms at CPU 4×", most: 40 },
];

/** Each goal with its bound, what was found and whether that meets it; a goal without both figures is left out. */
export function goals({ chats: { ours, floor } }) {
  return GOALS.flatMap(({ key, says, most, ofFloor }) => {
    const found = ours?.[key] ?? null;
    const bound = most ?? (floor?.[key] == null ? null : floor[key] * ofFloor);
    return found === null || bound === null ? [] : [{ key, says, bound, found, isMet: found <= bound }];
  });
}
