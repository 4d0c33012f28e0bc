import { looks } from "./stage/looks.mjs";

looks("light", "rgb(255, 255, 255)");
