// Where things lie, and how long a step may take.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
/** Where the projects are built, beside `node_modules`. */
export const HOME = join(REPOSITORY, "target/packaging");
export const TARBALL = process.env.PARLOUR_TARBALL ?? join(REPOSITORY, "target/package/parlour-0.1.0.tgz");
/** What was installed of it. */
export const INSTALLED = join(HOME, "node_modules/parlour");

/** Milliseconds of one build; the slowest takes a fifth of it on two cores. */
export const BUILD_LIMIT_MS = 120_000;
/** Milliseconds until a server that a project starts answers. */
export const START_LIMIT_MS = 30_000;
