// The chats that are measured, in the order of the table.
import { ours } from "./ours.mjs";
import { blank, others } from "./peers.mjs";

export const chats = [ours, ...others];
export { blank };
