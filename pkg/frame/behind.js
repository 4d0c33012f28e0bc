// The page behind a frame that covers it, out of reach: as `widget/src/view/panel/behind.rs` does for the window.

/** Makes everything beside `node`, up to the page's root, `inert`; returns what gives it back. */
export function behind(node) {
  const covered = [];
  for (let inside = node; inside && inside !== document.body; ) {
    const around = inside.parentNode;
    if (!around) break;
    for (const beside of around.children) {
      if (beside === inside || beside.inert) continue;
      beside.inert = true;
      covered.push(beside);
    }
    inside = around.host || around;
  }
  return () => {
    for (const one of covered) one.inert = false;
  };
}
