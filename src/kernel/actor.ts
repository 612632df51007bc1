/** Who does something, for the audit log: `person:ana@example.org`, `key:ci`, `scheduler`, `reader`. */
export type Actor = string;
