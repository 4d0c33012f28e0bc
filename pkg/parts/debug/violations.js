// What the browser has refused of the page, whoever it was.
import { VIOLATIONS } from "./limits.js";

/** Keeps what the browser refuses from now on; `end` ends that. */
export function violations() {
  const kept = [];
  const heard = ({ effectiveDirective, blockedURI, sourceFile, disposition, lineNumber }) => {
    kept.push({ directive: effectiveDirective, blocked: blockedURI, source: sourceFile, line: lineNumber, isOnlyTold: disposition === "report" });
    if (kept.length > VIOLATIONS) kept.shift();
  };
  document.addEventListener("securitypolicyviolation", heard);
  return { kept, end: () => document.removeEventListener("securitypolicyviolation", heard) };
}
