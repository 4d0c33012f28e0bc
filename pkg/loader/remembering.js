// What is fetched once. Of door.js, and of files.js in a bundle: a bundler must not meet the `import()` of the former,
// whose address nobody knows before it runs.

/** Tries once more; what failed twice is forgotten, so that the next call tries again. `get` is told a number of its own for each second try. */
export const remembering = () => {
  const kept = {};
  let tries = 0;
  return (key, get) =>
    (kept[key] ||= get().catch(() => get(++tries)).catch((error) => {
      delete kept[key];
      throw error;
    }));
};
