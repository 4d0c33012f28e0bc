// The verb `transcript`: draws nothing.
export { written } from "./shared/written.js";
