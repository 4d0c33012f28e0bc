// Waiting, and not waiting for ever.

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** What did not come to its end in time. */
export class Late extends Error {}

/** The outcome of `work`, or `Late`. What comes later is heard by nobody. */
export async function within(ms, work, what = "it") {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Late(`${what} took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    Promise.resolve(work).catch(() => {});
  }
}

/** Asks until `holds()` is true; whether that was before `ms` were over. */
export async function until(ms, holds, pause = 100) {
  for (const end = Date.now() + ms; ; ) {
    if (await holds()) return true;
    if (Date.now() > end) return false;
    await sleep(pause);
  }
}

/** The value below which `share` of the sorted list lies (nearest rank); `null` of an empty one. */
export function percentile(sorted, share) {
  return sorted.length ? sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] : null;
}
