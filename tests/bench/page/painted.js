// When a text is painted: it is in the document or in a shadow root, can be seen, and a frame with it was made.
(() => {
  const bench = window.__bench;
  const WATCHED = { subtree: true, childList: true, characterData: true };
  const SILENT = /^(SCRIPT|STYLE|TEMPLATE)$/;
  let expected = [];

  const holds = (node, text) => (node.textContent ?? "").includes(text);
  const innermost = (node, text) => {
    let element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    for (let deeper = element; deeper; deeper = [...element.children].find((child) => holds(child, text))) element = deeper;
    return element;
  };
  /** The element that shows the text; a copy for screen readers may hold it too. */
  const showing = (text) => {
    for (const root of bench.roots()) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (data.includes(text) && parentElement && !SILENT.test(parentElement.tagName) && bench.isShown(parentElement)) return parentElement;
      }
    }
    return null;
  };

  /** Whether a text is where a visitor sees it. */
  bench.sees = (text) => {
    const element = showing(text);
    return Boolean(element && bench.isSeen(element));
  };

  const found = (wait, node) => {
    wait.inDom = performance.now();
    const element = innermost(node, wait.text);
    const look = () => {
      const isShown = (element?.isConnected && bench.isShown(element)) || showing(wait.text);
      if (isShown) bench.afterPaint(wait.done);
      else if (!wait.isOver) requestAnimationFrame(look);
    };
    if (bench.inFrame) look();
    else requestAnimationFrame(look);
  };
  const observer = new MutationObserver((records) => {
    for (const wait of expected) {
      for (const { type, target, addedNodes } of records) {
        const node = type === "characterData" ? target : [...addedNodes].find((added) => added.nodeType !== Node.COMMENT_NODE && holds(added, wait.text));
        if (!node || !holds(node, wait.text)) continue;
        expected = expected.filter((other) => other !== wait);
        found(wait, node);
        break;
      }
    }
  });
  observer.observe(document, WATCHED);
  bench.onRoot.push((root) => observer.observe(root, WATCHED));

  /** Resolves with the time at which a text that is not there yet is painted. */
  bench.expect = (text, limit = 30_000) =>
    new Promise((done, failed) => {
      const wait = { text, done };
      const late = setTimeout(() => {
        wait.isOver = true;
        expected = expected.filter((other) => other !== wait);
        failed(new Error(`${text} was not painted in ${limit} ms${wait.inDom ? ", though it is in the page" : ""}`));
      }, limit);
      wait.done = (time) => {
        clearTimeout(late);
        done(time);
      };
      expected.push(wait);
    });
})();
