import { looks } from "./stage/looks.mjs";
import { test } from "./stage/test.mjs";

// The system's scheme is that of a whole browser.
test.use({ isDark: true });

looks("dark", "rgb(21, 27, 24)");
