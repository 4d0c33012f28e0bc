import { fileURLToPath } from "node:url";

// Where node_modules lies.
const root = fileURLToPath(new URL("..", import.meta.url));

export default { turbopack: { root }, outputFileTracingRoot: root };
