// Line drawings. A file of its own: what stands behind the launcher draws too, without its styles.

const NS = "http://www.w3.org/2000/svg";

/** A line drawing; what stands in a button is never read out by itself. */
export const icon = (shape) => {
  const svg = document.createElementNS(NS, "svg");
  const path = document.createElementNS(NS, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
};
