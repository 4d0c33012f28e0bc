// The events of a conversation, for any number of readers, each at its own pace.
import { WAITING_EVENTS } from "./limits.js";

/** What is told before the first reader comes waits for it. */
export function events() {
  const readers = new Set();
  let early = [];
  let isOver = false;

  const put = (queue, event) => {
    if (queue.length >= WAITING_EVENTS) queue.splice(0, queue.length, { type: "reset" });
    queue.push(event);
  };

  return {
    tell(event) {
      if (early) put(early, event);
      for (const reader of readers) {
        put(reader.queue, event);
        reader.wake();
      }
    },
    end() {
      isOver = true;
      for (const reader of readers) reader.wake();
    },
    /** What has been told is still read; then the iterator ends. */
    async *read() {
      const reader = { queue: early ?? [], wake() {} };
      early = undefined;
      readers.add(reader);
      try {
        for (;;) {
          while (reader.queue.length) yield reader.queue.shift();
          if (isOver) return;
          await new Promise((woken) => (reader.wake = woken));
        }
      } finally {
        readers.delete(reader);
      }
    },
  };
}
