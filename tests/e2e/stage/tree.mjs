// Chromium's accessibility tree of the window, as lines of text.

/** Roles that say nothing by themselves. */
const SILENT = new Set(["none", "generic", "InlineTextBox", "LayoutTableRow", "ListMarker"]);
/** States that a screen reader tells. */
const STATES = ["disabled", "expanded", "pressed", "checked", "invalid", "required", "level", "modal", "live", "hasPopup", "multiline"];

/** What differs from run to run: times and days, and addresses of this run. */
const settled = (text) =>
  text
    .replace(/ \w+day, \w+ \d{1,2}, \d{4} at \d{1,2}:\d{2}.[AP]M\./g, "")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1");

/** The tree below the window, or below `from`. */
export async function treeOf(page, from = (node) => node.role?.value === "dialog") {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const write = (node, depth, said) => {
    const role = node.role?.value;
    // The announcer is told a moment later, and is listened to by itself.
    const isLive = node.properties?.some(({ name, value }) => name === "live" && value.value === "polite");
    if (isLive && role === "generic") return;
    const name = (node.name?.value ?? "").replace(/\s+/g, " ").trim();
    const isTold = !node.ignored && !SILENT.has(role) && !(role === "StaticText" && (said.includes(name) || !name));
    if (isTold) {
      const states = (node.properties ?? [])
        .filter(({ name, value }) => STATES.includes(name) && ![false, "false", undefined, "off"].includes(value.value))
        .map(({ name, value }) => (value.value === true ? name : `${name}=${value.value}`));
      const value = node.value?.value ? ` = "${node.value.value}"` : "";
      const description = node.description?.value ? ` (${node.description.value.trim()})` : "";
      lines.push(`${"  ".repeat(depth)}${role}${name ? ` "${name}"` : ""}${value}${description}${states.length ? ` [${states.join(" ")}]` : ""}`);
    }
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child) write(child, depth + (isTold ? 1 : 0), isTold && role !== "StaticText" ? name : said);
    }
  };
  const top = nodes.filter((node) => !node.ignored && from(node)).at(-1);
  if (!top) throw new Error("nothing like that is in the tree");
  write(top, 0, "");
  return settled(`${lines.join("\n")}\n`);
}
