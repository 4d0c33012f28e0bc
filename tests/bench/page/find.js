// In every page that is measured, before anything of its own: finds what a visitor sees, through shadow roots.
(() => {
  const bench = window.__bench;
  const inside = new WeakMap();
  const made = [];
  const { attachShadow } = Element.prototype;

  /** Told of each shadow root when it is made, closed ones too. */
  bench.onRoot = [];
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    inside.set(this, root);
    made.push(new WeakRef(root));
    for (const tell of bench.onRoot) tell(root);
    return root;
  };
  bench.roots = () => [document, ...made.map((ref) => ref.deref()).filter(Boolean)];

  /**
   * What a selector names: `>>>` enters a shadow root, `||` stands before an alternative. With `::before` at its end it
   * names elements that draw something there.
   */
  bench.all = (selector) => {
    for (const alternative of selector.split("||")) {
      if (alternative.endsWith("::before")) {
        const drawing = bench.all(alternative.slice(0, -"::before".length));
        return drawing.filter((element) => getComputedStyle(element, "::before").content !== "none");
      }
      let places = [document];
      for (const part of alternative.split(">>>")) {
        places = places.flatMap((place) => [...(inside.get(place) ?? place).querySelectorAll(part.trim())]);
      }
      if (places.length) return places;
    }
    return [];
  };
  bench.isShown = (element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && element.getBoundingClientRect().height > 1;
  bench.isSeen = (element) => {
    if (!element.isConnected || !bench.isShown(element)) return false;
    const { width, top, bottom, left, right } = element.getBoundingClientRect();
    return width > 1 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  };
  bench.first = (selector) => bench.all(selector).find(bench.isSeen);

  /** Whether a press on the middle of a field would reach it. */
  bench.isUsable = (field) => {
    if (!field || !bench.isSeen(field) || field.disabled || field.readOnly) return false;
    const { left, top, width, height } = field.getBoundingClientRect();
    const at = [left + width / 2, top + height / 2];
    let hit = document.elementFromPoint(...at);
    while (hit && inside.has(hit)) {
      const deeper = inside.get(hit).elementFromPoint(...at);
      if (!deeper || deeper === hit) break;
      hit = deeper;
    }
    for (let node = hit; node; node = node.parentNode ?? node.host) if (node === field) return true;
    return Boolean(hit && field.contains(hit));
  };
  bench.hasFocus = (field) => {
    let active = document.activeElement;
    while (active && inside.get(active)?.activeElement) active = inside.get(active).activeElement;
    return Boolean(field && active && (active === field || field.contains(active)));
  };

  /** Nodes of the chat: all but those of the page around it. */
  bench.nodes = () => {
    let count = 0;
    for (const root of bench.roots()) {
      const walker = document.createTreeWalker(root === document ? document.body : root);
      while (walker.nextNode()) count += 1;
    }
    for (const own of document.querySelectorAll("body > header, body > main")) {
      const walker = document.createTreeWalker(own);
      count -= 1;
      while (walker.nextNode()) count -= 1;
    }
    return count;
  };
})();
