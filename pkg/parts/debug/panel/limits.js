/** Lines of one body that are drawn; what is beyond is counted. */
export const TREE_LINES = 2_000;
/** Levels of a body that are drawn. */
export const TREE_DEPTH = 40;
/** Characters of one value that are drawn. */
export const VALUE_CHARS = 2_000;
/** Levels that are open before anybody opens one. */
export const OPEN_DEPTH = 2;
/** Side of a control in CSS pixels: what WCAG 2.2 asks for (2.5.8), and what a finger needs. */
export const TARGET_PX = 24;
export const TOUCH_PX = 44;
/** Contrast of texts, and of edges and rings (WCAG 2.2, 1.4.3 and 1.4.11). */
export const TEXT_RATIO = 4.5;
export const EDGE_RATIO = 3;
/** Milliseconds after which a file that was offered is let go of. */
export const SAVE_MS = 10_000;
