// What a screen reader is handed: the announcer's texts, one after the other.

/** Has the page note each text of the polite announcer. Before the page is opened. */
export async function listenToAnnouncer(page) {
  await page.addInitScript(() => {
    window.announced = [];
    const watch = () => {
      const root = document.querySelector("parlour-chat")?.shadowRoot;
      const announcer = root?.querySelector('[part="window"] [aria-live="polite"].unseen');
      if (!announcer) return requestAnimationFrame(watch);
      const note = () => {
        const text = announcer.textContent;
        if (text) window.announced.push({ text, children: announcer.childElementCount });
      };
      note();
      new MutationObserver(note).observe(announcer, { childList: true, characterData: true, subtree: true });
    };
    watch();
  });
}

/** What was announced since the last call, when `quiet` milliseconds have brought nothing more. */
export async function announced(page, quiet = 700) {
  return page.evaluate(async (quiet) => {
    let count = -1;
    while (count !== window.announced.length) {
      count = window.announced.length;
      await new Promise((done) => setTimeout(done, quiet));
    }
    return window.announced.splice(0);
  }, quiet);
}
