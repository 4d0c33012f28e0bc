// When something was first seen or usable, what blocked the page, and what was pressed. Times are the page's own.
(() => {
  const bench = window.__bench;
  const { launcher, input, waiting } = bench.selectors;
  const long = [];
  const memories = new Set();
  let shift = 0;

  /** Calls back in the task after the paint of the frame that is being made. */
  bench.afterPaint = (done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(performance.now());
    };
    port2.postMessage(0);
  };

  // Whoever draws in a frame's own callback is painted with that frame, not with the next.
  const { requestAnimationFrame } = window;
  bench.inFrame = false;
  window.requestAnimationFrame = (callback) =>
    requestAnimationFrame.call(window, (time) => {
      if (!bench.inFrame) {
        bench.inFrame = true;
        bench.afterPaint(() => (bench.inFrame = false));
      }
      callback(time);
    });

  /** The time after the first frame in which something holds. */
  const when = (holds) =>
    new Promise((done) => {
      const look = () => (holds() ? bench.afterPaint(done) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });

  bench.marks = {};
  const note = (name, holds) => when(holds).then((time) => (bench.marks[name] = time));
  if (launcher) note("launcher", () => bench.first(launcher));
  note("input", () => bench.isUsable(bench.first(input)));

  /**
   * From the next press of the launcher: until something is shown, the field can be used, and has the focus; ms.
   * `last`: a text that is to be seen as well.
   */
  bench.opening = async (last) => {
    const pressed = new Promise((done) => {
      addEventListener("click", ({ timeStamp }) => done(timeStamp), { capture: true, once: true });
    });
    const from = await pressed;
    const field = () => bench.first(input);
    const since = async (holds) => (await when(holds)) - from;
    const late = new Promise((done) => setTimeout(done, 30_000));
    const usable = since(() => bench.isUsable(field()) && (!last || bench.sees(last)));
    const answered = waiting ? since(() => bench.first(waiting) || field()) : usable;
    const focused = Promise.race([since(() => bench.hasFocus(field())), usable.then(() => new Promise((done) => setTimeout(done, 1_000)))]);
    return Promise.race([
      late,
      Promise.all([answered, usable, focused]).then(([answered, usable, focused]) => ({ answered, usable, focused: focused ?? null })),
    ]);
  };

  addEventListener("keydown", ({ key, timeStamp }) => key === "Enter" && (bench.enterAt = timeStamp), true);

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) long.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  bench.shift = () => shift;
  /** What long tasks took beyond 50 ms each, since a time. */
  bench.blocked = (from = 0) => long.reduce((sum, task) => (task.startTime >= from ? sum + task.duration - 50 : sum), 0);
  bench.longest = (from = 0) => Math.max(0, ...long.filter((task) => task.startTime >= from).map((task) => task.duration));

  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await own.apply(WebAssembly, given);
      for (const value of Object.values((made.instance ?? made).exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
      return made;
    };
  }
  bench.wasmBytes = () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

  performance.setResourceTimingBufferSize(20_000);
  /** How long the server took for the first request since Enter: from its last byte out to the first one in; ms. */
  bench.served = () => {
    const asked = performance.getEntriesByType("resource").find(
      ({ initiatorType, startTime, requestStart }) => /fetch|xmlhttp/.test(initiatorType) && startTime >= bench.enterAt && requestStart,
    );
    return asked ? asked.responseStart - asked.requestStart : 0;
  };
})();
