// Names of the configuration that are no attributes.

export const LISTS = ["preChat"];
export const TABLES = ["variables", "profile", "privacy"];
/** What is no attribute: properties, or keys of the element's JSON child. */
export const OBJECTS = ["strings", "rules", "userToken", ...TABLES, ...LISTS];
