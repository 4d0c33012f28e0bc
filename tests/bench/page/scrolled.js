// A long conversation: its texts, and how it scrolls.
(() => {
  const bench = window.__bench;
  const frame = () => new Promise((done) => requestAnimationFrame(done));

  /** The texts of a conversation, the visitor's and the bot's by turns, numbered from 0. */
  bench.history = (count) =>
    Array.from({ length: count }, (_, at) => ({
      isBot: at % 2 === 1,
      text: `${at % 2 ? "Answer" : "Question"} ${at}: the parcel left the depot and should reach you on Tuesday; reply if it does not. hist-${at}-end`,
    }));

  /** Returns when no frame took over 50 ms for a while, or when it has waited long enough. */
  bench.quiet = async (idle = 300, limit = 10_000) => {
    const from = performance.now();
    let last = from;
    let busy = from;
    while (last - busy < idle && last - from < limit) {
      await frame();
      const now = performance.now();
      if (now - last > 50) busy = now;
      last = now;
    }
  };

  const reachOf = (element) => element.scrollHeight - element.clientHeight;
  const scroller = () => {
    for (const kind of [/auto|scroll/, /hidden/]) {
      const found = bench.roots().flatMap((root) => [...root.querySelectorAll("*")]).filter((element) =>
        element !== document.documentElement && element !== document.body && element.clientHeight > 60 && reachOf(element) > 200 && kind.test(getComputedStyle(element).overflowY),
      );
      if (found.length) return found.reduce((most, element) => (reachOf(element) > reachOf(most) ? element : most));
    }
    return null;
  };

  /** The whole log from its end to its beginning; what each frame took, ms. */
  bench.scrollThrough = async (frames = 120) => {
    const log = scroller();
    if (!log) return null;
    const isReversed = getComputedStyle(log).flexDirection === "column-reverse";
    log.style.scrollBehavior = "auto";
    await frame();
    await frame();
    const times = [];
    let last = await frame();
    for (let step = 0; step <= frames; step += 1) {
      log.scrollTop = isReversed ? (-reachOf(log) * step) / frames : reachOf(log) * (1 - step / frames);
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    times.sort((one, other) => one - other);
    return { frames: times.length, over50: times.filter((time) => time > 50).length, p95: times[Math.floor(times.length * 0.95)], worst: times.at(-1) };
  };
})();
