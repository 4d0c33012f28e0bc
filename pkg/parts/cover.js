// What is done to the page while the window covers it, and undone when it does not: the page does not scroll, the
// keyboard covers nothing, and on a phone Back closes the window. Draws nothing, so it has no `draw`.

const MARK = "parlour";

/**
 * Covers the page. `close()` closes the window; it is called for Back.
 *
 * @param {{root: ShadowRoot, isPhone: boolean, close(): unknown}} self
 * @returns {() => void} what gives the page back as it was.
 */
export function cover({ root, isPhone, close }) {
  // The browser notes with an entry how far the page was scrolled: that is before it is held.
  const ends = [isPhone ? answerBack(root, close) : () => {}, hold(), follow(root)];
  return () => {
    for (const end of ends) end();
  };
}

/** A sheet in `tree`, for as long as it is needed. What the page wrote in `style` attributes is not touched. */
function sheet(tree, css) {
  const one = new CSSStyleSheet();
  one.replaceSync(css);
  tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, one];
  return [one, () => (tree.adoptedStyleSheets = tree.adoptedStyleSheets.filter((other) => other !== one))];
}

/** Keeps the page from scrolling. Printed, it is whole. */
function hold() {
  const { scrollX, scrollY } = window;
  const { pathname } = location;
  const [, end] = sheet(document, "@media screen{html{overflow:hidden!important;overscroll-behavior:none!important}}");
  return () => {
    end();
    // A page whose body scrolls is scrolled to its start by the above. Another page has its own place.
    const isMoved = window.scrollX !== scrollX || window.scrollY !== scrollY;
    if (isMoved && location.pathname === pathname) scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  };
}

/** Keeps the window within what the keyboard leaves to be seen. A visitor who has zoomed in sees it as drawn. */
function follow(root) {
  const seen = window.visualViewport;
  if (!seen) return () => {};
  const [one, end] = sheet(root, "");
  const look = () =>
    one.replaceSync(seen.scale > 1.01 ? "" : `:host{--_seen:${seen.height}px;--_top:${seen.offsetTop}px}`);
  look();
  for (const name of ["resize", "scroll"]) seen.addEventListener(name, look);
  return () => {
    for (const name of ["resize", "scroll"]) seen.removeEventListener(name, look);
    end();
  };
}

/**
 * Has Back close the window, and before it a picture that lies over it: an entry of the same address on top of the page's, with what the page keeps in
 * `history.state`. A router that listened before us hears that its own address is shown with its own state, one
 * that came later hears nothing.
 */
function answerBack(root, close) {
  const { state } = history;
  const { href } = location;
  // What is no plain object cannot carry our mark.
  if (state !== null && Object.getPrototypeOf(state) !== Object.prototype) return () => {};
  const add = () => history.pushState({ ...state, [MARK]: true }, "");
  if (!state?.[MARK]) add();
  const heard = (event) => {
    // The page's own entries above ours, and its fragments.
    if (event.state?.[MARK] || location.href !== href) return;
    event.stopImmediatePropagation();
    const picture = root.querySelector("dialog[open]");
    if (picture) {
      add();
      return picture.close();
    }
    removeEventListener("popstate", heard, true);
    close();
  };
  addEventListener("popstate", heard, true);
  return () => {
    removeEventListener("popstate", heard, true);
    // Closed in another way: our entry goes. Below an entry of the page's it stays, and does nothing.
    if (!history.state?.[MARK] || location.href !== href) return;
    addEventListener("popstate", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
    history.back();
  };
}
